"""The tree of categories, kept as plain parent links: a small shop has a few dozen of them."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

#: Deeper than any menu a shopper would follow; also ends the walk should the rows ever form a circle.
MAX_DEPTH = 6


class Category(models.Model):
    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("slug"), max_length=200, unique=True, allow_unicode=True)
    parent = models.ForeignKey(
        "self", verbose_name=_("parent"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    def __str__(self) -> str:
        return " › ".join(self.path_names)

    def get_absolute_url(self) -> str:
        return reverse("shop:category", args=[self.slug])

    def clean(self) -> None:
        if self.pk and self.parent and self.pk in {category.pk for category in self.parent.path}:
            raise ValidationError({"parent": _("A category cannot stand below itself.")})

    @property
    def path(self) -> list[Category]:
        """This category and all above it, from the top of the tree down."""
        steps: list[Category] = [self]
        while (parent := steps[-1].parent) and len(steps) < MAX_DEPTH:
            steps.append(parent)
        return steps[::-1]

    @property
    def path_names(self) -> list[str]:
        return [category.name for category in self.path]

    def with_descendants(self) -> list[int]:
        """Primary keys of this category and of everything below it, in one query."""
        children: dict[int | None, list[int]] = {}
        for pk, parent in Category.objects.values_list("pk", "parent_id"):
            children.setdefault(parent, []).append(pk)
        return list(_walk(self.pk, children))


def _walk(pk: int, children: dict[int | None, list[int]], depth: int = 0) -> Iterable[int]:
    yield pk
    if depth < MAX_DEPTH:
        for child in children.get(pk, ()):
            yield from _walk(child, children, depth + 1)
