"""The nouns that can have a colour of their own: the product itself, and its parts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pdp_ai.quality.words.part_names import COLOURED_PARTS
from pdp_ai.quality.words.part_names import PARTS as MADE_PARTS
from pdp_ai.quality.words.vocabulary import vocabulary
from pdp_ai.types import ProductFacts

#: The bearer of what is said of the product as a whole.
WHOLE = "the whole"
#: What is done to a product, and the part whose colour that is: “lined in sage”.
DONE_TO = {"lined": "inside", "trimmed": "edge", "stitched": "stitching", "printed": "print", "edged": "edge"}

#: Parts that are made of a material of their own, and those that have only a colour.
PARTS = frozenset(f"{MADE_PARTS} {COLOURED_PARTS}".split())
#: Names of the same part, told as the first.
_ALIKE = {
    other: part
    for part, others in {
        "base": "foot bottom",
        "cord": "cable flex lead",
        "edge": "border rim edging trim",
        "handle": "grip",
        "housing": "case casing shell body",
        "inside": "interior lining",
        "lace": "shoelace",
        "lettering": "letter text writing",
        "lid": "cover cap",
        "outside": "exterior outer",
        "tyre": "tire",
    }.items()
    for other in others.split()
}
_IRREGULAR = {"feet": "foot", "teeth": "tooth", "leaves": "leaf", "shelves": "shelf"}
#: Attributes that tell of the whole: “Colour”, “Finish”.
_GENERAL = re.compile(
    r"(?:available |main |base )?(?:colou?rs?|colou?rways?|shades?|finish(?:es)?|coating|designs?|variants?|versions?)"
    r"|颜色|主色|色号|外观|配色",
    re.IGNORECASE,
)
_COLOUR_OF = re.compile(r"\s*(?:colou?rs?|shades?|finish|的?颜色|色)$|^(?:colou?rs? of (?:the )?)", re.IGNORECASE)
#: “Pair 2”, “Bar 1 colour”: one of several like it.
_NUMBERED = re.compile(r"\d")
_WORD = re.compile(r"[a-z]{3,}", re.IGNORECASE)
#: Where the name of the product ends: “Desk with oak legs”, “Brake Pads, front axle”.
_NAME_ENDS = re.compile(r"[,:;(|–—]|\s-\s|\b(?:with|for|in|of|from|and)\b", re.IGNORECASE)
#: “A desk lamp set” is a lamp.
_OF_SEVERAL = frozenset({"set", "pack", "pair", "kit", "collection", "bundle", "double", "single", "piece"})
#: Words beside a colour that are no nouns.
_NO_NOUN = re.compile(
    r"the|and|with|for|from|its|all|one|two|new|colou?r|shade|deep|dark|light|pale|bright|soft|warm|matte?|glossy|brushed"
    r"|natural|finish|tone|look|undyed|translucent|available|choice|are|painted|lacquered|stained"
)
#: What the facts say to have a colour: “…, tank blue-tinted”, “hinge: gold”, “ochre (wheat)”, “navy bag.”.
_NAMED_BEFORE = re.compile(
    r"(?:[,;.]\s(?:\w+\s)?(?P<noun>[a-z]{3,})"
    r"|\b(?P<said>[a-z]{3,})(?::|\s(?:is|are|in|painted|lacquered|stained)))\s$",
    re.IGNORECASE,
)
_HAN_NAMED_BEFORE = re.compile(r"[，；。、](?P<noun>[\u4e00-\u9fff]{2,3})[是为]?$")
_NAMED_AFTER = re.compile(
    r"(?:-\w+)?(?:\s\((?P<given>[a-z]{3,})\)|[\s-](?P<noun>[a-z]{3,})(?=[,.;)]|$))", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Nouns:
    """What one product's words can give a colour to."""

    parts: frozenset[str]
    #: What the product is called: the nouns of its title.
    names: frozenset[str]
    #: Parts by their Chinese names, from the names of attributes.
    chinese: tuple[str, ...]
    #: All that the facts say, for the Chinese nouns in it; and the English words of it.
    told: str
    words: frozenset[str]

    def bearer(self, word: str) -> str:
        """The part that `word` names, `WHOLE` if it names the product, or nothing."""
        noun = _singular(word)
        if noun in self.names:
            return WHOLE
        return noun if noun in self.parts else ""

    def known(self, part: str) -> str:
        """A part that an attribute is named for; nothing if it's the product by its own name (“Inner tent”)."""
        return "" if part in self.names else part

    def chinese_part(self, words: str) -> str:
        """The part with an attribute of its own that Chinese `words` begin with, or nothing."""
        return next((part for part in self.chinese if words.startswith(part) or part.startswith(words[:2])), "")


@lru_cache(maxsize=64)  # several tries at a text are judged by the same facts
def nouns_of(facts: ProductFacts) -> Nouns:
    called = [_singular(word) for word in _WORD.findall(_NAME_ENDS.split(facts.title)[0])]
    called = [word for word in called if word not in _OF_SEVERAL]
    names = (frozenset(called) - PARTS) | frozenset(called[-1:])
    own = {part for name, _ in facts.attributes if (part := bearer_of_field(f"attributes.{name}"))} - {WHOLE}
    own |= _chinese_coloured_in(facts)
    chinese = tuple(part for part in own if not part.isascii())
    parts = PARTS | own | _coloured_in(facts)
    told = "\n".join([*facts.fields().values(), *(name for name, _ in facts.attributes)])
    return Nouns(parts, names, chinese, told, frozenset(map(_singular, _WORD.findall(told))))


def _chinese_coloured_in(facts: ProductFacts) -> set[str]:
    """As `_coloured_in`: 墨绿，握把黑色."""
    before = (
        _HAN_NAMED_BEFORE.search(fact[: colour.start])
        for field, fact in facts.fields().items()
        for colour in vocabulary("colours").mentions(fact, field)
    )
    return {match["noun"] for match in before if match}


def _coloured_in(facts: ProductFacts) -> frozenset[str]:
    """The nouns that stand right beside a colour in the facts."""
    nouns = set()
    for field, fact in facts.fields().items():
        for colour in vocabulary("colours").mentions(fact, field) if field != "title" else ():
            before = _NAMED_BEFORE.search(fact[max(0, colour.start - 40) : colour.start])
            after = _NAMED_AFTER.match(fact, colour.end)
            words = [before and (before["noun"] or before["said"]), after and (after["given"] or after["noun"])]
            nouns |= {_singular(word) for word in words if word and not any(vocabulary("materials").mentions(word))}
    return frozenset(noun for noun in nouns if not _NO_NOUN.fullmatch(noun))


def bearer_of_field(field: str) -> str:
    """What an attribute tells the colour of: “Lining colour” of the lining, “Colour” of the whole; else nothing."""
    name = field.partition(".")[2].strip()
    if _GENERAL.fullmatch(name) or _NUMBERED.search(name):
        return WHOLE
    part = _COLOUR_OF.sub("", name)
    if not part.isascii():
        return part
    words = _WORD.findall(part)
    return _singular(words[-1]) if 0 < len(words) <= 2 else ""


def _singular(word: str) -> str:
    folded = _IRREGULAR.get(word.casefold(), word.casefold())
    if folded.endswith("ies") and len(folded) > len("ties"):
        noun = folded[:-3] + "y"
    elif folded.endswith(("sses", "xes", "shes", "ches")):
        noun = folded[:-2]
    else:
        noun = folded[:-1] if folded.endswith("s") and not folded.endswith("ss") else folded
    return _ALIKE.get(noun, noun)
