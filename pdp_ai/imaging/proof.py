"""The proof that nothing but the surroundings changed, as one picture: photo, mask, and what differs."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from pdp_ai.imaging.arrays import Bytes, decode_rgb
from pdp_ai.imaging.picture import Cutout
from pdp_ai.imaging.place import Placement, placed_pixels
from pdp_ai.imaging.proof_of_part import GAP, SIDE

MIME = "image/webp"
#: A difference of one step in 255 would not be seen.
_LOUDER = 8


def make_proof(content: bytes, cutout: Cutout, placement: Placement) -> bytes:
    """WebP, side by side: the product in its photo, the mask it was cut out by, and how the finished file differs.

    In the third, black is not one bit of difference; the soft edge before another background shows as a grey line.
    """
    rows, columns = placement.window
    shown = decode_rgb(content)[rows, columns].astype(np.int16)
    placed = placed_pixels(cutout.photo, placement).astype(np.int16)
    opacity = placed_pixels(cutout.alpha, placement)
    difference = np.where(opacity > 0, np.abs(shown - placed).max(axis=2) * _LOUDER, 0).clip(0, 255).astype(np.uint8)
    left, top, right, bottom = placement.box
    panels = [cutout.photo[top:bottom, left:right], opacity, difference]
    strip = Image.new("RGB", (3 * SIDE + 2 * GAP, SIDE), "white")
    for index, panel in enumerate(panels):
        strip.paste(_panel(panel), (index * (SIDE + GAP), 0))
    out = io.BytesIO()
    strip.save(out, "WEBP", quality=85)
    return out.getvalue()


def _panel(pixels: Bytes) -> Image.Image:
    """In the middle of a dark square, as large as fits."""
    image = Image.fromarray(np.ascontiguousarray(pixels)).convert("RGB")
    image.thumbnail((SIDE, SIDE), Image.Resampling.BOX)
    panel = Image.new("RGB", (SIDE, SIDE), "#1b1b1b")
    panel.paste(image, ((SIDE - image.width) // 2, (SIDE - image.height) // 2))
    return panel
