"""Drafts as rows for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pdp_ai.models import MediaDraft


def draft_table(drafts: Iterable[MediaDraft]) -> str:
    """One line a draft: product, slot, model, seconds, findings."""
    rows = [("product", "slot", "model", "seconds", "findings")]
    rows += [
        (draft.product_name[:32], draft.slot, draft.model[:40], f"{draft.seconds:.1f}", findings_in_short(draft))
        for draft in drafts
    ]
    return table(rows)


def findings_in_short(draft: MediaDraft) -> str:
    codes = [f"{finding['severity']}: {finding['code']}" for finding in draft.findings]
    return ", ".join(dict.fromkeys(codes)) or "–"


def table(rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as their widest cell; the first row is the head."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "  ".join("─" * width for width in widths), *lines[1:]])
