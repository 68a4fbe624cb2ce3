"""What the product is said to be without: silence in the facts is no proof of it, only a fact that says so is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pdp_ai.quality.claims import Claim, ClaimKind
from pdp_ai.quality.words.polarity import denied
from pdp_ai.types import ProductFacts

#: What people avoid, beside anything that is said to be “-free”.
SUBSTANCES = (
    "sugar gluten wheat soy soya nuts nut peanuts milk lactose dairy egg eggs alcohol parabens silicones BPA PFAS PFC "
    "PFOA plastic leather latex nickel lead formaldehyde preservatives additives fragrance perfume sulphates sulfates "
    "phthalates chlorine solvents GMO chemicals toxins grain caffeine salt MSG aluminium "
    "fluoride bleach microplastics PVC glue"
)
_WORD = "|".join(sorted([*SUBSTANCES.split(), "palm oil", "animal testing", "animal products"], key=len, reverse=True))
_ABSENT = re.compile(
    rf"\b(?P<free>[A-Za-z]{{2,}}(?:[ -]oil)?)-free\b"
    rf"|\b(?P<spaced>{_WORD}) free\b"
    rf"|\b(?:without|free of|free from|contains no|no)(?: any| added| artificial)* (?P<without>{_WORD})\b"
    r"|(?:不含|不添加|无添加|零添加|零|无)(?P<chinese>(?:酒精|防腐剂|香精|香料|色素|甲醛|荧光剂|添加剂|糖|蔗糖|麸质|乳糖|塑化剂|双酚A|硅油|激素|重金属|异味))"
    r"|(?:不含|不添加|无添加|零添加|未检出)(?P<any_chinese>[\u4e00-\u9fff]{2,4})(?=[，。、；！]|$)",
    re.IGNORECASE,
)
#: “Worry-free” is a mood.
_MOODS = frozenset(
    [
        "worry",
        "hassle",
        "hands",
        "stress",
        "care",
        "carefree",
        "fuss",
        "trouble",
        "mess",
        "guilt",
        "maintenance",
        "duty",
        "tangle",
        "lint",
        "crease",
        "wrinkle",
        "streak",
        "glare",
        "slip",
        "jam",
        "wobble",
        "creak",
        "snag",
        "frizz",
        "crumb",
        "fog",
        "rust",
        "tool",
        "interest",
        "risk",
        "post",
        "drip",
        "squeak",
        "tax",
        "toll",
        "rent",
        "spill",
        "noise",
        "clutter",
        "pain",
        "cruelty",
        "mulesing",
    ]
)
_ENVIRONMENT = frozenset(["plastic", "palmoil", "palm", "acid", "animaltesting", "microplastics", "chlorine", "peat"])
#: What gives a substance away that the facts do not name.
_HELD_IN = {
    "sugar": ("cane sugar", "sucrose", "honey", "syrup"),
    "nut": ("nuts", "almond", "hazelnut", "walnut", "peanut"),
    "grain": ("rice", "wheat", "oats", "maize", "barley"),
    "dairy": ("milk", "butter", "cream", "cheese"),
    "lactose": ("milk",),
    "gluten": ("wheat", "barley", "rye"),
}


_ALSO_CALLED = {"fragrance": ("perfume",), "perfume": ("fragrance",), "soy": ("soya",), "soya": ("soy",)}
#: “No added sugar” leaves what is in the fruit.
_OWN = re.compile(r"[^.;!?]{0,24}\b(?:all of it|only|naturally|own) (?:from|of|in|occurring)\b", re.IGNORECASE)
_ADDED = re.compile(r"\badded\b|添加", re.IGNORECASE)
#: “Free of phthalates, cadmium and lead”.
_LISTED = re.compile(
    r"\b(?:free of|free from|without|contains no|no)\s(?:\w+(?:,| and| or)\s?)+$"
    r"|(?:不含|无|未添加|不添加|零添加|无添加|未检出)[\u4e00-\u9fff]+[、和及与]$",
    re.IGNORECASE,
)

#: “Mercury: none”.
_NONE = re.compile(r"\s*(?:none|no|not|undetectable|below detection|0|无|不含|未检出)(?![\w.,])", re.IGNORECASE)


def trace_absence(text: str, facts: ProductFacts) -> Iterator[Claim]:
    """Each “free of X” with the fact that says the same, or with the fact that shows the contrary."""
    fields = facts.fields()
    for match in _ABSENT.finditer(text):
        substance = next(word for word in match.groupdict().values() if word)
        key = re.sub(r"[\s-]", "", substance).casefold()
        if key in _MOODS:
            continue
        kind: ClaimKind = "environment" if key in _ENVIRONMENT else "health"
        yield _traced(Claim(match[0], *match.span(), kind=kind), substance, fields)


def _traced(claim: Claim, substance: str, fields: dict[str, str]) -> Claim:
    stem = substance.casefold().removesuffix("s")
    added = _ADDED.search(claim.claim)
    for field, start, end, absent in _places((stem, *_ALSO_CALLED.get(stem, ())), fields):
        own = added and _OWN.match(fields[field], end)
        if own or (absent and (added or not _ADDED.search(fields[field][max(0, start - 12) : start]))):
            return replace(claim, field=field, fact_start=start, fact_end=end)
    for field, start, end, absent in _places((stem, *_HELD_IN.get(stem, ())), fields):
        if absent:
            continue
        return replace(claim, nearest=f"{field}: {fields[field][start:end]}", contradicted=True)
    return claim


def _places(words: tuple[str, ...], fields: dict[str, str]) -> Iterator[tuple[str, int, int, bool]]:
    """Where the facts speak of a substance, and whether they say it is absent."""
    for field, fact in fields.items():
        names = re.split(r"[,\s]+(?:and\s+)?|[、和及]", field.partition(".")[2].casefold())
        if {name.removesuffix("s") for name in names} & set(words) and _NONE.match(fact):
            yield field, 0, len(fact), True
    border = r"\b" if words[0].isascii() else ""
    free_of = re.compile(r"\.(?:free (?:of|from)|without|contains no|does not contain|不含|无添加)$", re.IGNORECASE)
    spelt = "|".join(re.sub(r"\\ |\\-", r"[\\s-]", re.escape(word)) for word in words)
    pattern = re.compile(rf"{border}(?:{spelt})s?{border}", re.IGNORECASE)
    for field, fact in fields.items():
        for match in pattern.finditer(fact):
            listed = _LISTED.search(fact[: match.start()])
            told = free_of.search(field) or listed or denied(fact, *match.span())
            yield field, *match.span(), bool(told)
