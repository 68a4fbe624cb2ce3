"""Whether the name of a colour colours anything: a red herring is not red, no Monday is blue, and mint may be tea."""

from __future__ import annotations

import json
import re
from functools import cache

from pdp_ai.quality.words.bearer_nouns import PARTS
from pdp_ai.quality.words.colour_figures import is_figure
from pdp_ai.quality.words.phrases import DATA

_SHADE = "soft|warm|deep|dark|light|pale|matte?|glossy|bold|calm|classic|rich|muted|dusty|bright|vivid"
_MOOD = "a|an|the|fresh|happy|timeless|plain|jaunty|new|cool|gentle|natural|elegant"
_BEFORE = re.compile(
    rf"\b(?:in|colou?rs?:?|shades?|tones?|(?:colou?rs?|shades?|tones?) of|{_SHADE})\s+(?:(?:{_MOOD}|{_SHADE})\s+)*$",
    re.IGNORECASE,
)
#: What stands between two colours of a list: “lilac, navy or the new mint”.
LISTED = re.compile(rf"(?:,\s(?:\d+\s)?|\s?/\s?|,?\s(?:or|and|to)\s)(?:(?:{_MOOD}|{_SHADE})\s)*", re.IGNORECASE)
_AFTER = re.compile(
    r"[\s-](?:colou?r|colou?red|colou?rs|shade|tone|hue|finish|look|lens|lenses|version|ones?)\b", re.IGNORECASE
)
#: “Red-eye”, “blue-sky”, “black-outs” are words of their own; “red-lined” and “white-on-black” are colours.
_JOINED = re.compile(
    r"-(?!(?:and|on|ish|or|to|trim|look|finish|tone)\b|colou?r|\w+(?:ed|ish)\b)(?P<noun>[a-z]+)", re.IGNORECASE
)
_NOUN = re.compile(r"\s(?P<noun>[a-z]+)\b", re.IGNORECASE)
#: What something stands on or before is its company: “on a white carpet”, “against grey tiles”.
_UPON = re.compile(
    r"\b(?:on|against|under|behind|beside|through|across|over|near|past)\s(?:(?:an?|the|your|any|every)\s)?$",
    re.IGNORECASE,
)
#: “Silence is golden”, “blood may be blue”.
_PREDICATE = re.compile(
    r"\b(?P<noun>[a-z]+) (?:is|are|was|were|may be|can be|turns?|goes?|looks?) "
    r"(?:\w+ and |a little |a bit |less |more )*$",
    re.IGNORECASE,
)
_OF_ITSELF = frozenset({"silence", "blood", "grass", "speech", "mornings", "nights", "days"})

_SINGLE_AFTER = re.compile(r"[色、和黄红蓝绿白黑灰紫粉橙/盒字边底线盖袋壳扣框身柄杆帽绒瓶罐]|$")
_SINGLE_BEFORE = re.compile(r"[、和黄红蓝绿白黑灰紫粉橙/]$")
#: 黑白之间, 红花绿叶: pairs of words and of things.
_HAN_PAIR = re.compile(
    r"[黑白]{1,2}(?:之间|分明|颠倒|不分)|[漂增美洁]白|白纸黑字|人间黑白|(?P<twice>[白蓝红绿黄黑])(?P=twice)的|红白喜事|橙黄橘绿|黑板|红包|红泥|黄昏|绿豆|红豆|黑芝麻|红枣|红花|绿叶|白纸|黑夜|白日|蓝天|青山|绿水|红火|红利|白手|黑马"
)


def colours_something(word: str, start: int, end: int, text: str, own: frozenset[str]) -> bool:
    """Whether ``text[start:end]`` tells a colour of the product or of a part; `own` are the words of its facts."""
    before, after = text[max(0, start - 40) : start], text[end : end + 24]
    if not word.isascii():
        return _han(word, start, end, text)
    if is_figure(word, before, after):
        return False
    return _joins_a_thing(word, before, after, own) and not _of_no_thing(before)


def is_told_as_colour(start: int, end: int, text: str) -> bool:
    """Whether a word that has other meanings too stands where a colour does: “in sage”, “a mustard finish”."""
    return bool(_BEFORE.search(text[:start]) or _AFTER.match(text, end))


def _joins_a_thing(word: str, before: str, after: str, own: frozenset[str]) -> bool:
    """Whether what the colour stands before can be a part of the product."""
    joined = _JOINED.match(after)
    match = joined or _NOUN.match(after)
    if not match:
        return True
    noun = match["noun"].casefold()
    forms = {noun, noun.removesuffix("s"), re.sub(r"ies$", "y", noun)}
    compounds, intangible, of_nature = _listed()
    if forms & intangible and not forms & PARTS:
        return False
    is_compound = bool(forms & (compounds.get(word.casefold(), frozenset()) | of_nature))
    if joined:
        return bool(forms & (PARTS | _colours())) and (not is_compound or bool(forms & own))
    return bool(forms & (own | PARTS)) or not (is_compound or _UPON.search(before))


def _of_no_thing(before: str) -> bool:
    match = _PREDICATE.search(before)
    if not match:
        return False
    noun = match["noun"].casefold()
    _compounds, intangible, of_nature = _listed()
    return noun in intangible or noun in of_nature or noun in _OF_ITSELF


def _han(word: str, start: int, end: int, text: str) -> bool:
    if any(match.start() <= start < match.end() for match in _HAN_PAIR.finditer(text)):
        return False
    return len(word) > 1 or bool(_SINGLE_AFTER.match(text, end) or _SINGLE_BEFORE.search(text[:start]))


@cache
def _listed() -> tuple[dict[str, frozenset[str]], frozenset[str], frozenset[str]]:
    """Compounds by colour (“black hole”), nouns that have none (“Monday”), and food, bodies, landscapes with theirs."""
    data = json.loads((DATA / "colour_compounds.json").read_text(encoding="utf-8"))
    compounds = {colour: frozenset(nouns.split()) for colour, nouns in data["compounds"].items()}
    return compounds, frozenset(data["intangible"].split()), frozenset(data["of_nature"].split())


@cache
def _colours() -> frozenset[str]:
    spellings = json.loads((DATA / "colours.json").read_text(encoding="utf-8")).values()
    return frozenset(word.removeprefix("~") for row in spellings for word in row.split(", "))
