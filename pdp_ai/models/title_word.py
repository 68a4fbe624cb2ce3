"""The words of the titles that drafts bear, so that a search reads an index and not every title."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler

from pdp_ai.models.draft import MediaDraft
from pdp_ai.models.search_words import MAX_CHARACTERS, has_words, words_of

#: The last character there is: no word begins with it.
LAST = "\U0010ffff"
#: Words are rare when no more titles have them.
RARE = 500
#: Counting goes no further to tell which of several words is the rarest.
COUNTED = 5_000


class TitleWordQuerySet(models.QuerySet["TitleWord"]):
    def note(self, titles: Iterable[str]) -> None:
        """In an order that two who note the same at once cannot wait for each other in."""
        rows = [self.model(title=title, word=word) for title in sorted(set(titles)) for word in sorted(words_of(title))]
        self.bulk_create(rows, ignore_conflicts=True, batch_size=1_000)

    def beginning_with(self, word: str) -> TitleWordQuerySet:
        return self.filter(word__range=(word, word + LAST))

    def titles_with(self, sought: tuple[str, ...]) -> tuple[str, ...] | None:
        """Those that have all the words; None where many have."""
        enough = COUNTED if len(sought) > 1 else RARE + 1
        counts = {word: self.beginning_with(word).values("title")[:enough].count() for word in sought}
        rarest, *others = sorted(sought, key=lambda word: counts[word])
        rows, count = self.beginning_with(rarest), counts[rarest]
        if others and count > RARE:
            for word in others:
                rows = rows.filter(title__has_word=word)
            count = rows.values("title")[: RARE + 1].count()
        if count > RARE:
            return None
        titles = sorted(set(rows.values_list("title", flat=True)))
        return tuple(title for title in titles if has_words(title, tuple(others)))


class WordField(models.CharField):  # type: ignore[type-arg]
    """Compared byte by byte, so that all words with one beginning stand together in an index."""

    def db_parameters(self, connection: Any) -> Any:
        collation = "C" if connection.vendor == "postgresql" else None
        return {**super().db_parameters(connection), "collation": collation}


class TitleWord(models.Model):
    """Written when a draft is saved under the title; left, without effect, when no draft has that title any more."""

    pk = models.CompositePrimaryKey("title", "word")
    title = models.CharField(max_length=255)
    word = WordField(max_length=MAX_CHARACTERS)

    objects = TitleWordQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["word", "title"], name="pdp_ai_title_word")]

    def __str__(self) -> str:
        return f"{self.word}: {self.title}"


class HasWord(models.Lookup[str]):
    """``product_title__has_word="mug"``: whether one of the title's words begins so.

    The same as Django's `Exists`, which takes a millisecond to be put together, and a page of the room asks six times.
    """

    lookup_name = "has_word"

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        title, params = self.process_lhs(compiler, connection)
        words = connection.ops.quote_name(TitleWord._meta.db_table)
        sql = f"EXISTS(SELECT 1 FROM {words} words WHERE words.title = {title} AND words.word BETWEEN %s AND %s)"  # noqa: S608
        return sql, (*params, self.rhs, self.rhs + LAST)


for _titled in (MediaDraft._meta.get_field("product_title"), TitleWord._meta.get_field("title")):
    _titled.register_lookup(HasWord)
