"""Dates that name a month: “May 2024” is in “12 March 2024” no more than “30 June” is in “30 April”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from pdp_ai.quality.numbers.quantity import Quantity
from pdp_ai.quality.numbers.units import Unit

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_SHORT = tuple(month[:3] for month in _MONTHS)
_MONTH = "|".join(rf"{month[:3]}(?:{month[3:]}|t?\.)?" for month in _MONTHS)
_YEAR = r"(?:19|20)\d\d"
_DATE = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTH})(?:,? (?P<year>{_YEAR}))?\b"
    rf"|\b(?P<month2>{_MONTH}) (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<year2>{_YEAR}))?\b"
    rf"|\b(?P<month3>{_MONTH}) (?P<year3>{_YEAR})\b"
    rf"|(?<![\d/])(?P<month4>0?[1-9]|1[0-2])[/.](?P<year4>{_YEAR})\b"
    rf"|(?P<year5>{_YEAR})年(?P<month5>\d{{1,2}})月(?:(?P<day5>\d{{1,2}})日)?",
    re.IGNORECASE,
)
#: The dimensions of a date.
DATES = frozenset(["month of a year", "day of a year"])


def read_dates(text: str) -> Iterator[Quantity]:
    """The dates of `text` with a month and a day or a year, as months or days; a full one is both."""
    for match in _DATE.finditer(text):
        day, month, year = (_part(match, name) for name in ("day", "month", "year"))
        number = int(month) if month.isdecimal() else _SHORT.index(month[:3].lower()) + 1
        if year:
            yield _date(match, "month of a year", 12 * int(year) + number)
        if day:
            yield _date(match, "day of a year", 31 * number + int(day))


def _date(match: re.Match[str], kind: str, value: int) -> Quantity:
    return Quantity(match[0], *match.span(), frozenset({Fraction(value)}), unit=Unit(kind))


def _part(match: re.Match[str], name: str) -> str:
    groups = match.groupdict()
    return next((groups[group] for group in (name, *(f"{name}{form}" for form in "2345")) if groups.get(group)), "")
