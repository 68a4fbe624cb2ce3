"""What the proof of a picture says of a part of it. Pillow only: web servers do it."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

from pdp_ai.types import CropBox

#: Side of each of the proof's three panels, and the gap between them, in pixels.
SIDE, GAP = 360, 12
#: What a crop leaves out keeps this part of its brightness: one in so many.
_DIMMER = 4


def proof_of_part(proof: bytes, product: CropBox, part: CropBox, *, scale: float) -> bytes:
    """The proof of a picture that was cut to `part`: what it leaves out of the product is dimmed in all three panels.

    product, part: boxes in the picture as it was made; scale: of the product there, to its size in the photo. A part
    that shows the whole product has the proof of the whole.
    """
    left, top, right, bottom = product
    shown = (
        _within(part[0], left, right), _within(part[1], top, bottom),
        _within(part[2], left, right), _within(part[3], top, bottom),
    )  # fmt: skip
    if shown == product:
        return proof
    with Image.open(io.BytesIO(proof)) as image:
        strip = image.convert("RGB")
    shaded = strip.copy()
    draw = ImageDraw.Draw(shaded)
    for index, size in enumerate((1 / scale, 1.0, 1.0)):
        ratio = min(SIDE / ((right - left) * size), SIDE / ((bottom - top) * size), 1) * size
        panel = (index * (SIDE + GAP), 0, index * (SIDE + GAP) + SIDE, SIDE)
        shaded.paste(strip.crop(panel).point(lambda value: value // _DIMMER), panel)
        across = index * (SIDE + GAP) + (SIDE - (right - left) * ratio) / 2
        down = (SIDE - (bottom - top) * ratio) / 2
        box = (
            round(across + (shown[0] - left) * ratio), round(down + (shown[1] - top) * ratio),
            round(across + (shown[2] - left) * ratio), round(down + (shown[3] - top) * ratio),
        )  # fmt: skip
        if box[0] < box[2] and box[1] < box[3]:
            shaded.paste(strip.crop(box), box)
            draw.rectangle((box[0], box[1], box[2] - 1, box[3] - 1), outline="#8a8a8a")
    out = io.BytesIO()
    shaded.save(out, "WEBP", quality=85)
    return out.getvalue()


def _within(edge: int, first: int, last: int) -> int:
    return min(max(edge, first), last)
