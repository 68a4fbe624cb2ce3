"""How a shop keeps a product's variants: rows of a related model, each with a photo of its own or none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Model

from pdp_ai.adapters import pictures
from pdp_ai.adapters.photo_relation import row_relation
from pdp_ai.adapters.targets import Target
from pdp_ai.exceptions import PublishRefused
from pdp_ai.sentences import sentence as _
from pdp_ai.types import SlotContent, SlotValue

#: Before a variant's key, where photos are named: it must not be taken for one of the product's own.
_PREFIX = "variant-"


@dataclass(frozen=True, slots=True)
class VariantRelation:
    """The ``variants`` mapping in the settings."""

    related: str
    #: Path to what tells it from the others: its colour.
    name: str
    #: Field of its own photo.
    image: str
    #: Path to a mapping of what else is its own; empty for none.
    attributes: str = ""

    def rows(self, product: Model) -> list[Any]:
        """In the shop's own order, as the relation gives them."""
        return list(getattr(product, self.related).all())

    def row(self, product: Model, photo_key: str) -> Any:
        """The variant that the photo belongs to; None where there is none any more."""
        return next((row for row in self.rows(product) if self.photo_key(row) == photo_key), None)

    def photo_key(self, row: Model) -> str:
        return f"{_PREFIX}{row.pk}"


@dataclass(frozen=True, slots=True)
class VariantPictureTarget(Target):
    """An image field of a variant."""

    relation: VariantRelation
    field: str
    key: str = ""

    def of_photo(self, key: str) -> Target:
        return replace(self, key=key)

    def comparable(self, value: SlotValue) -> SlotValue:
        """A variant without a picture there is an empty place."""
        return value if value.file else SlotValue()

    def read(self, product: Model) -> SlotValue:
        row = self.relation.row(product, self.key)
        return SlotValue(file=pictures.reference(row, self.field), row=str(row.pk)) if row else SlotValue()

    def store(self, product: Model, content: SlotContent) -> SlotValue:
        if (row := self.relation.row(product, self.key)) is None:
            raise PublishRefused(_("The variant that this picture shows was removed from the product."))
        return SlotValue(file=pictures.store(type(row), self.field, content), row=str(row.pk))

    def attach(self, product: Model, value: SlotValue) -> SlotValue:
        if row := self.relation.row(product, self.key):
            pictures.assign(row, self.field, value.file)
            row.save(update_fields=[self.field])
        return self.read(product)

    def mirror(self, product: Model, value: SlotValue) -> None:
        if row := self.relation.row(product, self.key):
            pictures.assign(row, self.field, value.file)
            getattr(product, self.relation.related).add(row)

    def url(self, product: Model, value: SlotValue) -> str:
        row_model = row_relation(type(product), self.relation.related).related_model
        return pictures.url(row_model, self.field, value.file)
