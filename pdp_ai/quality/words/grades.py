"""Grades of a material: A2 steel is no A4 steel, and 18-carat gold no fine gold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pdp_ai.quality.claims import Claim
from pdp_ai.quality.words.polarity import denied
from pdp_ai.types import ProductFacts

_STEEL = r"(?:stainless\s)?steel|stainless|不锈钢"
#: Numbers and names of alloys beside what they are alloys of: EN 10027-2, AISI, EN 573-3, ISO 9202 for precious metals.
_GRADES = re.compile(
    rf"(?<![A-Za-z\d/.])(?:AISI |SUS ?|V)?(?P<steel>A[245]|[234][0-4]\d[LC]?|18[/-](?:10|8|0))"
    rf"(?:-\d\d)?(?:[\s-]*(?:{_STEEL}))"
    rf"|(?:{_STEEL})[\s-]+(?:AISI |SUS ?)?(?P<steel_after>A[245]|3[01]\d[LC]?|18[/-](?:10|8|0))(?![\w/])"
    r"|(?<![A-Za-z\d.])(?P<aluminium>[5-7]0[5-8]\d)(?:-T6)?[\s-]*(?:alumini?um|铝)"
    r"|(?<![A-Za-z\d.])(?P<carat>8|9|1[048]|2[0-4])[\s-]?(?:K|k|ct|carat|karat)t?"
    r"(?:[\s-]+(?:yellow |white |rose |red )?gold|(?:玫瑰|白|黄|彩)?金)(?![属牌])"
    r"|(?P<fine>(?:千足金|足金)(?:9{3,5})?|(?:9{3,4}|24K)足金)"
    r"|(?<![A-Za-z\d.])(?P<silver>S?(?:800|835|925|950|990|999))[\s-]*(?:sterling |fine )?(?:silver|纯?银)"
)
#: The same alloy by another name: EN ISO 3506-1 names A2 and A4 what AISI names 304 and 316; 18/8 is the alloy of 304.
_ALSO = {"a2": "304", "18/8": "304", "a4": "316", "304l": "304", "316l": "316"}
#: Other carats are read as the numbers they are.
_FINE = "24"


def trace_grades(text: str, facts: ProductFacts) -> Iterator[Claim]:
    """Each grade with the fact that names the same, or with the one that names another."""
    told = [one for one in _grades(text) if one[2] != "gold" or one[3] == _FINE]
    if not told:
        return
    known = [(field, *found) for field, fact in facts.fields().items() for found in _grades(fact)]
    for start, end, metal, grade in told:
        if denied(text, start, end):
            continue
        of_metal = [one for one in known if one[3] == metal]
        same = next((one for one in of_metal if one[4] == grade), None)
        if same:
            yield Claim(text[start:end], start, end, same[0], same[1], same[2], kind="material")
            continue
        other = next(iter(of_metal), None)
        nearest = f"{other[0]}: {facts.fields()[other[0]][other[1] : other[2]]}" if other else ""
        yield Claim(text[start:end], start, end, nearest=nearest, contradicted=bool(other), kind="material")


def _grades(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Where a grade stands, of which metal it is, and which."""
    for match in _GRADES.finditer(text):
        metal, grade = next((name, value) for name, value in match.groupdict().items() if value)
        if metal == "fine":
            yield (*match.span(), "gold", _FINE)
            continue
        grade = grade.casefold().removeprefix("s").replace("-", "/")
        metal = {"steel_after": "steel", "carat": "gold"}.get(metal, metal)
        yield (*match.span(), metal, _ALSO.get(grade, grade))
