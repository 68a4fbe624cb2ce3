"""What stands in a product's slot, and what a draft brings to it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class SlotValue:
    """What stands in a product's slot: JSON-ready, so that drafts and publications can remember and compare it."""

    #: The text, or a picture's alternative text.
    text: str = ""
    #: What the shop's image field holds: a file name, or the key of an image row. Empty for text.
    file: str = ""
    #: Primary key of the photo row that holds the value, where the slot is not a field of the product itself.
    row: str = ""
    #: The row's other columns, so that it can be put back as it was; no part of what is compared.
    columns: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def as_dict(self) -> dict[str, Any]:
        return dataclasses.asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> SlotValue:
        return cls(**data)

    def __bool__(self) -> bool:
        return bool(self.text or self.file or self.row)


#: What of a picture must stay in sight: shares of its width and height, from the left and from the top, 0 to 1.
FocalPoint = tuple[float, float]

#: The part of a picture that is shown: left, top, right, bottom, in pixels.
CropBox = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class SlotContent:
    """What a draft brings to a product: text, or a picture with its alternative text."""

    text: str = ""
    picture: bytes = b""
    mime: str = ""
    alt: str = ""
    focal_point: FocalPoint | None = None
    #: Where an earlier publication of the same picture put it, as `SlotValue.file` names it.
    kept: str = ""
