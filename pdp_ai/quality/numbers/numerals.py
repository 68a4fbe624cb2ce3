"""Numerals as people write them: 1.299,00 and 9/16, twenty-eight and half a dozen, 两万 and 三百九十九."""

from __future__ import annotations

import re
from fractions import Fraction

# Digits ---------------------------------------------------------------------------------------------------------------

_GLYPHS = {"½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8"}
#: Parts that rulers and recipes know; 18/10 and 65/35 are no fractions.
_FRACTION = (
    r"(?:[1-9]\s?[/⁄]\s?(?:[234568]|10|16|32|64)|1[0-5]\s?[/⁄]\s?16|(?:[12]\d|3[01])\s?[/⁄]\s?32"
    r"|(?:[1-5]\d|6[0-3])\s?[/⁄]\s?64)(?!\s?[\d/])"
)

#: In “USB 3 100 W” the 3 begins no thousands, in “3 of 250 g” neither.
_NO_NAME = "".join(rf"(?<!{name} )" for name in ("of", "USB", "-Fi", "size", "SPF", "ISO", "EN", "EU"))

DIGITS = (
    rf"(?:\d+[ -])?(?<![\d/]){_FRACTION}"  # 9/16, 1-9/16
    rf"|(?:\d+\s?)?[{''.join(_GLYPHS)}]"
    r"|\d{1,3}(?:[,.'’\u00a0\u202f]\d{3})+(?!\d)(?:[.,]\d+)?"  # 1,299.00
    rf"|\d{{1,3}}(?: 000)+(?!\d)|{_NO_NAME}\d(?: \d{{3}})+(?=\s?[A-Za-z%])"  # 10 000, 1 900 rpm
    r"|\d{1,3}(?: \d{3})+(?=(?:,\d\d)?\s?(?:€|EUR|mm\b))(?:,\d\d)?"  # 1 249 €
    r"|(?:(?<=[€$£])|(?<=[€$£] ))\d{1,3}(?: \d{3})+(?:,\d\d)?"
    r"|\d+(?:[.,]\d+)?"
)


def read_digits(digits: str) -> tuple[frozenset[Fraction], int]:
    """All the values a notation allows (``1,800`` may be 1800 or 1.8), and its decimal places."""
    for glyph, spelt in _GLYPHS.items():
        digits = digits.replace(glyph, f" {spelt}")
    digits = digits.strip().replace("⁄", "/")
    if "/" in digits:
        whole, numerator, denominator = re.match(r"(?:(\d+)[ -]+)?(\d+)\s?/\s?(\d+)", digits).groups()  # type: ignore[union-attr]
        return frozenset({int(whole or 0) + Fraction(int(numerator), int(denominator))}), 0
    digits = re.sub(r"['’\u00a0\u202f ]", "", digits)
    signs = re.findall(r"[.,]", digits)
    if not signs:
        return frozenset({Fraction(digits)}), 0
    whole, _, tail = digits.rpartition(signs[-1])
    as_decimal = Fraction(f"{re.sub(r'[.,]', '', whole)}.{tail}")
    as_thousands = Fraction(re.sub(r"[.,]", "", digits))
    if len(set(signs)) > 1 or len(tail) != 3:
        return frozenset({as_decimal}), len(tail)
    if len(signs) > 1:
        return frozenset({as_thousands}), 0
    return frozenset({as_decimal, as_thousands}), 0


# English --------------------------------------------------------------------------------------------------------------

_BELOW_20 = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_SMALL = tuple(_BELOW_20.split())
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_LARGE = {"dozen": 12, "hundred": 100, "thousand": 1_000, "million": 1_000_000}
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_VALUES = {word: value for value, word in enumerate(_SMALL, 1)} | {
    word: 10 * value for value, word in enumerate(_TENS, 2)
}

_BELOW_100 = (
    rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_SMALL[:9])})(?!\w))?|(?:{'|'.join(reversed(_SMALL))})(?!\w))"
)
_AND_PART = r"(?:[ -]and[ -](?:a[ -](?:half|quarter)|three[ -]quarters))?"
_AND_A_PART = re.compile(_AND_PART.removesuffix("?") + "$")
WORDS = (
    rf"(?:(?:half[ -]a|a|{_BELOW_100})[ -](?:{'|'.join(_LARGE)})\b|{_BELOW_100})"
    rf"(?:[ -](?:{'|'.join(_LARGE)})\b|(?:(?<=hundred)|(?<=thousand))(?: and)?[ -]{_BELOW_100})*{_AND_PART}"
)
#: Parts of a unit: half a litre, three quarters of an hour, a half-kilo.
PARTS_OF = (
    r"(?:half[ -]an?|half(?=-)|(?:third|quarter|fifth|tenth) of an?"
    r"|(?:an?|one|two|three|four|five|seven|nine)[ -](?:half|third|quarter|fifth|tenth)s?"
    r"(?: of an?)?)"
)
#: Shares of a whole: four-fifths wool.
SHARES = r"(?:three[ -]quarters|(?:two|three|four)[ -]fifths|(?:three|seven|nine)[ -]tenths)"

_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
ORDINAL_WORDS = {word: value for value, word in enumerate(_ORDINALS.split(), 1)}


_PART = re.compile(rf"(?:({'|'.join(_SMALL[:9])})[ -])?({'|'.join(_PARTS)})s?(?:[ -](?:of )?an?)?$")


def read_words(words: str) -> Fraction:
    """The value of `WORDS`, `PARTS_OF` or `SHARES`: “two and a half” is a whole and a part, the others either."""
    words = words.lower()
    if words.startswith("half") and words.split()[-1] in _LARGE:
        return Fraction(_LARGE[words.split()[-1]], 2)
    whole = words.rpartition("and")[0] if _AND_A_PART.search(words) else ""
    part = _PART.search(words)
    if not part:
        return Fraction(_cardinal(words))
    return _cardinal(whole) + Fraction(_VALUES.get(part[1], 1), _PARTS[part[2]])


def _cardinal(words: str) -> int:
    total = current = 0
    for word in re.findall(r"[a-z]+", words):
        if word in _LARGE:
            current = (current or 1) * _LARGE[word]
            if word in {"thousand", "million"}:
                total, current = total + current, 0
        else:
            current += _VALUES.get(word, 0)
    return total + current


# Chinese --------------------------------------------------------------------------------------------------------------

_HAN = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_HAN_TENS = {"十": 10, "百": 100, "千": 1_000}
#: 两 opens a numeral and is a weight after one: 两万, 八两.
HAN = (
    r"(?:[两一二三四五六七八九十](?:[零〇一二三四五六七八九十百千万]|(?<=[千万])两(?=[百千]))*"
    r"(?:点[零一二三四五六七八九]+)?|半)"
)


def read_han(numeral: str) -> Fraction:
    """The value of a numeral below a hundred million; 半 is a half."""
    if numeral == "半":
        return Fraction(1, 2)
    whole, _, decimals = numeral.partition("点")
    thousands, _, rest = whole.rpartition("万")
    value = Fraction(_below_10000(thousands) * 10_000 + _below_10000(rest))
    return value + sum(Fraction(_HAN[digit], 10**place) for place, digit in enumerate(decimals, 1))


def _below_10000(numeral: str) -> int:
    total, digit = 0, 0
    for sign in numeral:
        if sign in _HAN_TENS:
            total, digit = total + (digit or 1) * _HAN_TENS[sign], 0
        else:
            digit = _HAN[sign]
    return total + digit
