"""Whether a mapping names what the shop's model has: for `manage.py check`, before a person or a worker meets it.

No row is read.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from functools import singledispatch
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, FileField, ForeignKey, JSONField, Model, TextField

from pdp_ai.adapters.photo_relation import PhotoRelation, row_relation
from pdp_ai.adapters.targets import PictureFieldTarget, Target, TextTarget
from pdp_ai.adapters.variants import VariantPictureTarget, VariantRelation

FACTS = ("title", "description", "price", "currency", "category", "language", "attributes")


def misshapen(options: Any) -> Iterator[str]:
    """Keys that a part of the mapping lacks, or does not know: what it cannot be read with."""
    if unknown := [name for name in options.facts if name not in FACTS]:
        yield f"{unknown[0]!r} is no fact; there are {', '.join(FACTS)}"
    if "related" in options.photos:
        yield from _keys("photos", options.photos, PhotoRelation)
    elif unknown := [key for key in options.photos if key not in {"field", "alt"}]:
        yield f"`photos` has {unknown[0]!r}; it is either {{'related', 'image', 'alt', 'role'}} or {{'field', 'alt'}}"
    if options.variants:
        yield from _keys("variants", options.variants, VariantRelation)
    attributes = options.facts.get("attributes")
    if isinstance(attributes, Mapping) and set(attributes) != {"related", "name", "value"}:
        yield "the fact 'attributes' is {'related', 'name', 'value'}, a list of fields or the path to a mapping"


def _keys(part: str, given: Mapping[str, str], relation: type) -> Iterator[str]:
    known = {field.name: field.default is MISSING for field in fields(relation)}
    if wrong := [key for key in given if key not in known]:
        yield f"`{part}` has {wrong[0]!r}; it knows {', '.join(known)}"
    if lacking := [key for key, is_needed in known.items() if is_needed and key not in given]:
        yield f"`{part}` needs {lacking[0]!r} beside {next(iter(given))!r}"


def missing_facts(model: type[Model], options: Any) -> Iterator[str]:
    """Facts whose path leads nowhere, so that they would be empty for every product."""
    for name, path in options.facts.items():
        if isinstance(path, str):
            yield from (f"the fact {name!r} is read from {path!r}, but {gap}" for gap in _gap(model, path))
        elif isinstance(path, Mapping):
            rows = _rows(model, path["related"])
            yield from _gap(model, path["related"])
            if rows is not None:
                yield from (gap for part in ("name", "value") for gap in _gap(rows, path[part]))


def missing_places(model: type[Model], options: Any, targets: Mapping[str, Target]) -> Iterator[str]:
    """What photos are read from and slots are written to, where it is not there or takes no such thing."""
    attributes = options.facts.get("attributes")
    listed = attributes if isinstance(attributes, (list, tuple)) else ()
    for field in (*listed, options.sku):
        yield from _no_field(model, field) if field else ()
    if name := options.photos.get("field"):
        yield from _no_field(model, name, FileField, ForeignKey)
    for part in (options.photos, options.variants):
        if "related" in part:
            yield from _missing_rows(model, part)
    for name, target in targets.items():
        yield from (f"the slot {name!r}: {gap}" for gap in _misplaced(target, model))


def _missing_rows(model: type[Model], part: Mapping[str, str]) -> Iterator[str]:
    if (rows := _rows(model, part["related"])) is None:
        yield f"{model._meta.label} has no relation {part['related']!r}"
        return
    yield from _no_field(rows, part["image"], FileField, ForeignKey)
    for key in ("alt", "role"):
        if part.get(key):
            yield from _no_field(rows, part[key])
    for key in ("name", "attributes"):
        if part.get(key):
            yield from _gap(rows, part[key])


@singledispatch
def _misplaced(target: Target, model: type[Model]) -> Iterator[str]:  # noqa: ARG001  # the kinds below use them
    yield from ()


@_misplaced.register
def _text(target: TextTarget, model: type[Model]) -> Iterator[str]:
    yield from _no_field(model, target.field, CharField, TextField, JSONField)


@_misplaced.register
def _picture(target: PictureFieldTarget, model: type[Model]) -> Iterator[str]:
    yield from _no_field(model, target.field, FileField, ForeignKey)


@_misplaced.register
def _variant(target: VariantPictureTarget, model: type[Model]) -> Iterator[str]:
    if (rows := _rows(model, target.relation.related)) is not None:
        yield from _no_field(rows, target.field, FileField, ForeignKey)


def _no_field(model: type[Model], name: str, *kinds: type) -> Iterator[str]:
    """One sentence where the model lacks the field, or it is of none of the kinds."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        yield f"{model._meta.label} has no field {name!r}"
        return
    if kinds and not isinstance(field, kinds):
        wanted = ", ".join(kind.__name__ for kind in kinds)
        yield f"{model._meta.label}.{name} is a {type(field).__name__}, where one of {wanted} is needed"


def _gap(model: type[Model] | None, path: str) -> Iterator[str]:
    """The first step of a path that its model lacks. What lies behind a method, a property or JSON cannot be known."""
    for step in path.split("."):
        if model is None or hasattr(model, "__getattr__"):
            return
        if inspect.getattr_static(model, step, MISSING) is MISSING:
            yield f"{model._meta.label} has no {step!r}"
            return
        model = _one(model, step)


def _one(model: type[Model], name: str) -> type[Model] | None:
    """The model of the one row that a field leads to."""
    try:
        field: Any = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field.related_model if field.many_to_one or field.one_to_one else None


def _rows(model: type[Model], related: str) -> type[Model] | None:
    try:
        found: type[Model] | None = row_relation(model, related).related_model
    except FieldDoesNotExist:
        return None
    return found
