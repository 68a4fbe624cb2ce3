"""The kinds of places in which shops keep a slot: a field, a photo's alternative text, an image field, a photo row.

Every target works on a product instance. `attach` writes to the database; `mirror` does the same to an instance in
memory only (a Wagtail revision), where rows are children of a cluster.
"""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import JSONField, Model

from pdp_ai.adapters import pictures
from pdp_ai.adapters.photo_relation import PhotoRelation, row_relation
from pdp_ai.cleaning import clean_html, clean_text, html_to_text
from pdp_ai.exceptions import PublishRefused
from pdp_ai.sentences import sentence as _
from pdp_ai.slots import Slot
from pdp_ai.types import SlotContent, SlotValue

# Wagtail's rich-text editor numbers its blocks; a save that changes nothing else changes these.
_EDITOR_KEYS = re.compile(r'\s+data-block-key="[^"]*"')
_EMBEDDED = re.compile(r"<(embed|img|hr|iframe)\b", re.IGNORECASE)


class Target(ABC):
    """One place on a product.

    Publishing goes `read`, compared with what was expected → `store` → `attach` → `mirror`.
    """

    def of_photo(self, key: str) -> Target:
        """The same place of the photo with this key, where there is one for each photo."""
        return self

    @abstractmethod
    def read(self, product: Model) -> SlotValue:
        """What stands there now."""

    def comparable(self, value: SlotValue) -> SlotValue:
        """The value without what an editor changes by merely saving it; empty when nothing can be seen of it."""
        return value

    def holds(self, product: Model, value: SlotValue) -> bool:
        """Whether `value` is what still stands there."""
        return self.comparable(self.read(product)) == self.comparable(value)

    @abstractmethod
    def store(self, product: Model, content: SlotContent) -> SlotValue:
        """Keep the content's file, if any, in the shop's media; nothing is visible on the product yet."""

    @abstractmethod
    def attach(self, product: Model, value: SlotValue) -> SlotValue:
        """Make `value` what the database holds, and return it as `read` now would."""

    @abstractmethod
    def mirror(self, product: Model, value: SlotValue) -> None:
        """Make `value` what the instance in memory holds."""

    def url(self, product: Model, value: SlotValue) -> str:
        """Where the public sees the value's picture; empty for text."""
        return ""


@dataclass(frozen=True, slots=True)
class TextTarget(Target):
    """A text field of the product; `lines` slots may also be a JSON list."""

    field: str
    slot: Slot
    #: The field holds plain text even where the slot is rich text.
    plain: bool = False

    def read(self, product: Model) -> SlotValue:
        value = getattr(product, self.field) or ""
        return SlotValue(text="\n".join(map(str, value)) if isinstance(value, list) else str(value))

    def comparable(self, value: SlotValue) -> SlotValue:
        text = value.text.replace("\r\n", "\n").strip()
        if self.slot.kind == "html":
            text = _EDITOR_KEYS.sub("", text)
            text = text if html_to_text(text) or _EMBEDDED.search(text) else ""
        return SlotValue(text=text)

    def store(self, product: Model, content: SlotContent) -> SlotValue:
        if self.slot.kind != "html":
            text = clean_text(content.text)
        else:
            text = html_to_text(content.text) if self.plain else clean_html(content.text)
        room = getattr(product._meta.get_field(self.field), "max_length", None)
        if room and len(text) > room:
            raise PublishRefused(
                _(
                    "The text has %(length)s characters; the product has room for %(room)s. Shorten it.",
                    length=len(text),
                    room=room,
                )
            )
        return SlotValue(text=text)

    def attach(self, product: Model, value: SlotValue) -> SlotValue:
        self.mirror(product, value)
        product.save(update_fields=[self.field])
        return self.read(product)

    def mirror(self, product: Model, value: SlotValue) -> None:
        is_list = isinstance(product._meta.get_field(self.field), JSONField)
        setattr(product, self.field, value.text.splitlines() if is_list else value.text)


@dataclass(frozen=True, slots=True)
class PhotoAltTarget(Target):
    """A photo's alternative text."""

    relation: PhotoRelation
    #: Empty for the main photo.
    key: str = ""

    def of_photo(self, key: str) -> Target:
        return replace(self, key=key)

    def comparable(self, value: SlotValue) -> SlotValue:
        """A photo without alternative text is an empty place."""
        return value if value.text else SlotValue()

    def read(self, product: Model) -> SlotValue:
        row = self._row(product)
        return SlotValue(text=self.relation.text(row), row=str(row.pk)) if row else SlotValue()

    def store(self, product: Model, content: SlotContent) -> SlotValue:
        if (row := self._row(product)) is None:
            raise PublishRefused(_("The photo that this text describes was removed from the product."))
        return SlotValue(text=clean_text(content.text), row=str(row.pk))

    def attach(self, product: Model, value: SlotValue) -> SlotValue:
        if row := self._row(product):
            setattr(row, self.relation.alt, value.text)
            row.save(update_fields=[self.relation.alt])
        return self.read(product)

    def mirror(self, product: Model, value: SlotValue) -> None:
        manager = getattr(product, self.relation.related)
        if row := next((row for row in self.relation.rows(product) if str(row.pk) == value.row), None):
            setattr(row, self.relation.alt, value.text)
            manager.add(row)

    def _row(self, product: Model) -> Any:
        rows = self.relation.rows(product)
        return next((row for row in rows if not self.key or str(row.pk) == self.key), None)


