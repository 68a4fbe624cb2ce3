"""Finds the numbers of a text with their units: 69 cm, 1-9/16", $28.99, “half a dozen”, 三百九十九元, Cat 6."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from pdp_ai.quality.numbers.number_words import (
    read_cardinal,
    read_discount,
    read_half_more,
    read_han_generation,
    read_han_numeral,
    read_multiple,
    read_ordinal,
    read_pair,
    read_part,
    read_share,
    read_single,
    read_times,
)
from pdp_ai.quality.numbers.numerals import DIGITS, HAN, ORDINAL_WORDS, PARTS_OF, SHARES, WORDS, read_digits, read_words
from pdp_ai.quality.numbers.quantity import Quantity, aged, bound_after, bound_before, written
from pdp_ai.quality.numbers.sizes import joined
from pdp_ai.quality.numbers.units import MEASURE_WORDS, UNITS, Unit, unit_named


def read_quantities(text: str) -> list[Quantity]:
    """The numbers of `text` in order, those in words with what they say."""
    plain = text.translate(_ASCII)
    found: list[Quantity] = []
    for match in _TOKEN.finditer(plain):
        reader = _READERS.get(match.lastgroup or "")
        quantity = reader(match, plain) if reader else None
        if quantity:
            found.append(quantity)
    return [
        replace(
            quantity,
            text=text[quantity.start : quantity.end],
            bound=bound_after(plain, quantity.end) or quantity.bound,
        )
        for quantity in joined(found, plain)
    ]


# Full-width forms become ASCII one for one, so that places in the text stay what they are.
_ASCII = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFFE5: 0xA5}

# Longest first, so that "mm" is not read as "m".
_SPELLINGS = sorted(UNITS, key=len, reverse=True)
_SYMBOLS = "|".join(re.escape(name) for name in _SPELLINGS if not name[0].isascii() or not name[0].isalpha())
_HAN_UNITS = "|".join(name for name in _SPELLINGS if "\u4e00" <= name[0] <= "\u9fff")
_TWO_WORDS = r"fluid ounces?|newton[ -]met(?:re|er)s?|(?:watt|amp(?:ere)?)[ -]hours?|square met(?:re|er)s?"
_UNIT = (
    rf"(?:\s?(?:{_SYMBOLS})|(?:[,.][-–—])?\s?€"
    rf"|[\s-]?(?:{_TWO_WORDS}|degrees? (?:celsius|fahrenheit)|per ?cent|fl\.? ?oz|sq\.? ?ft|sq\.? ?m|km/h|cd/m[²2]"
    r"|[A-Za-zµμ]+(?:/s|[²³23](?![\w]))?))"
)
# In 30x20 cm the x is no unit.
_BETWEEN_SIDES = r"(?!\s?[x×*]\s?\d)"
#: 3万, and “2 million” in digits and a word.
_SCALES = {"万": 10_000, "千": 1_000, "亿": 10**8, "dozen": 12, "hundred": 100, "thousand": 1_000, "million": 10**6}
_SCALE = r"(?:万|亿|千(?![克瓦米卡赫])|\s(?:dozen|hundred|thousand|million)\b)"
_MONEY_SIGN = r"(?:US\$|[$€£¥₹]|\b(?:USD|EUR|GBP|CNY|JPY|INR)\b)\s?"
_SINGLE_UNITS = (
    "inch|foot|metre|meter|centimetre|millimetre|mile|kilo|kilogram|gram|pound|ounce|tonne|litre|liter|gallon"
    "|second|minute|hour|day|week|fortnight|month|year|decade"
)
#: Turns of phrase with a number in them, and the numbers of a list.
_IDIOMS = (
    r"\b24/7\b|\b(?:7|seven) days a week\b",
    r"\b1[01]0\s?%\s(?:love|yours|you|committed|worth)\b",
    r"\b(?:nine lives|seven seas|forty winks|seventh heaven|cloud nine|two birds|two thumbs|four winds|four corners)\b",
    r"\b(?:on two wheels|two worlds|second to none|number one|five o['’]clock|ten out of ten|nine to five)\b",
    r"\b360\s?° (?=view|success|turn)|三伏|四海|五湖|八方|十全十美|五花八门|四平八稳|三下五除二",
    r"\bfour-legged (?=friend|companion)",
    r"(?m:^)\s*\d{1,2}[.)](?=\s)",
    r"(?<=又)一年|一年(?:四季|只|里|到头|之中|又一年)|五颜六色|三番五次|十万个为什么",
    r"[一二三四五六七八九十]+分之[一二三四五六七八九十]+",
)
_TOKEN = re.compile(
    rf"(?P<idiom>{'|'.join(_IDIOMS)}"
    rf"|(?:两三|三四|三五|四五|五六|七八|八九)(?=[{MEASURE_WORDS}年月天]))"
    r"|(?P<name>(?<![A-Za-z\d])[A-Za-z]+[-.]?\d[A-Za-z\d]*(?:[-.]\d*[A-Za-z\d]+)*|(?<!\d)\d{4}s\b)"
    rf"|(?P<discount>(?P<tenths>[\d.]+|[一二两三四五六七八九](?:点?[一二三四五六七八九])?)折(?!叠))"
    rf"|(?P<hangeneration>第(?P<hanrank>{HAN}|\d+)代)"
    rf"|(?P<halfmore>(?P<wholes>{HAN}|\d+)个半(?P<halved>小时|钟头|月|星期))"
    rf"|(?P<digits>(?P<money>{_MONEY_SIGN})?(?P<number>(?:(?<![\dA-Za-z])|(?<=\d[xX]))(?:{DIGITS}))"
    rf"(?P<scale>{_SCALE})?(?P<unit>{_BETWEEN_SIDES}{_UNIT})?)"
    rf"|(?P<han>(?P<numeral>百分之(?:{HAN}|百)|{HAN})(?P<hancounted>{_HAN_UNITS}|[打{MEASURE_WORDS}])?"
    rf"(?P<andahalf>半(?![{MEASURE_WORDS}]))?)"
    rf"|\b(?P<single>(?P<one>an?(?: full| whole)?[ -](?:{_SINGLE_UNITS}))\b"
    rf"(?P<more>(?: and a (?:half|quarter)|['’]s(?= (?:guarantee|warranty|supply|trial)))?))"
    rf"|\b(?P<part>(?P<piece>{PARTS_OF})[ -](?P<whole>(?!dozen|hundred|thousand|million)[A-Za-z]+))\b"
    rf"|\b(?P<share>{SHARES})\b"
    rf"|\b(?P<group>(?:set|pack|box|case) of (?P<bare>{WORDS}))\b"
    rf"|\b(?P<word>(?P<cardinal>{WORDS})\b(?P<counted>(?:[\s-](?:per cent|{_TWO_WORDS}|[A-Za-z]+))?))"
    rf"|\b(?P<ordinal>(?P<rank>{'|'.join(ORDINAL_WORDS)})(?P<ranked>[\s-][A-Za-z]+))"
    r"|(?P<multiple>\b(?P<manifold>single|double|twin|triple|quadruple)[ -](?=wall|layer|ply|pane|glaz|row|deck|pack))"
    r"|(?P<times>\b(?:twice|thrice|double|triple)(?= (?:as|the)\b)|双倍)"
    r"|(?P<pair>\b(?:pair|twin|dual)\b|双(?=[\u4e00-\u9fffA-Z]))",
    re.IGNORECASE,
)


def _read_name(match: re.Match[str], text: str) -> Quantity:
    """Letters and digits in one, or a decade."""
    return _named(text, *match.span())


def _read_group(match: re.Match[str], text: str) -> Quantity:
    """The six of “a pack of six”."""
    return written(text, *match.span("bare"), read_words(match["bare"]))


def _read_digits(match: re.Match[str], text: str) -> Quantity:
    start = match.start()
    unit, end = _read_unit(match, text)
    values, decimals = read_digits(match["number"])
    if match["scale"]:
        scale = _SCALES[match["scale"].strip().lower()]
        values, decimals = frozenset(value * scale for value in values), decimals - len(str(scale)) + 1
        end = max(end, match.end("scale"))
    suffix = re.match(r"(?![xX][\d\s])[A-Za-z]+", text[match.end("number") :])
    if (
        unit is None and suffix and suffix[0] == "k" and not text.startswith(" gold", match.end("number") + 1)
    ):  # 1k cycles
        values, end, suffix = frozenset(value * 1_000 for value in values), match.end("number") + 1, None
    if unit is None and suffix:  # 4K, 5G
        return _named(text, start, match.end("number") + suffix.end())
    if unit is None and aged(text, start):
        unit = UNITS["years"]
    if unit is None and _OLDER.match(text, match.end("number")):
        unit = UNITS["years"]
    before = re.search(r"[A-Za-z]+[\s.-]*$", text[max(0, start - 48) : start])
    label = _squashed(before[0] + match["number"]) if before and unit is None else ""
    bound = bound_before(text, start)
    return Quantity(text[start:end], start, end, values, decimals, unit, label=label, bound=bound)


#: “12 and over” are years.
_OLDER = re.compile(r"\s?(?:and|or) (?:over|up|older|above)\b", re.IGNORECASE)


def _read_unit(match: re.Match[str], text: str) -> tuple[Unit | None, int]:
    """The unit of a number, and where the number with its unit ends."""
    if match["money"]:
        return unit_named(match["money"].strip()), match.end("number")
    spelling = match["unit"] or ""
    if len(spelling) > 1:
        spelling = re.sub(r"[., –—]", "", spelling).lstrip("-")
    unit, follows = unit_named(spelling), text[match.end() :]
    # The carats of gold are a grade, not a weight.
    # "3 in stock" is no length: a loose "in" must end its phrase. "3 x AAA" are three of them.
    loose = spelling == "in" and match["unit"][0] in " -" and re.match(r"[\s-]+\w", follows)
    gold = unit == UNITS["carat"] and re.match(r"\s(?:\w+\s)?gold\b", follows)
    if loose or gold or (spelling.lower() in {"x", "×"} and re.match(r"\s+[A-Z\d]", follows)):
        unit = None
    return (unit, match.end()) if unit else (None, match.end("number"))


def _named(text: str, start: int, end: int) -> Quantity:
    return Quantity(text[start:end], start, end, name=_squashed(text[start:end]))


def _squashed(name: str) -> str:
    return re.sub(r"[\W_]", "", name).casefold()


#: By the outermost group of `_TOKEN`; what is an idiom has no reader.
_READERS: dict[str, Callable[[re.Match[str], str], Quantity | None]] = {
    "name": _read_name,
    "digits": _read_digits,
    "discount": read_discount,
    "hangeneration": read_han_generation,
    "halfmore": read_half_more,
    "han": read_han_numeral,
    "single": read_single,
    "part": read_part,
    "share": read_share,
    "group": _read_group,
    "word": read_cardinal,
    "ordinal": read_ordinal,
    "multiple": read_multiple,
    "times": read_times,
    "pair": read_pair,
}
