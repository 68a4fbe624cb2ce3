"""Turns `products.csv` into checked rows, and says of every other row what is wrong with it and where."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from pdp_ai.cleaning import clean_text

COLUMNS = ("sku", "title", "description", "price", "currency", "category", "language", "images", "attributes")
#: Columns that a file may do without.
FURTHER = ("variants",)

#: Longest text a column may hold, in characters; longer ones are refused, not cut.
LIMITS = {
    "sku": 64,
    "title": 255,
    "description": 20_000,
    "category": 400,
    "images": 4_000,
    "attributes": 20_000,
    "variants": 20_000,
}
#: Characters of a cell that are read at all: more than any limit, so that a long text is refused by its column's name.
MAX_CELL = 10_000_000
MAX_CATEGORY_NAME = 80
MAX_CATEGORY_DEPTH = 5
MAX_ATTRIBUTES = 100
MAX_VARIANTS = 50
MAX_COLOUR = 60

_PRICE = re.compile(r"[0-9]{1,8}(\.[0-9]{1,2})?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
# What `surrogateescape` makes of bytes that are not UTF-8.
_NOT_UTF8 = re.compile("[\udc80-\udcff]")


class CatalogueUnreadable(Exception):
    """The file as a whole cannot be used."""


@dataclass(frozen=True, slots=True)
class Problem:
    #: As a spreadsheet numbers it: the header is row 1.
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"row {self.row}, column {self.column}: {self.message}"


class BadRow(Exception):
    """One row cannot be loaded."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    row: int
    sku: str
    title: str = ""
    description: str = ""
    price: Decimal | None = None
    currency: str = "USD"
    #: From the top of the tree down.
    category: tuple[str, ...] = ()
    language: str = "en"
    #: File names, main photo first.
    images: tuple[str, ...] = ()
    attributes: dict[str, str] = field(default_factory=dict)
    #: Colours the product is sold in, and the file name of each one's own photo; empty for none.
    variants: dict[str, str] = field(default_factory=dict)


def read_rows(file: Path) -> Iterator[CatalogueRow | Problem]:
    """Every record of the file in its order. Raises `CatalogueUnreadable` when there is no telling the columns."""
    try:
        stream = file.open(encoding="utf-8-sig", errors="surrogateescape", newline="")
    except OSError as error:
        raise CatalogueUnreadable(f"{file.name} cannot be opened: {error.strerror}.") from error
    csv.field_size_limit(MAX_CELL)
    with stream:
        records = csv.reader(stream, strict=True)
        header = _header(file.name, records)
        seen: dict[str, int] = {}
        number = 1
        while True:
            number += 1
            try:
                cells = next(records)
            except StopIteration:
                return
            except csv.Error as error:
                yield Problem(number, "(whole row)", f"not valid CSV: {error}")
                continue
            if any(cell.strip() for cell in cells):
                yield _row_or_problem(number, header, cells, seen)


def _header(name: str, records: Iterator[list[str]]) -> list[str]:
    try:
        header = [cell.strip().lower() for cell in next(records, [])]
    except csv.Error as error:
        raise CatalogueUnreadable(f"{name} has no readable header: {error}") from error
    if any("\x00" in cell or _NOT_UTF8.search(cell) for cell in header):
        raise CatalogueUnreadable(f"The header of {name} is not UTF-8; save the file as “CSV UTF-8”.")
    if missing := [column for column in COLUMNS if column not in header]:
        raise CatalogueUnreadable(f"{name} lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)}.")
    return header


def _row_or_problem(number: int, header: list[str], cells: list[str], seen: dict[str, int]) -> CatalogueRow | Problem:
    if len(cells) != len(header):
        return Problem(number, "(whole row)", f"has {len(cells)} cells, the header has {len(header)}")
    try:
        row = parse_row(number, dict(zip(header, cells, strict=True)))
    except BadRow as error:
        return Problem(number, error.column, str(error))
    if first := seen.get(row.sku):
        return Problem(number, "sku", f"“{row.sku}” is already used in row {first}")
    seen[row.sku] = number
    return row


