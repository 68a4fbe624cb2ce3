"""Ratings on a scale: energy class A is not F, FFP2 not FFP3, and the letter alone says nothing without its scale."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pdp_ai.quality.words.polarity import denied
from pdp_ai.quality.words.vocabulary import Mention
from pdp_ai.types import ProductFacts

_GRADE = r"[A-G]\+{1,3}|[A-G]|I{1,3}[ab]?|\d"
_SCALES = (
    "energy|(?:wet[ -]?)?scrub(?:[ -]resistan(?:ce|t))?|medical device|MDR|laser|fire|"
    "accuracy|precision|purity|clarity|colour|tool|wood|timber|steel|strength|leather|load|wind|wear|durability|use|"
    "slip|abrasion|filter|insulation|protection|emissions?|"
    "strength|quality|safety|noise|spin|drying|durability|hazard|tear|burglary"
)
_RATINGS = re.compile(
    rf"\b(?P<scale>(?i:{_SCALES}))(?i:[ -]?(?:efficiency|label))?(?i:[ :,]*(?:class|rating|grade|label))[ :]*"
    rf"(?P<grade>{_GRADE})(?![\w+])"
    rf"|\b(?P<letter>A\+{{1,3}}|[A-G])[ -](?:rated|energy (?:class|rating|label))"
    rf"|\b(?i:medical device|laser)[ :]+(?:\((?:MDR )?)?(?i:class)[ :]*(?P<device>{_GRADE})(?![\w+])"
    rf"|\b(?i:class) (?P<of_device>{_GRADE}) (?:medical )?(?:device|laser)\b"
    r"|(?P<han>[一二三四五1-5])级(?:能效|节能)|(?:能效等级?|能效标识)[：: ]*(?P<han_after>[一二三四五1-5])级"
    # EN 149, EN 1822, EN ISO 20345, DIN 51130, ISO 105-B02, GB/T 39600 and its forerunners.
    r"|(?<![A-Za-z\d])(?:(?P<mask>FFP[1-3])|(?P<hepa>(?:HEPA[ -]?)?H1[0-4])|(?P<shoe>S1P|S[1-3])"
    r"(?= (?:safety|boots?|shoes?))"
    r"|(?P<tread>R(?:9|1[0-3]))(?= (?:slip|anti|surface|tiles?))"
    r"|(?P<formaldehyde>ENF|E0|E1|F4★)(?![A-Za-z\d]))级?"
)
_HAN = {"一": "1", "二": "2", "三": "3", "四": "4", "五": "5"}
_SCALE_OF = {
    "letter": "energy",
    "device": "device",
    "of_device": "device",
    "han": "能效",
    "han_after": "能效",
}


def ratings(text: str) -> Iterator[Mention]:
    """Each as ``scale/grade``, so that two of a scale rule each other out."""
    for match in _RATINGS.finditer(text):
        name, grade = next((name, value) for name, value in match.groupdict().items() if value and name != "scale")
        scale = (
            re.sub(r"(?i)^wet[ -]?|[ -]resistan(?:ce|t)$", "", match["scale"]).casefold()
            if name == "grade"
            else _SCALE_OF.get(name, name)
        )
        scale = {"medical device": "device", "mdr": "device"}.get(scale, scale)
        grade = re.sub(r"^hepa[ -]?", "", _HAN.get(grade, grade).casefold())
        yield Mention(f"rating of {scale}/{grade}", *match.span(), denied(text, *match.span()))


def ratings_in(facts: ProductFacts) -> Iterator[Mention]:
    """An attribute's name is the scale of its value: “Energy class: F”."""
    for field, fact in facts.fields().items():
        name = field.partition(".")[2]
        heading = f"{name}: " if name else ""
        for rating in ratings(heading + fact):
            start, end = max(0, rating.start - len(heading)), rating.end - len(heading)
            if end > 0:
                yield Mention(rating.concept, start, end, rating.denied, field=field)
