"""What of a product's present texts and pictures came from drafts, so that a shop's page can say so."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Model

from pdp_ai import registry
from pdp_ai.adapters.base import ProductAdapter
from pdp_ai.models import Publication
from pdp_ai.provenance import words
from pdp_ai.slots import SLOTS, slot_of
from pdp_ai.types import SlotValue


@dataclass(frozen=True, slots=True)
class PublishedMedia:
    #: Where it stands, as `slots` writes places: ``packshot``, ``description@zh``, ``alt_text#12``.
    place: str
    #: What the shop's image field holds: a file name, or the key of an image row. Empty for copy.
    file: str
    #: For ``digitalSourceType`` in JSON-LD.
    schema_term: str
    #: For shoppers; empty where the shop's policy wants no label.
    label: str


def published_media(product: Model) -> list[PublishedMedia]:
    """One query, and a look at each slot. What a person replaced or rewrote since then is theirs, and is left out."""
    adapter = registry.adapter_for(product)
    rows = (
        Publication.objects.standing()
        .filter(product_model=product._meta.label_lower, product_id=str(product.pk), is_live=True)
        .order_by("pk")
        .values_list("draft__place", "after", "draft__provenance")
    )
    latest = {place: (SlotValue.from_dict(after), provenance) for place, after, provenance in rows}
    return [
        _described(place, value, provenance["source_type"])
        for place, (value, provenance) in latest.items()
        if provenance and _stands(adapter, product, place, value)
    ]


def _stands(adapter: ProductAdapter, product: Model, place: str, value: SlotValue) -> bool:
    try:
        return adapter.holds(product, place, value)
    except KeyError:  # the shop has no such place any more
        return False


def _described(place: str, value: SlotValue, source_type: str) -> PublishedMedia:
    label = words.picture_label if SLOTS[slot_of(place)].is_picture else words.copy_label
    return PublishedMedia(place, value.file, words.schema_term(source_type), label(source_type))
