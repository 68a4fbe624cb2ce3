"""Brand voice and look, edited by the shop's staff: along the category tree, and never overwritten without a trace."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from pdp_ai.languages import covers
from pdp_ai.types import Length, Preset, ProductFacts, StyleSnapshot, WorkedExample

#: What a style takes from the next one up the tree where it says nothing itself.
INHERITED = (
    "voice", "tone", "audience", "length", "copy_language", "do_words", "forbidden_words", "examples",
    "published_examples", "theme", "negative_prompt", "preset", "candidates", "adapter",
)  # fmt: skip
#: What a version keeps.
KEPT = ("name", "is_active", "category", "language", *INHERITED)

#: Published texts that may serve as examples: more make every prompt longer and nothing better.
MOST_PUBLISHED = 5


class StyleQuerySet(models.QuerySet["Style"]):
    def best_for(self, facts: ProductFacts) -> Style | None:
        """The active style whose category lies deepest on the product's own path; one without a category fits all."""
        fitting = [style for style in self.filter(is_active=True).order_by("pk") if style.fits(facts)]
        return max(fitting, key=lambda style: style.depth, default=None)


@dataclass(frozen=True, slots=True)
class ResolvedStyle:
    """A style with what it inherits filled in."""

    snapshot: StyleSnapshot
    candidates: int
    #: Published texts of the same category to take as examples.
    published_examples: int
    #: Empty means the product's own.
    copy_language: str


