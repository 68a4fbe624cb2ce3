"""How a shop keeps several photos of a product: rows of a related model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Model


@dataclass(frozen=True, slots=True)
class PhotoRelation:
    """The relation, and the fields of its rows that mean something here."""

    related: str
    image: str
    alt: str = ""
    #: Field that tells the shop's own photos (empty) from rows that fill a slot.
    role: str = ""

    def rows(self, product: Model, role: str = "") -> list[Any]:
        """In the shop's own order, as the relation gives them; `role` empty for the shop's own photos."""
        rows = list(getattr(product, self.related).all())
        return [row for row in rows if getattr(row, self.role) == role] if self.role else rows

    def text(self, row: Any) -> str:
        return str(getattr(row, self.alt)) if self.alt else ""


def row_relation(model: type[Model], related: str) -> Any:
    """What lies behind the name by which a product's rows are reached: ``photos``, or Django's own ``photo_set``.

    Raises `FieldDoesNotExist`.
    """
    reverse = (link for link in model._meta.related_objects if link.get_accessor_name() == related)
    return next(reverse, None) or model._meta.get_field(related)
