"""Findings and traced claims as a reviewer reads them, and the places in the text that they speak of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pdp_ai.cleaning import html_to_text
from pdp_ai.models import MediaDraft
from pdp_ai.quality.claims import Claim
from pdp_ai.quality.grounding import trace_claims
from pdp_ai.types import SEVERITIES, ProductFacts, Severity
from pdp_ai.views.badges import SIGNS
from pdp_ai.views.words import CLAIM_LABELS, SEVERITY_LABELS, fact_label


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, and the severity of the finding about it; empty for none."""

    text: str
    tone: str = ""
    message: str = ""


MarkedLine = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class FindingLine:
    tone: str
    sign: str
    label: str
    message: str
    #: The words it is about, where the evidence names them.
    claim: str


@dataclass(frozen=True, slots=True)
class TracedClaim:
    kind: str
    claim: str
    #: The fact's label and text; both empty when nothing supports the claim.
    fact: str
    source: str
    #: For an unsupported claim the fact that comes closest, empty when none does; and whether it says the contrary.
    nearest: str = ""
    contradicted: bool = False
    tone: Severity = "error"
    sign: str = ""


def finding_lines(draft: MediaDraft) -> list[FindingLine]:
    """Worst first, as the draft keeps them."""
    return [
        FindingLine(
            tone=finding["severity"],
            sign=SIGNS[finding["severity"]],
            label=str(SEVERITY_LABELS[finding["severity"]]),
            message=str(finding["message"]),
            claim=str(finding.get("evidence", {}).get("claim", "")),
        )
        for finding in draft.findings
        if finding.get("severity") in SEVERITIES
    ]


def traced_claims(draft: MediaDraft, facts: ProductFacts) -> list[TracedClaim]:
    """Every claim in the copy with the fact it rests on."""
    if draft.is_picture:
        return []
    text = html_to_text(draft.text) if draft.slot_kind.kind == "html" else draft.text
    fields = facts.fields()
    return [_traced(claim, fields) for claim in trace_claims(text, facts)]


def _traced(claim: Claim, fields: Mapping[str, str]) -> TracedClaim:
    kind = str(CLAIM_LABELS[claim.kind])
    if claim.field:
        return TracedClaim(kind, claim.claim, fact_label(claim.field), fields[claim.field])
    tone: Severity = "warning" if claim.doubtful else "error"
    field, _, said = claim.nearest.partition(": ")
    nearest = f"{fact_label(field)}: {said}" if said else ""
    return TracedClaim(kind, claim.claim, "", "", nearest, claim.contradicted, tone, SIGNS[tone])


def marked_draft(draft: MediaDraft) -> tuple[MarkedLine, ...]:
    """Rich text's visible text with its findings marked; empty when no finding names a place in it."""
    if draft.slot_kind.kind != "html" or not list(_spans(draft.findings)):
        return ()
    return marked_lines(html_to_text(draft.text), draft.findings)


def marked_lines(text: str, findings: Sequence[Mapping[str, Any]]) -> tuple[MarkedLine, ...]:
    """`text` by line, cut into pieces at the findings' places. Overlapping places go to the worse finding."""
    marks: list[Mapping[str, Any] | None] = [None] * len(text)
    for start, end, finding in sorted(_spans(findings), key=lambda span: SEVERITIES.index(span[2]["severity"])):
        marks[start:end] = [finding] * len(marks[start:end])
    lines = []
    offset = 0
    for line in text.split("\n"):
        if line.strip():
            lines.append(tuple(_pieces(line, marks[offset : offset + len(line)])))
        offset += len(line) + 1
    return tuple(lines)


def _spans(findings: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, int, Mapping[str, Any]]]:
    for finding in findings:
        evidence = finding.get("evidence", {})
        start, end = evidence.get("start"), evidence.get("end")
        known = finding.get("severity") in SEVERITIES
        if known and isinstance(start, int) and isinstance(end, int) and 0 <= start < end:
            yield start, end, finding


def _pieces(line: str, marks: list[Mapping[str, Any] | None]) -> Iterator[Piece]:
    start = 0
    for index in range(1, len(line) + 1):
        if index == len(line) or marks[index] is not marks[start]:
            mark = marks[start] or {}
            yield Piece(line[start:index], str(mark.get("severity", "")), str(mark.get("message", "")))
            start = index
