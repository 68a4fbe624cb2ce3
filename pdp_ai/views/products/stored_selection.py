"""A selection too large for an address or a form: it is kept in the database from the list to the request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.db.models import Model

from pdp_ai import registry
from pdp_ai.actions.permissions import Actor
from pdp_ai.models import BulkRequest
from pdp_ai.models.bulk_request import BulkState
from pdp_ai.views.products.selection import Selection

PREFIX = "stored:"


@dataclass(frozen=True, slots=True)
class StoredSelection:
    bulk: BulkRequest

    @classmethod
    def store(cls, selection: Selection, user: Actor) -> StoredSelection:
        return cls(BulkRequest.objects.store(selection.keys, user.pk if user else None))

    @classmethod
    def parse(cls, token: str, user: Actor) -> StoredSelection:
        """The person's own selection, not yet asked for. Raises `ValueError` for anything else."""
        mine = BulkRequest.objects.filter(state=BulkState.DRAFT, requested_by=user.pk if user else None)
        bulk = mine.filter(pk=int(token.removeprefix(PREFIX))).first()
        if bulk is None:
            raise ValueError("There is no such selection.")
        return cls(bulk)

    @property
    def token(self) -> str:
        return f"{PREFIX}{self.bulk.pk}"

    @property
    def slots(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(slot for label in self._labels for slot in registry.adapter_for(label).slots))

    @property
    def usual_slots(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(slot for label in self._labels for slot in registry.usual_slots(label)))

    @property
    def _labels(self) -> list[str]:
        return sorted(self.bulk.chunks.order_by().values_list("product_model", flat=True).distinct())

    def __len__(self) -> int:
        return self.bulk.products

    def products(self) -> Iterator[Model]:
        for chunk in self.bulk.chunks.order_by("pk").iterator(chunk_size=10):
            yield from Selection({chunk.product_model: tuple(chunk.keys)}).products()

    def first(self, count: int) -> list[Model]:
        return list(islice(self.products(), count))
