"""How a shop's image field takes a picture: a file field by name, a foreign key by the key of a new image row."""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db.models import FileField, ForeignKey, Model

from pdp_ai import conf
from pdp_ai.exceptions import PhotoUnreadable
from pdp_ai.sentences import sentence as _
from pdp_ai.types import FocalPoint, SlotContent

#: The area round a focal point, as a share of the picture's sides.
FOCAL_AREA = 0.1

SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp", "image/avif": ".avif"}
MIMES = {suffix: mime for mime, suffix in SUFFIXES.items()}


def reference(instance: Model, field: str) -> str:
    """What the field holds, as text: a file name, or the key of an image row; empty when it holds nothing."""
    value = getattr(instance, instance._meta.get_field(field).attname)  # type: ignore[union-attr]
    return str(value) if value else ""


def assign(instance: Model, field: str, value: str) -> None:
    """Make the field hold what `reference` gave."""
    model_field = instance._meta.get_field(field)
    if isinstance(model_field, ForeignKey):
        setattr(instance, model_field.attname, model_field.target_field.to_python(value) if value else None)
    else:
        setattr(instance, field, value)


def store(model: type[Model], field: str, content: SlotContent) -> str:
    """Copy a picture into the shop's own media under a new name; the reference that `assign` takes.

    An image model is filled by its usual names: ``title``, ``file`` and, where it has them, ``description`` and
    ``collection``. What an earlier publication of the same picture left there is taken again.
    """
    model_field = model._meta.get_field(field)
    digest = hashlib.sha256(content.picture).hexdigest()[:32]
    name = digest + SUFFIXES[content.mime]
    # One with a focal point of its own is copied: what an image of the shop says of itself is not changed.
    if content.kept and not content.focal_point and digest in _file_name(model, field, content.kept):
        return content.kept
    if isinstance(model_field, FileField):
        path = model_field.generate_filename(model(), name)
        return model_field.storage.save(path, ContentFile(content.picture))
    image_model: Any = model_field.related_model
    image = image_model()
    image.title = content.alt[: image._meta.get_field("title").max_length]
    if any(known.name == "description" for known in image._meta.fields):
        image.description = content.alt[: image._meta.get_field("description").max_length]
    if (collection := conf.files("COLLECTION")) and hasattr(image_model, "collection"):
        image.collection = _collection(image_model, collection)
    image.file = ImageFile(BytesIO(content.picture), name=name)
    put_focal_point(image, content.focal_point)
    image.save()
    return str(image.pk)


def keeps_focal_point(model: type[Model], field: str) -> bool:
    """Whether the image model behind the field can be told what must stay in sight, as Wagtail's can."""
    return hasattr(model._meta.get_field(field).related_model, "set_focal_point")


def put_focal_point(image: Any, point: FocalPoint | None) -> None:
    """On an image that knows its width and height, and is not saved yet. None, and a model that keeps none: nothing."""
    if point is None or not hasattr(image, "set_focal_point"):
        return
    image.focal_point_x, image.focal_point_y = round(point[0] * image.width), round(point[1] * image.height)
    image.focal_point_width = max(1, round(FOCAL_AREA * image.width))
    image.focal_point_height = max(1, round(FOCAL_AREA * image.height))


def _file_name(model: type[Model], field: str, kept: str) -> str:
    """The file behind a reference, if it still lies in the shop's media; else empty."""
    model_field: Any = model._meta.get_field(field)
    if isinstance(model_field, FileField):
        return kept if model_field.storage.exists(kept) else ""
    row = model_field.related_model._default_manager.filter(pk=kept).first()
    return str(row.file.name) if row and row.file.storage.exists(row.file.name) else ""


def _collection(image_model: type[Model], name: str) -> Any:
    """Below the root; made on first use."""
    collections: Any = image_model._meta.get_field("collection").related_model
    found = collections.objects.filter(name=name).order_by("pk").first()
    return found or collections.get_first_root_node().add_child(name=name)


def read(instance: Model, field: str) -> bytes:
    """The bytes of the file in the field; raises `PhotoUnreadable` when there is none.

    A storage that is out of order raises an error of its own, which may be gone the next time.
    """
    value: Any = getattr(instance, field)
    file: Any = getattr(value, "file", value) if isinstance(value, Model) else value
    try:
        with file.storage.open(file.name) as opened:
            return bytes(opened.read())
    except (FileNotFoundError, ValueError, AttributeError) as error:
        raise PhotoUnreadable(_("The photo's file cannot be opened: %(error)s", error=error)) from error


def url(model: type[Model], field: str, held: str) -> str:
    """The public address of what `reference` gave; empty when there is none, or it is gone."""
    model_field = model._meta.get_field(field)
    try:
        if isinstance(model_field, FileField):
            return model_field.storage.url(held) if held else ""
        image: Any = model_field.related_model
        row = image._default_manager.filter(pk=held or None).first()
        return str(row.file.url) if row else ""
    except (ValueError, NotImplementedError):  # a broken key, or a storage without addresses
        return ""


def version(instance: Model, field: str) -> str:
    """Changes when another file is put into the field: the file's name, and its hash where the image model has one."""
    value = getattr(instance, field)
    if isinstance(value, Model):
        return getattr(value, "file_hash", "") or str(getattr(value, "file", value.pk))
    return str(value)
