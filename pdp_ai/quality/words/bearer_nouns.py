"""The nouns that can have a colour of their own: the product itself, and its parts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pdp_ai.quality.words.part_names import PARTS as MADE_PARTS
from pdp_ai.types import ProductFacts

#: The bearer of what is said of the product as a whole.
WHOLE = "the whole"
#: What is done to a product, and the part whose colour that is: “lined in sage”.
DONE_TO = {"lined": "lining", "trimmed": "edge", "stitched": "stitching", "printed": "print", "edged": "edge"}

#: Parts beyond those that are made of a material of their own.
_COLOURED_PARTS = (
    "accent backing beam border bow bristle bumper button canopy cap capsule cord cushion dial disc display dot edge "
    "edging elastic eyelet fitting flap fringe grip gusset hand handlebar heel hem hood hose insole keycap lace "
    "lettering letter logo loop mat number nut outside pattern pipe piping pompom pouch print rivet ribbon saddle seam "
    "screen sidewall spike spoke spring stem stitching string stripe stud tab tag tape tassel text tie tip toe tongue "
    "tread tray tube tyre underside waistband weave webbing box bag wrapper"
)
PARTS = frozenset(f"{MADE_PARTS} {_COLOURED_PARTS}".split())
#: Names of the same part, told as the first.
_ALIKE = {
    other: part
    for part, others in {
        "base": "foot bottom",
        "cord": "cable flex lead",
        "edge": "border rim edging trim",
        "handle": "grip",
        "housing": "case casing shell body",
        "inside": "interior",
        "lace": "shoelace",
        "lettering": "letter text writing",
        "lid": "cover cap",
        "outside": "exterior outer",
        "tyre": "tire",
    }.items()
    for other in others.split()
}
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


@dataclass(frozen=True, slots=True)
class Nouns:
    """What one product's words can give a colour to."""

    parts: frozenset[str]
    #: What the product is called: the nouns of its title.
    names: frozenset[str]
    #: Parts by their Chinese names, from the names of attributes.
    chinese: tuple[str, ...]
    #: All that the facts say, for the Chinese nouns in it.
    told: str

    def bearer(self, word: str) -> str:
        """The part that `word` names, `WHOLE` if it names the product, or nothing."""
        noun = _singular(word)
        if noun in self.names:
            return WHOLE
        return noun if noun in self.parts else ""

    def known(self, part: str) -> str:
        """A part that an attribute is named for, or `WHOLE` if it's the product by its own name."""
        return WHOLE if part in self.names else part

    def chinese_part(self, words: str) -> str:
        """The part with an attribute of its own that Chinese `words` begin with, or nothing."""
        return next((part for part in self.chinese if words.startswith(part) or part.startswith(words[:2])), "")


@lru_cache(maxsize=64)  # several tries at a text are judged by the same facts
def nouns_of(facts: ProductFacts) -> Nouns:
    called = [_singular(word) for word in _WORD.findall(_NAME_ENDS.split(facts.title)[0])]
    names = (frozenset(called) - PARTS) | frozenset(called[-1:])
    own = {part for name, _ in facts.attributes if (part := bearer_of_field(f"attributes.{name}"))} - {WHOLE}
    chinese = tuple(part for part in own if not part.isascii())
    return Nouns(PARTS | own, names, chinese, "\n".join(facts.fields().values()))


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
    folded = word.casefold()
    if folded.endswith("ies") and len(folded) > len("ties"):
        noun = folded[:-3] + "y"
    elif folded.endswith(("sses", "xes", "shes", "ches")):
        noun = folded[:-2]
    else:
        noun = folded[:-1] if folded.endswith("s") and not folded.endswith("ss") else folded
    return _ALIKE.get(noun, noun)
