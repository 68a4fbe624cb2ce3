"""What a number is said of: 52 cm high is not 52 cm wide, twelve pieces are not twelve months."""

from __future__ import annotations

import re

from pdp_ai.quality.numbers.axes import axis_of
from pdp_ai.quality.numbers.counted import counts, counts_the_same, noun_of, nouns_of, same_noun
from pdp_ai.quality.numbers.quantity import Place

_BEFORE_AFTER = {
    "height": ("high|tall|(?:(?:of|in) |[a-z]+ )?height", "height|高度?"),
    "width": ("wide|(?:(?:of|in) |[a-z]+ )?width", "width|spans?|spanning|宽度?"),
    "diameter": ("across(?! (?:the|your|an?|any|all)\\b)|(?:in )?diameter", "diameter|直径"),
    "length": ("long|overall|(?:(?:of|in) |[a-z]+ )?length", "length|drop|hangs?|长度?"),
    "depth": ("deep|(?:(?:of|in) |[a-z]+ )?depth", "depth|深度?"),
    "thickness": ("thick", "thickness|厚度?"),
    "weight": ("light|heavy", "weighs|weighing|(?<!own )weight|(?<!承)重量?|净重"),
    "memory": ("of ram|ram|of memory|memory", "ram|memory|内存|运存"),
    "storage": ("of storage|storage|ssd|hdd|hard (?:disk|drive)", "storage|ssd|hdd|hard (?:disk|drive)|存储|硬盘"),
    "set": ("piece set", "(?:set|pack) of"),
    "load": ("loads?|payload", "holds|carries|bears|supports|lifts|(?:pay)?loads?|承重|载重"),
}
#: What may stand between the word and its number.
_FILLERS = "of|is|in|at|a|an|up to|about|around|only|just|mere|barely|roughly|under|over|仅|只有?|才|约|为|达"
#: What is 40 cm across may be 40 cm wide.
_ALIKE = {"width", "diameter"}
_AFTER = {role: re.compile(rf"[\s-]*(?:{after})\b", re.IGNORECASE) for role, (after, _) in _BEFORE_AFTER.items()}
_BEFORE = {
    role: re.compile(rf"(?:^|[^A-Za-z])(?:{before})\W{{0,3}}(?:(?:{_FILLERS})\W{{0,2}}){{0,3}}$", re.IGNORECASE)
    for role, (_, before) in _BEFORE_AFTER.items()
}
#: 四件套 are four pieces, not four pillowcases.
_SET = re.compile(r"件?套")
_HAN_ROLES = {"高": "height", "宽": "width", "长": "length", "深": "depth", "厚": "thickness", "重": "weight"}
#: “At least eight hours” is not what “up to 8 hours” says.
_AT_LEAST = re.compile(r"(?:\bat least|\bno less than|\bnot less than|\bminimum|至少|不少于|最少)\W*$", re.IGNORECASE)
_AT_MOST = re.compile(
    r"(?:\bup to|\bat most|\bno more than|\bmaximum|\bmax\.?|最多|最长|最大|可达|至多)\W*$", re.IGNORECASE
)
_LIKE = re.compile(
    r"(?:\blike an?|\bequals|\bequivalent(?: to)?|\breplac(?:es|ing)|\binstead of|\bas (?:bright|strong|much) as"
    r"|相当于|替代)"
    r"\s?(?:(?:an?|the|up to|about)\s)*$",
    re.IGNORECASE,
)


def said_of_another(claim: Place, fact: Place) -> bool:
    """Whether both places say what they measure or count, and it is not the same thing."""
    if _in_another_way(claim, fact):
        return True
    role, fact_roles = _role(claim), _roles(fact)
    if role and fact_roles:
        # What is laid flat has its thickness where its legend has the height.
        flat = role == "thickness" and axis_of(fact)
        return not flat and role not in fact_roles and not {role, *fact_roles} <= _ALIKE
    noun, fact_nouns = noun_of(claim), nouns_of(fact)
    return bool(noun and fact_nouns) and not any(same_noun(noun, other) for other in fact_nouns)


def _in_another_way(claim: Place, fact: Place) -> bool:
    """Whether one is a least and the other a most, an age and the other a guarantee, the fact another product's."""
    spans = _span(claim), _span(fact)
    return (
        bool(_AT_LEAST.search(claim.text[: claim.start]) and _AT_MOST.search(fact.text[: fact.start]))
        or (refers(fact) and not refers(claim))
        or (_counts_a_set(fact) and counts(claim) and not _counts_a_set(claim))
        or (all(spans) and spans[0] != spans[1])
        or (_likened(fact) and not _likened(claim))
    )


def _counts_a_set(place: Place) -> bool:
    return bool(_SET.match(place.text, place.end - 1))


def _span(place: Place) -> str:
    """What a time is of: an age, a right to send back, how long something keeps or takes to work."""
    before = f"{place.field.partition('.')[2]}: {place.text[max(0, place.start - 32) : place.start]}"
    after = place.text[place.end : place.end + 24]
    return next((span for span, (ahead, behind) in _SPANS.items() if ahead.search(before) or behind.match(after)), "")


_SPANS = {
    span: (re.compile(rf"(?:{before})\W{{0,2}}$", re.IGNORECASE), re.compile(rf"\s?(?:{after})", re.IGNORECASE))
    for span, (before, after) in {
        "age": (
            r"\bage[sd]?(?: of)?|\b(?:children|kids|babies|infants|toddlers)(?: \w+){1,3}|年龄|适合",
            r"(?:of age|old|olds)\b|岁",
        ),
        "return": (
            r"\breturn\w*(?: \w+){0,3}|\btrial(?: of)?",
            r"(?:to return|return|trial)\b|可退|可换|无理由|内?包?退",
        ),
        "keeping": (r"\bkeeps(?: for)?|\bshelf life(?: of)?|\bbest before|保质期|可存放?", r"shelf life\b"),
        "working": (r"\bresults (?:in|after|within)", r"见效|起效|内见效"),
    }.items()
}


def refers(place: Place) -> bool:
    """Whether it is the amount that others are told by: 26 g “per 100 g”."""
    return bool(
        re.search(r"(?:\bper|\bin every|\bof every|每)\s?$", place.text[max(0, place.start - 12) : place.start])
    )


def _likened(place: Place) -> bool:
    """Whether it is another product's: 9 W, “like a 60 W bulb”."""
    return bool(_LIKE.search(place.text[max(0, place.start - 40) : place.start]))


def says_the_same(claim: Place, fact: Place) -> bool:
    """Whether both places say what they measure or count, and it is one thing."""
    role = _role(claim)
    return role in _roles(fact) if role else counts_the_same(claim, fact)


def role_of(fact: Place) -> str:
    """What a fact measures, by its own words or by the attribute's name: ``"height"``; empty when neither says."""
    return _role(fact) or axis_of(fact) or _named(fact.field)


def _roles(fact: Place) -> set[str]:
    return {_role(fact) or axis_of(fact), _named(fact.field)} - {""}


def _role(place: Place) -> str:
    before = place.text[max(0, place.start - 24) : place.start]
    after = next((role for role, pattern in _AFTER.items() if pattern.match(place.text, place.end)), "")
    ahead = next((role for role, pattern in _BEFORE.items() if pattern.search(before)), "")
    return after or ahead or _HAN_ROLES.get(place.text[place.end : place.end + 1], "")


def _named(field: str) -> str:
    """What an attribute measures by its name."""
    name = re.sub(r"\W*[(\[,].*", "", field.partition(".")[2])
    return next((role for role, pattern in _BEFORE.items() if name and pattern.search(name)), "")
