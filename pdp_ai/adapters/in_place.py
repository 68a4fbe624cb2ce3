"""Puts a draft on a product in memory, for a preview: a template then reads what it would read after publishing.

Nothing is written anywhere. A picture stays in the drafts' storage, and its field answers with an address that the
storage given here makes up.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from django.core.files.storage import Storage
from django.db.models import FileField, Model

from pdp_ai.adapters.photo_relation import row_relation
from pdp_ai.adapters.pictures import put_focal_point
from pdp_ai.adapters.targets import PhotoAltTarget, PhotoRowTarget, PictureFieldTarget, Target, TextTarget
from pdp_ai.exceptions import PreviewImpossible
from pdp_ai.types import FocalPoint, SlotContent

#: Left, upper, right, lower, in pixels; and the width and height that this part is brought to.
Part = tuple[tuple[int, int, int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class DraftPicture:
    """A draft's picture as a file of a storage that opens it and knows its addresses."""

    name: str
    storage: Storage
    #: The name, for the same storage, of a part of the picture.
    part: Callable[[Part], str]
    alt: str
    focal_point: FocalPoint | None = None


#: What a draft brings in a preview: text, or its picture.
Shown = str | DraftPicture


@singledispatch
def put_in_place(target: Target, product: Model, shown: Shown) -> None:  # noqa: ARG001  # the kinds below use them
    """Make the instance in memory hold what a draft brings. Raises `PublishRefused` as publishing would.

    A kind of place that is not known here raises `PreviewImpossible`.
    """
    raise PreviewImpossible


@put_in_place.register
def _text(target: TextTarget, product: Model, shown: str) -> None:
    target.mirror(product, target.store(product, SlotContent(text=shown)))


@put_in_place.register
def _alt(target: PhotoAltTarget, product: Model, shown: str) -> None:
    value = target.store(product, SlotContent(text=shown))
    rows = list(getattr(product, target.relation.related).all())
    for row in rows:
        if str(row.pk) == value.row:
            setattr(row, target.relation.alt, value.text)
    _hold(product, target.relation.related, rows)


@put_in_place.register
def _field(target: PictureFieldTarget, product: Model, shown: DraftPicture) -> None:
    _lay(product, target.field, shown)


@put_in_place.register
def _row(target: PhotoRowTarget, product: Model, shown: DraftPicture) -> None:
    """In the place of the row that publishing would replace; else after all others."""
    related = target.relation.related
    rows = list(getattr(product, related).all())
    current = next(iter(target.relation.rows(product, target.role)), None)
    link = row_relation(type(product), related)
    row = copy(current) if current else link.related_model(**{target.relation.role: target.role})
    setattr(row, link.remote_field.name, product)
    if target.relation.alt:
        setattr(row, target.relation.alt, shown.alt)
    _lay(row, target.relation.image, shown)
    if hasattr(row, "sort_order") and current is None:
        row.sort_order = max((other.sort_order or 0 for other in rows), default=-1) + 1
    _hold(product, related, [row if other == current else other for other in rows] if current else [*rows, row])


def _hold(product: Model, related: str, rows: list[Any]) -> None:
    """Make `rows` what the instance's relation gives."""
    manager = getattr(product, related)
    if hasattr(manager, "is_deferring"):  # modelcluster keeps such rows in memory until they are saved
        manager.set(rows)
        return
    found = manager.all()
    found._result_cache = rows  # noqa: SLF001  # as Django's own prefetching leaves it
    found._prefetch_done = True  # noqa: SLF001
    prefetched = product.__dict__.setdefault("_prefetched_objects_cache", {})
    prefetched[row_relation(type(product), related).cache_name] = found


def _lay(instance: Model, field: str, picture: DraftPicture) -> None:
    model_field = instance._meta.get_field(field)
    if isinstance(model_field, FileField):
        file: Any = model_field.attr_class(instance, model_field, picture.name)
        file.storage = picture.storage
        setattr(instance, field, file)
        return
    image_model: Any = model_field.related_model
    image = image_model(title=picture.alt[: image_model._meta.get_field("title").max_length])
    _lay(image, "file", picture)
    put_focal_point(image, picture.focal_point)
    if hasattr(image, "get_rendition"):
        from pdp_ai.adapters.wagtail_in_place import resize_in_memory  # noqa: PLC0415  # it is a Wagtail image

        resize_in_memory(image, picture)
    setattr(instance, field, image)
