"""What a number counts: twelve pieces are not twelve months, nor five temperatures five pockets."""

from __future__ import annotations

import re

from pdp_ai.quality.numbers.quantity import Place
from pdp_ai.quality.numbers.units import unit_named

#: Words that end what a number counts, and verbs that look like a plural.
_NO_NOUN = (
    "and or with of for in to so that by as at on from than which who while if but is are costs? weighs? comes? lasts? "
    "makes? holds? gives? needs? takes? keeps? runs? means? saves? has fits? does goes works? pays? stands? sits? "
    "this its"
)
_NOUN = re.compile(
    rf"[\s-]*(?:\d[\d.,]*\s?[A-Za-z]{{1,3}}\s)?(?P<noun>(?:(?!(?:{_NO_NOUN.replace(' ', '|')})\b)[A-Za-z-]+\s+){{0,2}}?"
    rf"(?!(?:{_NO_NOUN.replace(' ', '|')})\b)(?:[a-z]{{2,}}[^s\W]s|people|teeth|children))\b"
)
#: The part of “a three-part ladder”.
_HYPHENATED = re.compile(r"-(?P<noun>[A-Za-z]{3,})\b(?=\s)")
#: Measure words that say what is counted.
_HAN_COUNTED = re.compile(r"[层季页格级节档泡次遍段孔色对双片只]")
#: Nouns that count whatever is sold.
ANYTHING = frozenset(
    ["pcs", "pieces", "packs", "sets", "units", "items", "parts", "pairs", "boxes", "uses", "portions", "servings"]
)
_SAME = (
    {"people", "persons", "players", "sleepers"},
    {"colours", "colors", "hues", "shades", "tones"},
    {"recipes", "dishes", "meals"},
    {"steps", "levels", "settings", "modes"},
)


def counts(place: Place) -> bool:
    """Whether the number says what it counts: “four pockets”."""
    return bool(noun_of(place))


def noun_of(place: Place) -> str:
    """What the number counts, with the words before its plural: “temperature settings”, 层."""
    if han := _HAN_COUNTED.match(place.text, place.end) or _HAN_COUNTED.match(place.text, place.end - 1):
        return han[0]
    if hyphenated := _HYPHENATED.match(place.text, place.end):
        return hyphenated["noun"].lower()
    written = re.fullmatch(
        r"[A-Za-z]+[\s-](?P<noun>[a-z]{2,}[^s\W]s)", place.text[place.start : place.end], re.IGNORECASE
    )
    match = written if written and not unit_named(written["noun"]) else _NOUN.match(place.text, place.end)
    return match["noun"].lower() if match else ""


def nouns_of(fact: Place) -> set[str]:
    """What a fact counts by its own words or by the attribute's name."""
    nouns = {noun_of(fact), _counted_in(fact.field)} - {""}
    beside = re.match(r"\s([a-z]{3,})", fact.text[fact.end : fact.end + 24])
    return nouns | {beside[1]} if nouns and beside else nouns


def counts_the_same(claim: Place, fact: Place) -> bool:
    """Whether both places say what they count, and it is one kind of thing."""
    noun = noun_of(claim)
    return bool(noun) and _head(noun) not in ANYTHING and any(_equal_noun(noun, other) for other in nouns_of(fact))


def _counted_in(field: str) -> str:
    name = field.partition(".")[2].lower()
    return name if re.fullmatch(r"[a-z]+[^s]s", name) else ""


def same_noun(one: str, other: str) -> bool:
    if one.isascii() != other.isascii():
        return True
    return bool({_head(one), _head(other)} & ANYTHING) or _equal_noun(one, other)


def _equal_noun(one: str, other: str) -> bool:
    """The same things: “five temperatures” are “five temperature settings”."""
    heads = {_head(one), _head(other)}
    if len({_singular(head) for head in heads}) == 1 or any(heads <= group for group in _SAME):
        return True
    return bool({_singular(word) for word in one.split()} & {_singular(word) for word in other.split()})


def _head(noun: str) -> str:
    return noun.rsplit(maxsplit=1)[-1]


def _singular(noun: str) -> str:
    """Also of “walled”: what has two walls."""
    return noun.removesuffix("s").removesuffix("ed")
