"""The places on a product that a draft can fill, and what each one accepts."""

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

    @property
    def is_picture(self) -> bool:
        return self.kind == "picture"


SLOTS: dict[str, Slot] = {
    slot.name: slot
    for slot in (
        Slot("description", "html", 2_000),
        Slot("bullets", "lines", 600),
        Slot("meta_description", "text", 155),
        Slot("alt_text", "text", 125, per_photo=True),
        Slot("packshot", "picture"),
        Slot("scene", "picture"),
    )
}
