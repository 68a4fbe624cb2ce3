"""The places on a product that a draft can fill, and what each one accepts.

A *place* is a slot on one product: ``description``; ``description@zh`` where the shop keeps the slot in a further
language; ``alt_text#12`` where something is said of the photo with that key; ``colour_set#variant-3`` for what
is made of a variant's own photo.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SlotKind = Literal["text", "html", "lines", "picture"]


@dataclass(frozen=True, slots=True)
class Slot:
    name: str
    #: ``lines`` is text with one item a line; ``html`` is cleaned rich text.
    kind: SlotKind
    #: Characters of visible text; 0 for pictures.
    max_length: int = 0
    #: Said of a photo, not of the product (alt text).
    per_photo: bool = False
    #: One for each variant that has a photo of its own, under that photo's key.
    per_variant: bool = False
    #: A name or a phrase, not sentences.
    is_phrase: bool = False
    #: Characters of one line, or phrase, that can still be taken in at a glance, or said in a breath.
    line_length: int = 0
    #: Its lines are sentences that somebody says, and end as such.
    is_spoken: bool = False
    #: Told from the photo alone, so the product's data neither prove it nor are enlarged by it.
    is_seen: bool = False

    @property
    def has_photo_in_place(self) -> bool:
        return self.per_photo or self.per_variant

    @property
    def is_picture(self) -> bool:
        return self.kind == "picture"


SLOTS: dict[str, Slot] = {
    slot.name: slot
    for slot in (
        Slot("title", "text", 80, is_phrase=True),
        Slot("short_description", "text", 300),
        Slot("description", "html", 2_000),
        Slot("bullets", "lines", 600, line_length=90),
        Slot("faq", "html", 2_000),
        Slot("seo_title", "text", 60, is_phrase=True),
        Slot("meta_description", "text", 155),
        Slot("alt_text", "text", 125, per_photo=True, is_phrase=True, line_length=90),
        Slot("photo_facts", "lines", 900, line_length=90, is_seen=True),
        Slot("social_post", "text", 280),
        Slot("video_script", "lines", 900, line_length=160, is_spoken=True),
        Slot("cutout", "picture"),
        Slot("packshot", "picture"),
        Slot("scene", "picture"),
        Slot("colour_set", "picture", per_variant=True),
        Slot("picture_square", "picture"),
        Slot("picture_portrait", "picture"),
        Slot("picture_wide", "picture"),
        Slot("picture_tall", "picture"),
        Slot("upscale", "picture"),
        Slot("illustration", "picture"),
    )
}


def place_name(slot: str, language: str = "", photo: str = "") -> str:
    return slot + (f"@{language}" if language else "") + (f"#{photo}" if photo else "")


def slot_of(place: str) -> str:
    return place.partition("#")[0].partition("@")[0]


def photo_of(place: str) -> str:
    """The key of the photo that the place belongs to; empty when it belongs to none."""
    return place.partition("#")[2]