def parse_row(number: int, cells: dict[str, str]) -> CatalogueRow:
    """Raises `BadRow` naming the first column that cannot be used."""
    texts = {column: _text(column, cells.get(column, "")) for column in (*COLUMNS, *FURTHER)}
    if not texts["sku"]:
        raise BadRow("sku", "is empty")
    if "\n" in texts["sku"]:
        raise BadRow("sku", "has a line break in it")
    return CatalogueRow(
        row=number,
        sku=texts["sku"],
        title=" ".join(texts["title"].split()),
        description=texts["description"],
        price=_price(texts["price"]),
        currency=_matching("currency", texts["currency"] or "USD", _CURRENCY, "three capital letters such as EUR"),
        category=_category(texts["category"]),
        language=_matching("language", texts["language"] or "en", _LANGUAGE, "a language tag such as en or zh-Hans"),
        images=tuple(name for part in texts["images"].split("|") if (name := part.strip())),
        attributes=_attributes(texts["attributes"]),
        variants=_variants(texts["variants"]),
    )


def _text(column: str, raw: str) -> str:
    if "\x00" in raw:
        raise BadRow(column, "has a NUL byte in it")
    if _NOT_UTF8.search(raw):
        raise BadRow(column, "is not UTF-8; save the file as “CSV UTF-8”")
    limit = LIMITS.get(column, 100)
    if len(raw) > limit * 4 or len(text := clean_text(raw)) > limit:
        raise BadRow(column, f"has more than {limit} characters")
    return text


def _price(text: str) -> Decimal | None:
    if not text:
        return None
    if not _PRICE.fullmatch(text):
        raise BadRow("price", f"“{text[:40]}” is not a price; write it as 1299.00")
    return Decimal(text).quantize(Decimal("0.01"))


def _matching(column: str, text: str, pattern: re.Pattern[str], expected: str) -> str:
    if not pattern.fullmatch(text) or len(text) > 35:
        raise BadRow(column, f"“{text[:40]}” is not {expected}")
    return text


def _category(text: str) -> tuple[str, ...]:
    names = tuple(name for part in text.split(">") if (name := " ".join(part.split())))
    if len(names) > MAX_CATEGORY_DEPTH:
        raise BadRow("category", f"is more than {MAX_CATEGORY_DEPTH} levels deep")
    if any(len(name) > MAX_CATEGORY_NAME for name in names):
        raise BadRow("category", f"has a name of more than {MAX_CATEGORY_NAME} characters")
    return names


def _attributes(text: str) -> dict[str, str]:
    if not text:
        return {}
    try:
        data = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise BadRow("attributes", f"is not JSON: {error}") from error
    if not isinstance(data, dict):
        raise BadRow("attributes", 'is not a JSON object such as {"Material": "oak"}')
    if len(data) > MAX_ATTRIBUTES:
        raise BadRow("attributes", f"has more than {MAX_ATTRIBUTES} entries")
    return {clean_text(name): clean_text(_attribute(name, value)) for name, value in data.items() if clean_text(name)}


def _variants(text: str) -> dict[str, str]:
    """``sage: mug-sage.jpg | rust``: a colour with its photo, or without."""
    pairs = [part.partition(":") for part in text.split("|") if part.strip()]
    variants = {" ".join(name.split()): photo.strip() for name, _colon, photo in pairs}
    if len(variants) < len(pairs) or "" in variants:
        raise BadRow("variants", "names a colour twice, or none")
    if len(variants) > MAX_VARIANTS or any(len(name) > MAX_COLOUR for name in variants):
        raise BadRow(
            "variants", f"has more than {MAX_VARIANTS} colours, or a name of more than {MAX_COLOUR} characters"
        )
    return variants


def _attribute(name: str, value: Any) -> str:
    """As a shopper would read it; a list becomes ``a, b, c``."""
    if isinstance(value, list):
        return ", ".join(_attribute(name, item) for item in value if not isinstance(item, list))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        raise BadRow("attributes", f"“{name[:40]}” holds another object; use text, a number or a list")
    return "" if value is None else str(value)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number")
