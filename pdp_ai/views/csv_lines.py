"""A table as CSV, line by line: a download of any length in constant memory."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

CSV_TYPE = "text/csv; charset=utf-8"


def csv_lines(head: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield writer.writerow(head)
    for row in rows:
        yield writer.writerow([_inert(str(value)) for value in row])


class _Line:
    """What `csv` writes to: hands the line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def _inert(text: str) -> str:
    """Spreadsheets run cells that begin like a formula (OWASP, CSV injection); a leading quote keeps them text."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
