"""Which places on a product a request is for, which of them are still open, and what is to be translated into them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from django.db.models import Model
from django.utils.translation import gettext as _

from pdp_ai.adapters.base import ProductAdapter
from pdp_ai.cleaning import clean_text
from pdp_ai.languages import same_language
from pdp_ai.slots import SLOTS, photo_of, place_name, slot_of
from pdp_ai.types import ProductFacts


def language_for(slots: Iterable[str], wanted: str, facts: ProductFacts) -> str:
    """The language wanted, or the product's; pictures speak none, and in another one would only be made twice."""
    writes = any(not SLOTS[slot].is_picture for slot in slots)
    return wanted if wanted and writes else facts.language


def places_for(
    adapter: ProductAdapter, facts: ProductFacts, slots: Iterable[str], *, language: str, photos: Collection[str]
) -> list[str]:
    """One place for each slot, or for each photo where something is said of photos; of `photos` alone, unless empty.

    Of what is made of variants, one for each of them: a set is always made as a whole.
    """
    further = "" if same_language(language, facts.language) else language
    keys = [photo.key for photo in facts.photos if not photos or photo.key in photos]
    variants = [photo.key for _variant, photo in facts.pictured_variants]
    return [
        adapter.place(slot, language=further, photo=photo)
        for slot in slots
        for photo in (keys if SLOTS[slot].per_photo else variants if SLOTS[slot].per_variant else [""])
    ]


def still_open(
    adapter: ProductAdapter, product: Model, places: list[str], has_draft: Callable[[str], bool]
) -> tuple[list[str], str]:
    """The empty places that no draft waits for; when there are none, also why."""
    empty = [place for place in places if not adapter.is_filled(product, place)]
    left = [place for place in empty if not has_draft(place)]
    if left:
        return left, ""
    return [], _("A draft is waiting for review.") if empty else _("Already filled.")


def sources_for(adapter: ProductAdapter, product: Model, places: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """What stands at the same places in the product's own language, by place; what is empty there is left out."""
    homes = (place_name(slot_of(place), photo=photo_of(place)) for place in places)
    values = ((home, clean_text(adapter.read(product, home).text)) for home in homes)
    return tuple((home, text) for home, text in values if text)
