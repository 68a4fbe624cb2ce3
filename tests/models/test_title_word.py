"""The words that titles are found by, as rows."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pdp_ai.models import TitleWord, title_word
from pdp_ai.models.search_words import has_words, words_of, words_sought
from tests.drafts import make_draft

pytestmark = pytest.mark.django_db

TITLES = ("Oak stool", "Oak lamp", "Brass lamp", "黄铜台灯", "Lamp 黄铜", "Öl 4711", "%_ [a]*", "")
QUERIES = ("oak", "la", "lamp oak", "brass stool", "铜", "黄铜", "台灯 黄", "öl", "4711", "a", "ak")


@pytest.mark.parametrize("rare", [0, 1, 1_000])
@pytest.mark.parametrize("query", QUERIES)
def test_the_rows_say_what_the_rule_says(query: str, rare: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(title_word, "RARE", rare)
    TitleWord.objects.note(TITLES)
    fitting = sorted(title for title in TITLES if has_words(title, words_sought(query)))
    found = TitleWord.objects.titles_with(words_sought(query))
    assert found == tuple(fitting) if found is not None else len(fitting) > rare


def test_titles_are_noted_once() -> None:
    TitleWord.objects.note(TITLES)
    TitleWord.objects.note(TITLES)
    assert {(row.title, row.word) for row in TitleWord.objects.all()} == {(t, w) for t in TITLES for w in words_of(t)}


@pytest.mark.usefixtures("stand_ins")
def test_drafts_from_before_are_noted_by_the_migration(make_product: Callable[..., Any]) -> None:
    make_draft(make_product("Oak Stool"))
    make_draft(make_product("黄铜台灯"))
    noted = set(TitleWord.objects.values_list("title", "word"))
    TitleWord.objects.all().delete()
    migration = import_module("pdp_ai.migrations.0027_title_words")
    migration.note_titles(apps, SimpleNamespace(connection=connection))
    assert set(TitleWord.objects.values_list("title", "word")) == noted


def test_words_with_one_beginning_are_one_range_of_an_index() -> None:
    TitleWord.objects.note(f"Lamp {number}" for number in range(2_000))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with CaptureQueriesContext(connection) as captured:
        assert TitleWord.objects.titles_with(("1999",)) == ("Lamp 1999",)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{captured[-1]['sql']}")
        assert "pdp_ai_title_word" in str(cursor.fetchall())
