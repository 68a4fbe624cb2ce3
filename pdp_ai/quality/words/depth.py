"""How much of it there is: oak veneer is no solid oak, and 30% wool no pure wool."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pdp_ai.quality.claims import Claim
from pdp_ai.quality.words.vocabulary import Mention, vocabulary
from pdp_ai.types import ProductFacts

_REAL = re.compile(
    r"(?:\b(?:real|genuine|true|solid|massive|pure|sheer|100%|all|nothing but|only)[\s-]|(?:实心|整块|100%|百分百))$",
    re.IGNORECASE,
)
_REAL_WORD = re.compile(r"(?:solid|pure|100%)\s|[纯全](?=[棉毛羊金银铜皮麻])|实木", re.IGNORECASE)
#: A veneer is real oak, but its product is not of solid oak.
_ON_TOP = re.compile(
    r"[\s-](?:veneers?|veneered|laminate|laminated|plated|plating|coated|clad|foil|inlay|blend|mix|powder|filled|rich)\b"
    r"|贴皮|饰面|木皮|镀|混纺",
    re.IGNORECASE,
)
_SHARE_BEFORE = re.compile(r"(?<!\d)(?<!\d\.)\d\d?(?:\.\d+)?\s?%\s?(?:[a-z]+\s)?$|含$", re.IGNORECASE)
#: A share that is a number is read as one.
_HUNDRED = re.compile(r"\b100%[\s-]$")
_SHARE_AFTER = re.compile(r"[：: ]?(?<!\d)\d\d?(?:\.\d+)?\s?%")


#: “Everything down to the foot is aluminium”.
_WHOLLY = re.compile(
    r"\b(?:everything|all of it|every (?:inch|part|bit|piece))\b[^.;:!?\n]*\s$|(?:全部|通体|整体|处处)[^，。；]{0,3}$",
    re.IGNORECASE,
)
_BODIES = frozenset({"metal", "wood", "plastic", "glass", "ceramic", "stone", "leather", "textile", "rubber"})


def only_in_part(claim: Claim, text: str, known: Sequence[Mention], facts: ProductFacts) -> str | None:
    """The fact that gives the product only the look, a layer, a share or a part of what the copy calls whole."""
    return _shallow(claim, text, known, facts) or _partial(claim, text, known, facts)


def _partial(claim: Claim, text: str, known: Sequence[Mention], facts: ProductFacts) -> str | None:
    """Another material of the product, where the copy says that all of it is of one."""
    if not _WHOLLY.search(text[: claim.start]):
        return None
    claimed = next(vocabulary("materials").mentions(claim.claim, "claim"), None)
    others = [
        fact
        for fact in known
        if claimed
        and fact.family in _BODIES
        and not fact.denied
        and not fact.imitated
        and not fact.is_kind_of(claimed.concept)
        and not claimed.is_kind_of(fact.concept)
    ]
    return f"{others[0].field}: {facts.fields()[others[0].field][others[0].start : others[0].end]}" if others else None


def _shallow(claim: Claim, text: str, known: Sequence[Mention], facts: ProductFacts) -> str | None:
    if not (_REAL.search(text[: claim.start]) or _REAL_WORD.match(claim.claim)) or _ON_TOP.match(text, claim.end):
        return None
    fields = facts.fields()
    claimed = next(vocabulary("materials").mentions(claim.claim, "claim")).concept
    same = [fact for fact in known if fact.is_kind_of(claimed)]
    number = _HUNDRED.search(text[: claim.start])
    thin = [fact for fact in same if _is_thin(fact, fields[fact.field], shares=not number)]
    if not thin or any(_is_whole(fact, fields[fact.field]) for fact in same if fact not in thin):
        return None
    return f"{thin[0].field}: {fields[thin[0].field][thin[0].start : thin[0].end + 8].strip()}"


def _is_thin(fact: Mention, words: str, *, shares: bool) -> bool:
    before = words[max(0, fact.start - 24) : fact.start]
    share = _SHARE_BEFORE.search(before) or (not words[fact.start].isascii() and _SHARE_AFTER.match(words, fact.end))
    return fact.imitated or bool(_ON_TOP.match(words, fact.end) or (shares and share))


def _is_whole(fact: Mention, words: str) -> bool:
    return bool(_REAL.search(words[: fact.start]) or _REAL_WORD.match(words[fact.start : fact.end]))
