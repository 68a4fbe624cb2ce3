"""Cuts a finished picture to a part of itself, and says what of its measures holds there.

Pillow only: web servers do it. Boxes are in pixels of the picture as it was made.
"""

from __future__ import annotations

import io
from collections.abc import Mapping

from PIL import Image

from pdp_ai.imaging.read import MIN_SIDE
from pdp_ai.types import CropBox, FocalPoint

MIME = "image/png"
#: Of the whole product; of a part of it nothing is known but that no pixel differs more than before.
_OF_THE_WHOLE = frozenset({"untouched_mean", "untouched_share", "edge_max", "edge_mean"})


def whole_of(content: bytes) -> CropBox:
    with Image.open(io.BytesIO(content)) as image:
        return (0, 0, *image.size)


def is_part(box: CropBox, whole: CropBox) -> bool:
    """Whether it lies within the picture, and is large enough for anything to be seen in it."""
    left, top, right, bottom = box
    inside = left >= 0 and top >= 0 and right <= whole[2] and bottom <= whole[3]
    return inside and min(right - left, bottom - top) >= MIN_SIDE


def crop(content: bytes, box: CropBox) -> bytes:
    """PNG, so that every pixel is what it was, without any metadata."""
    with Image.open(io.BytesIO(content)) as image:
        part = image.convert("RGBA" if image.has_transparency_data else "RGB").crop(box)
    part.info.clear()
    out = io.BytesIO()
    part.save(out, "PNG", compress_level=6)
    return out.getvalue()


def measures_in_crop(measures: Mapping[str, float], box: CropBox) -> dict[str, float]:
    """Those of the whole picture, as they are for the part.

    ``cut_left`` and so on: the part of the product's width or height that is left out on that side; absent where it was
    not measured where the product is.
    """
    left, top, right, bottom = box
    inside = {**measures, "cropped": 1.0, "side": float(max(right - left, bottom - top))}
    if "product_left" not in measures:
        return inside
    first, above, last, below = (measures[f"product_{side}"] for side in ("left", "top", "right", "bottom"))
    width, height = last - first, below - above
    cut = {
        "cut_left": _share(left - first, width),
        "cut_top": _share(top - above, height),
        "cut_right": _share(last - right, width),
        "cut_bottom": _share(below - bottom, height),
    }
    shown = (1 - cut["cut_left"] - cut["cut_right"]) * width, (1 - cut["cut_top"] - cut["cut_bottom"]) * height
    fill = max(shown[0] / (right - left), shown[1] / (bottom - top))
    inside |= {**cut, "fill": round(max(fill, 0.0), 4)}
    return {name: value for name, value in inside.items() if not (any(cut.values()) and name in _OF_THE_WHOLE)}


def _share(beyond: float, side: float) -> float:
    return round(min(max(beyond, 0), side) / side, 4)


def carried_over(point: FocalPoint, before: CropBox, after: CropBox) -> FocalPoint | None:
    """A point of one part of the picture, as a point of another part; None outside it."""
    x = (before[0] + point[0] * (before[2] - before[0]) - after[0]) / (after[2] - after[0])
    y = (before[1] + point[1] * (before[3] - before[1]) - after[1]) / (after[3] - after[1])
    return (round(x, 4), round(y, 4)) if 0 <= x <= 1 and 0 <= y <= 1 else None
