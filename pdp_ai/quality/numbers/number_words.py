"""Numbers in words: “half a dozen”, “a litre and a half”, “four-fifths”, 三百九十九元.

Each function gives the quantity that a token of `quantities` stands for. In copy it says something only where it counts
or measures.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from pdp_ai.quality.numbers.numerals import ORDINAL_WORDS, SHARES, read_han, read_words
from pdp_ai.quality.numbers.quantity import Quantity, aged, written
from pdp_ai.quality.numbers.units import COUNTED, MEASURE_WORDS, UNITS, unit_named

#: After these words a number word of any kind counts.
_GRADED = re.compile(
    r"\b(?:class|force|grade|level|size|step|type|version|out of|serves|seats|sleeps|feeds"
    r"|warmth of|rated)\s$",
    re.IGNORECASE,
)
#: “Two-tone” and “three-fold” say what something is like.
_LIKE_WHAT = frozenset(["way", "tone", "fold", "faced", "sided", "toned", "dimensional", "handed", "time", "fifths"])
_AFTER_NUMBERS = "of in on at or and to by is as for that who from with times ways things reasons friends more"
_NOT_COUNTED = frozenset(_AFTER_NUMBERS.split())
_GENERATION = frozenset(["generation", "gen"])
#: Large round numbers are soon said: “a thousand thanks”.
_ROUND = frozenset(["a hundred", "a thousand", "a million"])
#: “A bulb, and two are included.”
_INCLUDED = re.compile(r"\s(?:are|come) (?:included|supplied|in the)\b", re.IGNORECASE)
#: After these words “a pound” is a weight.
_MEASURED = re.compile(r"\b(?:of|than|weighs|weighing|measures|just|only|under|over|nearly|almost|about|by)\s$")
#: “Ice for a week.” lasts that long; “for a week away” may mean anything.
_LASTING = re.compile(r"\b(?:for|lasts?|within|after)\s$")
#: 一天 and 一周 begin as many phrases as they measure.
#: 冲泡五次, 多刷两遍 is advice, where the facts don't count the same.
_ADVISED = frozenset("次遍")
_SOON_SAID = frozenset(["天", "日", "周", "星期", "个星期", "秒", "分钟"])
#: 一米五五 is 1.55 m; in 一米五个 the five count something.
_DECIMALS = re.compile(rf"[一二三四五六七八九]{{1,2}}(?![一二三四五六七八九十百千万点半厘分毫克斤两公{MEASURE_WORDS}])")


def read_cardinal(match: re.Match[str], text: str) -> Quantity:
    """“four vials”, “twenty-eight litres”, “a six-pack”, “two dozen”."""
    word, counted = match["cardinal"].lower(), match["counted"][1:].lower()
    start, hyphenated = match.start(), match["counted"].startswith("-")
    value = read_words(word)
    unit = unit_named(counted.replace(" ", "")) if len(counted) > 2 else None
    measured = counted in COUNTED | _GENERATION or unit is not None
    exact = (word.endswith("dozen") or value >= 13) and counted not in {"times", "ways"}
    if unit is None and aged(text, start):
        unit = UNITS["years"]
    compound = hyphenated and len(counted) > 2 and value > 1 and counted not in _LIKE_WHAT
    told = (
        compound
        or _INCLUDED.match(text, match.end("cardinal"))
        or unit
        or measured
        or exact
        or counted == "out"
        or _counts(match, text)
        or _GRADED.search(text[:start])
    )
    end = match.end("counted") if measured else match.end("cardinal")
    quantity = written(text, start, end, value, unit=unit)
    if not told or (word in _ROUND and not measured) or (word == "one" and not (hyphenated or unit)):
        return replace(quantity, says="nothing")
    perhaps = word == "one" and not hyphenated and quantity.dimension == "time"
    return replace(quantity, says="perhaps") if perhaps else quantity


def _counts(match: re.Match[str], text: str) -> bool:
    """Whether one of the two words after a number word is a plural: “four vials”, “two inner pockets”."""
    first = match["counted"][1:].lower()
    second = re.match(r"(?:-\w+)?(?:\s\d\w+)?\s([A-Za-z]+)", text[match.end() :])
    words = (first, second[1].lower() if second else "")
    return first not in _NOT_COUNTED and any(re.fullmatch(r"[a-z]{2,}[^s\W]s", word) for word in words)


def read_ordinal(match: re.Match[str], text: str) -> Quantity:
    """“seventh-generation”, but not “first of all”."""
    quantity = written(text, *match.span(), ORDINAL_WORDS[match["rank"].lower()], unit=UNITS["th"])
    counts = match["ranked"][1:].lower() in COUNTED | _GENERATION
    return quantity if counts else replace(quantity, says="nothing")


def read_single(match: re.Match[str], text: str) -> Quantity:
    """“A metre and a half”, “a full day” and “weighs a pound” say something; “a day” often does not."""
    unit = unit_named(re.split(r"[ -]", match["one"])[-1])
    value = read_words(f"one{match['more']}")
    emphatic = bool(match["more"]) or re.search(r"full|whole", match["one"], re.IGNORECASE)
    before, ends = text[: match.start()], re.match(r"\s*(?:[.,;!]|$)", text[match.end() :])
    if unit is not None and unit.dimension == "time":
        measured = bool(ends and unit != UNITS["day"] and _LASTING.search(before))
    else:
        measured = bool(_MEASURED.search(before))
    quantity = written(text, *match.span(), value, unit=unit)
    return quantity if emphatic or measured else replace(quantity, says="perhaps")


def read_part(match: re.Match[str], text: str) -> Quantity | None:
    """Half a litre, or three-quarters wool."""
    if unit := unit_named(match["whole"]):
        return written(text, *match.span(), read_words(match["piece"]), unit=unit)
    share = re.match(SHARES, match[0], re.IGNORECASE)
    return _share(text, match.start(), share[0]) if share else None


def read_share(match: re.Match[str], text: str) -> Quantity:
    return _share(text, match.start(), match[0])


def _share(text: str, start: int, share: str) -> Quantity:
    return written(text, start, start + len(share), 100 * read_words(share), unit=UNITS["%"])


def read_times(match: re.Match[str], text: str) -> Quantity:
    times = 3 if match[0].lower() in {"thrice", "triple"} else 2
    return written(text, *match.span(), times, unit=UNITS["times"])


def read_multiple(match: re.Match[str], text: str) -> Quantity:
    """“Triple-walled” counts three walls; a single one says little."""
    value = {"single": 1, "double": 2, "twin": 2, "triple": 3, "quadruple": 4}[match["manifold"].lower()]
    quantity = written(text, match.start(), match.end() - 1, value)
    return quantity if value > 1 else replace(quantity, says="perhaps")


def read_pair(match: re.Match[str], text: str) -> Quantity:
    """In facts a pair is two; in copy it may be a pair of trousers."""
    return replace(written(text, *match.span(), 2), says="nothing")


def read_discount(match: re.Match[str], text: str) -> Quantity:
    """八折 takes 20% off, 七五折 a quarter."""
    tenths = match["tenths"]
    if tenths[0].isdecimal():
        paid = Fraction(tenths) * (10 if Fraction(tenths) < 10 else 1)
    else:
        digits = [read_han(digit) for digit in tenths if digit != "点"]
        paid = digits[0] * 10 + (digits[1] if len(digits) > 1 else 0)
    return written(text, *match.span(), 100 - paid, unit=UNITS["%"])


def read_han_generation(match: re.Match[str], text: str) -> Quantity:
    """第三代 is the third generation."""
    rank = match["hanrank"]
    return written(text, *match.span(), Fraction(rank) if rank.isdecimal() else read_han(rank), unit=UNITS["th"])


def read_half_more(match: re.Match[str], text: str) -> Quantity:
    """一个半小时 is an hour and a half."""
    wholes = match["wholes"]
    value = Fraction(wholes) if wholes.isdecimal() else read_han(wholes)
    unit = UNITS[{"小时": "小时", "钟头": "小时", "月": "个月", "星期": "星期"}[match["halved"]]]
    return written(text, *match.span(), value + Fraction(1, 2), unit=unit)


def read_han_numeral(match: re.Match[str], text: str) -> Quantity:
    """A Chinese numeral with what it counts; 一米五 is 1.5 m and 一年半 a year and a half."""
    start, end = match.span()
    numeral, counted = match["numeral"], match["hancounted"] or ""
    if numeral.startswith("百分之"):
        return written(text, start, match.end("numeral"), read_han(numeral[3:]), unit=UNITS["%"])
    unit, value = unit_named(counted), read_han(numeral)
    if counted == "打":
        value *= 12
    elif match["andahalf"]:
        value += Fraction(1, 2)
    elif unit and (decimals := _DECIMALS.match(text, end)):
        value += sum(read_han(digit) / 10**place for place, digit in enumerate(decimals[0], 1))
        end = decimals.end()
    quantity = written(text, start, end, value, unit=unit)
    # One of a thing says no more than the thing, but a first class is not a second.
    if not counted or (unit is None and ((value == 1 and counted != "级") or numeral == "半")):
        return replace(quantity, says="nothing")
    phrase = counted in _ADVISED if 1 < value < 10 else value == 1 and counted in _SOON_SAID
    return replace(quantity, says="perhaps") if phrase or numeral + counted == "四季" else quantity
