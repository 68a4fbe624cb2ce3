"""Where the shop's own pictures can be seen: the live one in a slot, and the photo a draft was made from."""

from __future__ import annotations

from typing import Any

from django.db.models import FileField, Model
from django.db.models.fields.files import FieldFile

from pdp_ai.adapters.base import ProductAdapter
from pdp_ai.adapters.targets import PhotoRelation, PhotoRowTarget, PictureFieldTarget, Target
from pdp_ai.types import SlotValue


def live_picture_url(adapter: ProductAdapter, product: Model, slot: str, value: SlotValue) -> str:
    """The public address of the picture that `value` refers to; empty when it has none or is gone."""
    target: Target | None = getattr(adapter, "targets", {}).get(slot)
    if not value.file:
        return ""
    match target:
        case PictureFieldTarget(field=field):
            return _url(_held(product, type(product), field, value.file))
        case PhotoRowTarget(relation=relation):
            row_model = product._meta.get_field(relation.related).related_model
            return _url(_held(None, row_model, relation.image, value.file))
    return ""


def photo_url(adapter: ProductAdapter, product: Model, key: str) -> str:
    """The public address of one of the product's own photos; empty when it is gone."""
    relation: PhotoRelation | None = getattr(adapter, "photo_relation", None)
    if relation is None:
        return _url(getattr(product, key, None))
    row = next((row for row in relation.rows(product) if str(row.pk) == key), None)
    return _url(getattr(row, relation.image, None))


def _held(instance: Model | None, model: Any, field_name: str, reference: str) -> Any:
    """What a field would hold for this reference (see `pictures.reference`): a file, or an image row."""
    field = model._meta.get_field(field_name)
    if isinstance(field, FileField):
        return FieldFile(instance, field, reference)  # type: ignore[arg-type]
    try:
        return field.related_model._default_manager.filter(pk=reference).first()
    except ValueError:
        return None


def _url(held: Any) -> str:
    file = getattr(held, "file", None) if isinstance(held, Model) else held
    try:
        return str(file.url) if file else ""
    except (ValueError, NotImplementedError):
        return ""
