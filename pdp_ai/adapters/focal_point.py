"""Which places on a product take a picture's focal point along."""

from __future__ import annotations

from functools import singledispatch

from django.db.models import Model

from pdp_ai.adapters import pictures
from pdp_ai.adapters.photo_relation import row_relation
from pdp_ai.adapters.targets import PhotoRowTarget, PictureFieldTarget, Target


@singledispatch
def keeps_focal_point(target: Target, model: type[Model]) -> bool:  # noqa: ARG001  # the kinds below use them
    """Whether a picture published there may bring its focal point along."""
    return False


@keeps_focal_point.register
def _field(target: PictureFieldTarget, model: type[Model]) -> bool:
    return pictures.keeps_focal_point(model, target.field)


@keeps_focal_point.register
def _row(target: PhotoRowTarget, model: type[Model]) -> bool:
    rows = row_relation(model, target.relation.related)
    return pictures.keeps_focal_point(rows.related_model, target.relation.image)
