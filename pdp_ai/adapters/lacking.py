"""Asks the database which products lack something at a place: what `Target.read` says of one, said of all at once."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

from django.db.models import Exists, FileField, JSONField, Model, OuterRef, Q, QuerySet

from pdp_ai.adapters.photo_relation import PhotoRelation, row_relation
from pdp_ai.adapters.targets import PhotoAltTarget, PhotoRowTarget, PictureFieldTarget, Target, TextTarget

#: A condition for `filter` and `When`; None where a kind of place cannot be asked about.
Lack = Q | Exists | None

#: What an editor leaves of a text that was deleted.
_EMPTY_MARKUP = r"^(\s|</?p[^>]*>|<br\s*/?>)*$"


@singledispatch
def lack(target: Target, model: type[Model]) -> Lack:  # noqa: ARG001  # the kinds below use them
    return None


@lack.register
def _text(target: TextTarget, model: type[Model]) -> Lack:
    is_list = isinstance(model._meta.get_field(target.field), JSONField)
    empty = Q(**{f"{target.field}__isnull": True}) | Q(**{target.field: [] if is_list else ""})
    if target.slot.kind == "html" and not is_list:
        empty |= Q(**{f"{target.field}__regex": _EMPTY_MARKUP})
    return empty


@lack.register
def _alt(target: PhotoAltTarget, model: type[Model]) -> Lack:
    """Any photo without it. A product without photos lacks none."""
    own = {target.relation.role: ""} if target.relation.role else {}
    return Exists(_rows(target.relation, model).filter(**own, **{target.relation.alt: ""}))


@lack.register
def _field(target: PictureFieldTarget, model: type[Model]) -> Lack:
    empty = Q(**{f"{target.field}__isnull": True})
    return empty | Q(**{target.field: ""}) if isinstance(model._meta.get_field(target.field), FileField) else empty


@lack.register
def _row(target: PhotoRowTarget, model: type[Model]) -> Lack:
    return ~Q(Exists(_rows(target.relation, model).filter(**{target.relation.role: target.role})))


def _rows(relation: PhotoRelation, model: type[Model]) -> QuerySet[Any]:
    link = row_relation(model, relation.related)
    rows: QuerySet[Any] = link.related_model._default_manager.order_by()
    return rows.filter(**{link.remote_field.name: OuterRef("pk")})
