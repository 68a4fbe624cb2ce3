"""Findings and traced claims as a reviewer reads them, and the places in the text that they speak of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pdp_ai.cleaning import html_to_text
from pdp_ai.models import MediaDraft
from pdp_ai.quality.claims import Claim
from pdp_ai.quality.grounding import trace_claims
from pdp_ai.quality.seen import trace_seen
from pdp_ai.say import say_row
from pdp_ai.types import SEVERITIES, ProductFacts, Severity
from pdp_ai.views.badges import SIGNS
from pdp_ai.views.face import Face
from pdp_ai.views.words import CLAIM_LABELS, SEVERITY_LABELS, fact_label


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, and the severity of the finding about it; empty for none."""

    text: str
    tone: str = ""
    message: str = ""


MarkedLine = tuple[Piece, ...]

#: Characters of a fact that are shown about the words a claim rests on, on each side.
CONTEXT = 40


@dataclass(frozen=True, slots=True)
class FindingLine:
    tone: str
    sign: str
    label: str
    message: str
    #: The words it is about, where the evidence names them.
    claim: str
    #: Address of the other draft that it speaks of; empty where it speaks of none.
    url: str = ""


@dataclass(frozen=True, slots=True)
class Quotation:
    """The words of a fact that bear a claim out, and some of what stands about them."""

    before: str
    said: str
    after: str

    def __str__(self) -> str:
        return f"{self.before}{self.said}{self.after}"


@dataclass(frozen=True, slots=True)
class TracedClaim:
    kind: str
    claim: str
    #: The fact's label, and where it says so; empty and None when nothing supports the claim.
    fact: str = ""
    source: Quotation | None = None
    #: For an unsupported claim the fact that comes closest, empty when none does; and whether it says the contrary.
    nearest: str = ""
    contradicted: bool = False
    tone: Severity = "error"
    sign: str = ""


def finding_lines(draft: MediaDraft, face: Face) -> list[FindingLine]:
    """Worst first, as the draft keeps them."""
    return [
        FindingLine(
            tone=finding["severity"],
            sign=SIGNS[finding["severity"]],
            label=str(SEVERITY_LABELS[finding["severity"]]),
            message=say_row(finding),
            claim=str(finding.get("evidence", {}).get("claim", "")),
            url=face.url("draft", other) if (other := finding.get("evidence", {}).get("draft")) else "",
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
    trace = trace_seen if draft.slot_kind.is_seen else trace_claims
    return [_traced(claim, fields) for claim in trace(text, facts)]


def _traced(claim: Claim, fields: Mapping[str, str]) -> TracedClaim:
    kind = str(CLAIM_LABELS[claim.kind])
    if claim.field:
        return TracedClaim(kind, claim.claim, fact_label(claim.field), _quotation(claim, fields))
    tone: Severity = "warning" if claim.doubtful else "error"
    field, _, said = claim.nearest.partition(": ")
    nearest = f"{fact_label(field)}: {said}" if said else ""
    return TracedClaim(kind, claim.claim, nearest=nearest, contradicted=claim.contradicted, tone=tone, sign=SIGNS[tone])


def _quotation(claim: Claim, fields: Mapping[str, str]) -> Quotation:
    """Cut between words where there are spaces; what is left out is shown by an ellipsis."""
    fact = fields[claim.field or ""]
    before, said, after = fact[: claim.fact_start], fact[claim.fact_start : claim.fact_end], fact[claim.fact_end :]
    if len(before) > CONTEXT:
        half, gap, words = before[-CONTEXT:].partition(" ")
        before = "…" + (words if gap else half)
    if len(after) > CONTEXT:
        words, gap, half = after[:CONTEXT].rpartition(" ")
        after = (words if gap else half) + "…"
    return Quotation(before, said, after)


def marked_draft(draft: MediaDraft, facts: ProductFacts) -> tuple[MarkedLine, ...]:
    """Rich text's visible text with findings and claims marked; empty when there is nothing to mark."""
    if draft.slot_kind.kind != "html":
        return ()
    text = html_to_text(draft.text)
    marks = [*marks_of_facts(text, facts), *marks_of_findings(draft.findings)]
    return marked_lines(text, marks) if marks else ()


@dataclass(frozen=True, slots=True)
class Mark:
    """``text[start:end]`` and what is to be said of it."""

    start: int
    end: int
    tone: str
    message: str


def marks_of_facts(text: str, facts: ProductFacts) -> list[Mark]:
    """The claims that the product's data bears out, each with its fact."""
    fields = facts.fields()
    return [
        Mark(claim.start, claim.end, "clean", f"{fact_label(claim.field)}: {_quotation(claim, fields)}")
        for claim in trace_claims(text, facts)
        if claim.field
    ]


def marks_of_findings(findings: Sequence[Mapping[str, Any]]) -> list[Mark]:
    """The worst come last, and so win where they overlap."""
    marks = []
    for finding in sorted(findings, key=lambda finding: _badness(finding.get("severity"))):
        evidence = finding.get("evidence", {})
        start, end = evidence.get("start"), evidence.get("end")
        known = finding.get("severity") in SEVERITIES
        if known and isinstance(start, int) and isinstance(end, int) and 0 <= start < end:
            marks.append(Mark(start, end, finding["severity"], say_row(finding)))
    return marks


def _badness(severity: object) -> int:
    return SEVERITIES.index(severity) if severity in SEVERITIES else -1


def marked_lines(text: str, marks: Sequence[Mark]) -> tuple[MarkedLine, ...]:
    """`text` by line, cut into pieces at the marks; where two overlap, the later has the place."""
    over: list[Mark | None] = [None] * len(text)
    for mark in marks:
        over[mark.start : mark.end] = [mark] * len(over[mark.start : mark.end])
    lines = []
    offset = 0
    for line in text.split("\n"):
        if line.strip():
            lines.append(tuple(_pieces(line, over[offset : offset + len(line)])))
        offset += len(line) + 1
    return tuple(lines)


def _pieces(line: str, over: list[Mark | None]) -> Iterator[Piece]:
    start = 0
    for index in range(1, len(line) + 1):
        if index == len(line) or over[index] is not over[start]:
            mark = over[start]
            yield Piece(line[start:index], mark.tone if mark else "", mark.message if mark else "")
            start = index
