"""Reads every text that can be translated out of the code, and writes the catalogues: ``python -m translations``.

Django's own `makemessages` needs GNU gettext and does not see the docstrings that errors say. Babel needs nothing but
Python, and lets the tests ask whether a catalogue is complete (`tests/test_translations.py`).
"""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation import templatize

ROOT = Path(__file__).parent.parent

#: Which arguments are texts, for the functions of Django and of `pdp_ai.sentences`; None for the first one.
KEYWORDS = {
    **dict.fromkeys(["_", "_lazy", "gettext", "gettext_lazy", "gettext_noop", "sentence", "Sentence"]),
    **dict.fromkeys(["ngettext", "ngettext_lazy"], (1, 2)),
    **dict.fromkeys(["pgettext", "pgettext_lazy"], ((1, "c"), 2)),
    **dict.fromkeys(["npgettext", "npgettext_lazy"], ((1, "c"), 2, 3)),
}

#: Line, text (or singular and plural), context.
Found = tuple[int, str | tuple[str, ...], str | None]


@dataclass(frozen=True, slots=True)
class Domain:
    """The texts of one app, in one language."""

    app: Path
    language: str

    @property
    def po(self) -> Path:
        return self.app / "locale" / self.language / "LC_MESSAGES" / "django.po"

    @property
    def mo(self) -> Path:
        return self.po.with_suffix(".mo")

    def read(self) -> Catalog:
        with self.po.open("rb") as file:
            return read_po(file, locale=self.language)


DOMAINS = [Domain(ROOT / "pdp_ai", "zh_Hans"), Domain(ROOT / "example_project/shop", "zh_Hans")]


def texts_of(app: Path) -> Catalog:
    """Every text of the app's code and templates, with the files that say it."""
    catalogue = Catalog(charset="utf-8")
    for path in sorted(app.rglob("*")):
        for _line, text, context in _texts_in(path):
            # Line numbers would change with every edit.
            catalogue.add(text, locations=[(path.relative_to(ROOT).as_posix(), None)], context=context)
    return catalogue


def update(domain: Domain) -> None:
    """Bring a catalogue up to date: new texts come in untranslated, texts that nobody says any more go."""
    catalogue = domain.read()
    catalogue.update(texts_of(domain.app), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    with domain.po.open("wb") as file:
        write_po(file, catalogue, width=0, sort_by_file=True, ignore_obsolete=True)
    domain.mo.write_bytes(compiled(domain.read()))


def compiled(catalogue: Catalog) -> bytes:
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def _texts_in(path: Path) -> Iterator[Found]:
    if path.suffix == ".py":
        source = path.read_text(encoding="utf-8")
        yield from _marked(source)
        if path.name == "exceptions.py":
            yield from _docstrings(source)
    elif path.suffix == ".html":
        source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        # What is left of a template is calls and filler, which need not be indented as Python is.
        yield from _marked("\n".join(line.strip() for line in source.splitlines()))


def _marked(source: str) -> Iterator[Found]:
    for line, text, _comments, context in extract(
        "python", io.BytesIO(source.encode()), KEYWORDS, (), {"encoding": "utf-8"}
    ):
        yield line, text, context


def _docstrings(source: str) -> Iterator[Found]:
    """An error class's docstring is its message."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef) and (text := ast.get_docstring(node)):
            yield node.lineno, text, None