class Style(models.Model):
    class Preset(models.TextChoices):
        PRECISE = "precise", _("Precise: the likeliest words")
        BALANCED = "balanced", _("Balanced")
        CREATIVE = "creative", _("Creative: more surprising words")

    class Length(models.TextChoices):
        SHORT = "short", _("Short: one or two sentences")
        MEDIUM = "medium", _("Medium: two or three sentences")
        LONG = "long", _("Long: two paragraphs")

    # What staff have to know of each field is said by `StyleForm`.
    name = models.CharField(_("name"), max_length=80, unique=True)
    #: ``A > B``; empty means every category.
    category = models.CharField(_("category"), max_length=255, blank=True)
    #: BCP 47 tag of the products' language; empty means every language.
    language = models.CharField(_("language of the products"), max_length=20, blank=True)
    voice = models.TextField(_("brand voice"), blank=True)
    tone = models.CharField(_("tone"), max_length=200, blank=True)
    audience = models.CharField(_("audience"), max_length=200, blank=True)
    length = models.CharField(_("length"), max_length=10, blank=True, choices=Length)
    #: BCP 47 tag; empty means the product's own language.
    copy_language = models.CharField(_("write in"), max_length=20, blank=True)
    do_words = models.TextField(_("words to use"), blank=True)
    forbidden_words = models.TextField(_("forbidden words"), blank=True)
    #: Of `WorkedExample` as JSON.
    examples = models.JSONField(_("examples"), default=list, blank=True)
    published_examples = models.PositiveSmallIntegerField(
        _("published texts as examples"), null=True, blank=True, validators=[MaxValueValidator(MOST_PUBLISHED)]
    )
    theme = models.CharField(_("picture theme"), max_length=200, blank=True)
    negative_prompt = models.CharField(_("never show"), max_length=200, blank=True)
    preset = models.CharField(_("preset"), max_length=10, blank=True, choices=Preset)
    candidates = models.PositiveSmallIntegerField(
        _("candidates"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(8)]
    )
    #: Alias of a LoRA adapter in the copy engine's options.
    adapter = models.CharField(_("adapter"), max_length=80, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    #: Counts the saves that changed something; a job keeps the version it ran with.
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)

    objects = StyleQuerySet.as_manager()

    class Meta:
        verbose_name = _("style")
        verbose_name_plural = _("styles")
        ordering = ["name"]
        permissions = [("edit_style", _("Can make, change, try out and delete styles"))]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Every save that changes something leaves a version behind, whichever door it came through."""
        with transaction.atomic():
            list(Style.objects.select_for_update().filter(pk=self.pk))  # two people may save at once
            latest = self.versions.first() if self.pk else None
            changed = latest is None or latest.data != self.kept()
            self.version = (latest.version if latest else self.version) + changed
            super().save(*args, **kwargs)
            if changed:
                self.versions.create(version=self.version, data=self.kept())

    def kept(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in KEPT}

    def take(self, kept: Mapping[str, Any]) -> None:
        """Set the fields to what a version kept; not saved."""
        for name in KEPT:
            if name in kept:
                setattr(self, name, kept[name])

    # Where it applies

    @property
    def category_path(self) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.category.split(">") if part.strip())

    @property
    def place(self) -> tuple[str, tuple[str, ...]]:
        """Equal for styles of the very same category and language."""
        return self.language.lower(), _folded(self.category_path)

    @property
    def depth(self) -> tuple[int, int]:
        """How special its place is; the deeper style comes before the one it inherits from."""
        return len(self.category_path), len(self.language.split("-")) if self.language else 0

    def fits(self, facts: ProductFacts) -> bool:
        return _lies_in(facts.category, self.category_path) and covers(self.language, facts.language)

    def same_place(self) -> list[Style]:
        """The active styles for the very same category and language, this one among them, in the order they come first.

        Products take the first, which is the oldest; the others are for whoever chooses one by hand.
        """
        active = Style.objects.filter(is_active=True).exclude(pk=self.pk)
        others = [style for style in active.order_by("pk") if style.place == self.place]
        if not self.is_active:
            return others
        return sorted([*others, self], key=lambda style: (style.pk is None, style.pk))

    # What it says

    def ancestors(self) -> list[Style]:
        """The active styles it inherits from, nearest first: up the category tree, one for each place."""
        above: dict[tuple[int, int], Style] = {}
        for style in Style.objects.filter(is_active=True).exclude(pk=self.pk).order_by("pk"):
            is_above = _lies_in(self.category_path, style.category_path) and covers(style.language, self.language)
            if is_above and style.depth < self.depth:
                above.setdefault(style.depth, style)
        return [above[depth] for depth in sorted(above, reverse=True)]

    def sources(self, ancestors: Iterable[Style]) -> dict[str, Style]:
        """For each field the nearest style, this one first, that says something there."""
        found: dict[str, Style] = {}
        for style in (self, *ancestors):
            for name in INHERITED:
                if getattr(style, name) not in ("", None, []):
                    found.setdefault(name, style)
        return found

    def resolve(self) -> ResolvedStyle:
        """What jobs run with. Forbidden words add up: what the shop forbids, no category allows again."""
        ancestors = self.ancestors()
        sources = self.sources(ancestors)
        said = {name: getattr(style, name) for name, style in sources.items()}
        forbidden = (word for style in (self, *ancestors) for word in words(style.forbidden_words))
        snapshot = StyleSnapshot(
            name=self.name,
            version=self.version,
            voice=said.get("voice", ""),
            tone=said.get("tone", ""),
            audience=said.get("audience", ""),
            length=cast("Length", said.get("length", "")),
            do_words=words(said.get("do_words", "")),
            forbidden_words=tuple(dict.fromkeys(forbidden)),
            examples=tuple(WorkedExample(**example) for example in said.get("examples", ())),
            theme=said.get("theme", ""),
            negative_prompt=said.get("negative_prompt", ""),
            preset=cast("Preset", said.get("preset", "balanced")),
            adapter=said.get("adapter", ""),
            inherited=tuple((style.name, style.version) for style in ancestors if style in sources.values()),
        )
        return ResolvedStyle(
            snapshot,
            candidates=said.get("candidates", 1),
            published_examples=said.get("published_examples", 0),
            copy_language=said.get("copy_language", ""),
        )


def _lies_in(path: tuple[str, ...], category: tuple[str, ...]) -> bool:
    """Whether `path` is the category or one below it."""
    return _folded(path[: len(category)]) == _folded(category)


def _folded(path: tuple[str, ...]) -> tuple[str, ...]:
    """“shoes” and “Shoes” are one category: nobody means two by their capitals."""
    return tuple(part.casefold() for part in path)


def words(text: str) -> tuple[str, ...]:
    """One a line, or separated by commas."""
    return tuple(word for part in re.split(r"[,，、\n]", text) if (word := part.strip()))


class StyleVersion(models.Model):
    """What a style said from one save to the next."""

    style = models.ForeignKey(Style, verbose_name=_("style"), on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField(_("version"))
    #: The fields named in `KEPT`.
    data = models.JSONField(_("what it said"))
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("saved by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    saved_at = models.DateTimeField(_("saved at"), db_default=Now())

    class Meta:
        verbose_name = _("version of a style")
        verbose_name_plural = _("versions of styles")
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["style", "version"], name="pdp_ai_style_version")]

    def __str__(self) -> str:
        return f"{self.style} {self.version}"
