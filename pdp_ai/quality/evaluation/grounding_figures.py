"""How well `trace_claims` does on the labelled set, kind by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pdp_ai.quality.claims import KINDS, Claim
from pdp_ai.quality.evaluation.labelled_claims import LabelledClaim, LabelledProduct, Split, labelled_products
from pdp_ai.quality.grounding import trace_claims

Figures = dict[str, dict[str, float | int | None]]


@dataclass(frozen=True, slots=True)
class Mistake:
    product: str
    text: str
    kind: str
    #: The words that were missed, or flagged without reason.
    claim: str
    missed: bool


def grounding_figures(split: Split, *, blind: bool = False) -> Figures:
    """By kind: the share of flags that were right, the share of false claims that were flagged, and all marked claims.

    A flag of one kind on a claim that is false in another counts neither way; None where there is nothing to divide by.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for kind, outcome, _ in _outcomes(split, blind):
        counts[kind, outcome] += 1
    return {
        kind: {
            "precision": _share(counts[kind, "caught"], counts[kind, "false alarm"]),
            "recall": _share(counts[kind, "caught"], counts[kind, "missed"]),
            "n": sum(counts[kind, outcome] for outcome in ("caught", "missed", "true")),
        }
        for kind in KINDS
    }


def mistakes(split: Split, *, blind: bool = False) -> list[Mistake]:
    return [mistake for _, _, mistake in _outcomes(split, blind) if mistake]


def _outcomes(split: Split, blind: bool) -> Iterator[tuple[str, str, Mistake | None]]:
    for product in labelled_products(split, blind=blind):
        for labelled in product.texts:
            flags = [claim for claim in trace_claims(labelled.text, product.facts) if claim.field is None]
            for label in labelled.claims:
                if label.true:
                    yield label.kind, "true", None
                elif any(flag.kind == label.kind and _overlap(flag, label) for flag in flags):
                    yield label.kind, "caught", None
                else:
                    words = labelled.text[label.start : label.end]
                    yield label.kind, "missed", Mistake(product.id, labelled.text, label.kind, words, missed=True)
            yield from _false_alarms(product, labelled.text, flags, labelled.claims)


def _false_alarms(
    product: LabelledProduct, text: str, flags: list[Claim], labels: tuple[LabelledClaim, ...]
) -> Iterator[tuple[str, str, Mistake]]:
    for flag in flags:
        if not any(not label.true and _overlap(flag, label) for label in labels):
            yield flag.kind, "false alarm", Mistake(product.id, text, flag.kind, flag.claim, missed=False)


def _overlap(flag: Claim, label: LabelledClaim) -> bool:
    return flag.start < label.end and label.start < flag.end


def _share(right: int, wrong: int) -> float | None:
    return round(right / (right + wrong), 3) if right + wrong else None