@dataclass(frozen=True, slots=True)
class PictureFieldTarget(Target):
    """An image field of the product: a file field, or a foreign key to an image model such as Wagtail's."""

    field: str

    def read(self, product: Model) -> SlotValue:
        return SlotValue(file=pictures.reference(product, self.field))

    def store(self, product: Model, content: SlotContent) -> SlotValue:
        return SlotValue(file=pictures.store(type(product), self.field, content))

    def attach(self, product: Model, value: SlotValue) -> SlotValue:
        self.mirror(product, value)
        product.save(update_fields=[self.field])
        return self.read(product)

    def mirror(self, product: Model, value: SlotValue) -> None:
        pictures.assign(product, self.field, value.file)

    def url(self, product: Model, value: SlotValue) -> str:
        return pictures.url(type(product), self.field, value.file)


@dataclass(frozen=True, slots=True)
class PhotoRowTarget(Target):
    """The first row among the product's photos that bears the slot's role. Publishing replaces that row, never a file.

    Other rows with the role are the shop's and stay.
    """

    relation: PhotoRelation
    role: str

    def read(self, product: Model) -> SlotValue:
        row = self._first(product)
        return self._value(row) if row else SlotValue()

    def holds(self, product: Model, value: SlotValue) -> bool:
        """A row of an unpublished draft has no key yet; it is known by what it shows."""
        held = self.read(product)
        if held.row and value.row:
            return held == value
        return (held.file, held.text) == (value.file, value.text)

    def store(self, product: Model, content: SlotContent) -> SlotValue:
        row_model = self._row_model(product)
        file = pictures.store(row_model, self.relation.image, content)
        room = row_model._meta.get_field(self.relation.alt).max_length if self.relation.alt else 0
        return SlotValue(text=content.alt[:room] if self.relation.alt else "", file=file)

    def attach(self, product: Model, value: SlotValue) -> SlotValue:
        current = self._first(product)
        standing = self._value(current) if current else SlotValue()
        if value == standing:
            return standing
        if value:
            row = self._row(product, value, current)
            setattr(row, self._link(product), product)
            row.save(force_insert=True)
        if current:
            current.delete()
        self._forget(product)
        return self._value(row) if value else SlotValue()

    def mirror(self, product: Model, value: SlotValue) -> None:
        manager = getattr(product, self.relation.related)
        current = self._first(product)
        if current:
            manager.remove(current)
        if value:
            manager.add(self._row(product, value, current))

    def url(self, product: Model, value: SlotValue) -> str:
        return pictures.url(self._row_model(product), self.relation.image, value.file)

    def _first(self, product: Model) -> Any:
        return next(iter(self.relation.rows(product, self.role)), None)

    def _row(self, product: Model, value: SlotValue, current: Any) -> Any:
        """A row for the value: as it was, if it stood there before; else in the place of the current one, or last."""
        row = self._row_model(product)(**{self.relation.role: self.role})
        for field in row._meta.concrete_fields:
            if field.attname in value.columns:
                setattr(row, field.attname, field.to_python(value.columns[field.attname]))
        if value.row:
            row.pk = row._meta.pk.to_python(value.row)
        if self.relation.alt:
            setattr(row, self.relation.alt, value.text)
        pictures.assign(row, self.relation.image, value.file)
        if hasattr(row, "sort_order") and "sort_order" not in value.columns:
            orders = [other.sort_order or 0 for other in getattr(product, self.relation.related).all()]
            row.sort_order = current.sort_order if current else max(orders, default=-1) + 1
        return row

    def _value(self, row: Any) -> SlotValue:
        columns = {field.attname: field.value_from_object(row) for field in row._meta.concrete_fields}
        own = {row._meta.pk.attname, *(row._meta.get_field(name).attname for name in (self.relation.image,))}
        kept = {name: value for name, value in columns.items() if name not in own}
        return SlotValue(
            text=self.relation.text(row),
            file=pictures.reference(row, self.relation.image),
            row=str(row.pk or ""),
            columns=json.loads(json.dumps(kept, cls=DjangoJSONEncoder)),
        )

    def _row_model(self, product: Model) -> Any:
        return row_relation(type(product), self.relation.related).related_model

    def _link(self, product: Model) -> str:
        return str(row_relation(type(product), self.relation.related).remote_field.name)

    def _forget(self, product: Model) -> None:
        """Drop what the instance remembers of its rows, so that the next read asks the database."""
        for cache in ("_prefetched_objects_cache", "_cluster_related_objects"):
            getattr(product, cache, {}).pop(self.relation.related, None)


def parse_target(spec: str, slot: Slot, photos: PhotoRelation | None, *, plain: bool) -> Target:
    """A slot's place from its notation in the settings.

    ``"description"`` a field · ``"photos.alt_text"`` each photo's alternative text · ``"photos:packshot"`` a photo
    row with this role. Raises `ValueError` saying what is wrong.
    """
    if ":" in spec:
        relation, role = spec.split(":", 1)
        if photos is None or photos.related != relation or not photos.role:
            raise ValueError(f"{spec!r} needs a `photos` mapping for {relation!r} that names its `role` field")
        return PhotoRowTarget(photos, role)
    if "." in spec:
        relation, field = spec.split(".", 1)
        if photos is None or photos.related != relation or photos.alt != field:
            raise ValueError(f"{spec!r} needs a `photos` mapping for {relation!r} whose `alt` is {field!r}")
        return PhotoAltTarget(photos)
    return PictureFieldTarget(spec) if slot.is_picture else TextTarget(spec, slot, plain)
