"""Which piece of a set is spoken of: what is true of “Pair A” is not true of “Pair B”."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pdp_ai.quality.claims import Claim
from pdp_ai.quality.words.vocabulary import Mention
from pdp_ai.types import ProductFacts

_NAMES = (
    "pair bar set model jar box bottle candle bag part knife piece type version lamp ring print card book tin pack "
    "tube size option style shade blend board brush pan pot towel"
)
_MEMBER = re.compile(rf"\b(?:{'|'.join(_NAMES.split())}) (?:[A-Z]|\d)\b|[款件套][A-Z](?![A-Za-z])", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?。！？\n](?!\d)")


def of_another_member(claim: Claim, text: str, known: Sequence[Mention], facts: ProductFacts) -> str | None:
    """The fact that gives what is claimed of one piece to another piece only."""
    member = _member_at(text, claim.start)
    if not member or not claim.field:
        return None
    fields = facts.fields()
    if member not in {label for field, fact in fields.items() for label in _members(f"{field}. {fact}")}:
        return None
    claimed = next((fact for fact in known if (fact.field, fact.start) == (claim.field, claim.fact_start)), None)
    holders = [fact for fact in known if claimed and fact.is_kind_of(claimed.concept)]
    told = [(fact, _member_of_fact(fact, fields)) for fact in holders]
    if not told or any(label in {member, ""} for _, label in told):
        return None
    fact, label = told[0]
    return f"{fact.field}: {label}, {fields[fact.field][fact.start : fact.end]}"


def _member_of_fact(fact: Mention, fields: dict[str, str]) -> str:
    return _member_at(fields[fact.field], fact.start) or next(iter(_members(fact.field)), "")


def _member_at(text: str, start: int) -> str:
    """The last piece named before `start` in its sentence."""
    return next(iter(reversed(_members(_SENTENCE_END.split(text[:start])[-1]))), "")


def _members(text: str) -> list[str]:
    return [match[0].casefold() for match in _MEMBER.finditer(text)]
