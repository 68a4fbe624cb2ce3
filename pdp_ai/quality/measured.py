"""What a number is said of: 52 cm high is not 52 cm wide, twelve pieces are not twelve months."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pdp_ai.quality.units import unit_named

_BEFORE_AFTER = {
    "height": ("high|tall", "height|高度?"),
    "width": ("wide|across|in diameter|diameter", "width|diameter|宽度?|直径"),
    "length": ("long|overall", "length|drop|长度?"),
    "depth": ("deep", "depth|深度?"),
    "thickness": ("thick", "thickness|厚度?"),
    "weight": ("light|heavy", "weighs|weighing|weight|(?<!承)重量?|净重"),
    "memory": ("of ram|ram|of memory|memory", "ram|memory|内存|运存"),
    "storage": ("of storage|storage|ssd|hdd|hard (?:disk|drive)", "storage|ssd|hdd|hard (?:disk|drive)|存储|硬盘"),
    "set": ("piece set", "(?:set|pack) of"),
    "load": ("load|payload", "holds|carries|holds up to|carries up to|load|load up to|承重|载重"),
}
_AFTER = {role: re.compile(rf"[\s-]*(?:{after})\b", re.IGNORECASE) for role, (after, _) in _BEFORE_AFTER.items()}
_BEFORE = {
    role: re.compile(
        rf"(?:^|[^A-Za-z])(?:{before})\W{{0,3}}(?:(?:of|is|up to|about|仅|约|为)\W{{0,2}})?$", re.IGNORECASE
    )
    for role, (_, before) in _BEFORE_AFTER.items()
}
_NOUN = re.compile(
    r"[\s-]*(?P<noun>(?:(?!and\b|or\b|with\b|of\b|for\b|in\b|to\b)[A-Za-z-]+\s+){0,2}?(?:[a-z]{2,}[^s\W]s|people))\b"
)
#: “At least eight hours” is not what “up to 8 hours” says.
_AT_LEAST = re.compile(r"(?:\bat least|\bno less than|\bnot less than|\bminimum|至少|不少于|最少)\W*$", re.IGNORECASE)
_AT_MOST = re.compile(
    r"(?:\bup to|\bat most|\bno more than|\bmaximum|\bmax\.?|最多|最长|最大|可达|至多)\W*$", re.IGNORECASE
)
#: Nouns that count whatever is sold.
_ANYTHING = frozenset(["pcs", "pieces", "packs", "sets", "units", "items", "parts", "pairs", "boxes"])
_SAME = ({"people", "persons", "players", "sleepers"}, {"colours", "colors"}, {"steps", "levels", "settings", "modes"})


@dataclass(frozen=True, slots=True)
class Place:
    """A number in a text; `field` names the fact, and is empty in copy."""

    text: str
    start: int
    end: int
    field: str = ""


def said_of_another(claim: Place, fact: Place) -> bool:
    """Whether both places say what they measure or count, and it is not the same thing."""
    if _AT_LEAST.search(claim.text[: claim.start]) and _AT_MOST.search(fact.text[: fact.start]):
        return True
    role, fact_roles = _role(claim), _roles(fact)
    if role and fact_roles:
        return role not in fact_roles
    noun, fact_nouns = _noun(claim), _nouns(fact)
    return bool(noun and fact_nouns) and not any(_same_noun(noun, other) for other in fact_nouns)


def counts(place: Place) -> bool:
    """Whether the number says what it counts: “four pockets”."""
    return bool(_noun(place))


def says_the_same(claim: Place, fact: Place) -> bool:
    """Whether both places say what they measure or count, and it is one thing."""
    role, noun = _role(claim), _noun(claim)
    if role:
        return role in _roles(fact)
    return bool(noun) and _head(noun) not in _ANYTHING and any(_equal_noun(noun, other) for other in _nouns(fact))


def role_of(fact: Place) -> str:
    """What a fact measures, by its own words or by the attribute's name: ``"height"``; empty when neither says."""
    return _role(fact) or _named(fact.field)


def _roles(fact: Place) -> set[str]:
    return {_role(fact), _named(fact.field)} - {""}


def _nouns(fact: Place) -> set[str]:
    return {_noun(fact), _counted_in(fact.field)} - {""}


def _role(place: Place) -> str:
    before = place.text[max(0, place.start - 24) : place.start]
    after = next((role for role, pattern in _AFTER.items() if pattern.match(place.text, place.end)), "")
    return after or next((role for role, pattern in _BEFORE.items() if pattern.search(before)), "")


def _named(field: str) -> str:
    """What an attribute measures by its name."""
    name = re.sub(r"\W*\(.*", "", field.partition(".")[2])
    return next((role for role, pattern in _BEFORE.items() if name and pattern.search(name)), "")


def _noun(place: Place) -> str:
    """What the number counts, with the words before its plural: “temperature settings”."""
    written = re.fullmatch(
        r"[A-Za-z]+[\s-](?P<noun>[a-z]{2,}[^s\W]s)", place.text[place.start : place.end], re.IGNORECASE
    )
    match = written if written and not unit_named(written["noun"]) else _NOUN.match(place.text, place.end)
    return match["noun"].lower() if match else ""


def _counted_in(field: str) -> str:
    name = field.partition(".")[2].lower()
    return name if re.fullmatch(r"[a-z]+[^s]s", name) else ""


def _same_noun(one: str, other: str) -> bool:
    return bool({_head(one), _head(other)} & _ANYTHING) or _equal_noun(one, other)


def _equal_noun(one: str, other: str) -> bool:
    """The same things: “five temperatures” are “five temperature settings”."""
    heads = {_head(one), _head(other)}
    if len(heads) == 1 or any(heads <= group for group in _SAME):
        return True
    return bool({_singular(word) for word in one.split()} & {_singular(word) for word in other.split()})


def _head(noun: str) -> str:
    return noun.rsplit(maxsplit=1)[-1]


def _singular(noun: str) -> str:
    return noun.removesuffix("s")
