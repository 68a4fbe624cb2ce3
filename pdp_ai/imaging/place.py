"""Where the product goes on the new canvas, and the one resampling its pixels may go through."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from pdp_ai.imaging.arrays import Bytes
from pdp_ai.imaging.stance import Stance

#: Opacity from which a pixel belongs to the product's box.
_VISIBLE = 6
#: Part of the width that a product placed aside keeps from the picture's border.
_MARGIN = 0.03

#: left, top, right, bottom, in pixels.
Box = tuple[int, int, int, int]
#: width, height, in pixels.
Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Placement:
    """A part of the photo on a canvas; all in whole pixels, so that scale 1 means no resampling at all."""

    #: The part, within the photo.
    box: Box
    #: Size on the canvas.
    width: int
    height: int
    #: Corner on the canvas.
    left: int
    top: int
    canvas: Size

    @property
    def scale(self) -> float:
        return self.width / (self.box[2] - self.box[0])

    @property
    def window(self) -> tuple[slice, slice]:
        """Rows and columns of the canvas that the product's box covers."""
        return slice(self.top, self.top + self.height), slice(self.left, self.left + self.width)

    @property
    def fill(self) -> float:
        """The product's part of the canvas, along the side of which it fills more."""
        return max(self.width / self.canvas[0], self.height / self.canvas[1])


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a scene's product stands, and how much room it is given."""

    name: str
    #: Its centre as a part of the width; None for where it stands in the photo.
    across: float | None = 0.5
    #: Its size as a part of the usual one.
    size: float = 1.0


SPOTS = {
    spot.name: spot
    for spot in (
        Spot("centred"),
        Spot("left third", 1 / 3, 0.86),
        Spot("right third", 2 / 3, 0.86),
        Spot("padded", size=0.74),
        Spot("original", None),
    )
}


def product_box(alpha: Bytes) -> Box:
    """Around what is visible; H × W in."""
    visible = alpha >= _VISIBLE
    columns, rows = np.flatnonzero(visible.any(axis=0)), np.flatnonzero(visible.any(axis=1))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def place_tightly(alpha: Bytes, *, padding: int) -> Placement:
    """The product at the photo's own resolution, with `padding` pixels around it."""
    box = product_box(alpha)
    width, height = box[2] - box[0], box[3] - box[1]
    return Placement(box, width, height, padding, padding, (width + 2 * padding, height + 2 * padding))


def place_centred(alpha: Bytes, stance: Stance, *, canvas: Size, padding: float) -> Placement:
    """In the middle, as large as `padding` (part of the shorter side) allows; a cut side goes to the canvas's edge."""
    box = product_box(alpha)
    room = [side - 2 * padding * min(canvas) for side in canvas]
    scale = min(room[0] / (box[2] - box[0]), room[1] / (box[3] - box[1]))
    return _at(box, _scaled(box, scale), stance, canvas, across=0.5, middle=0.5)


def place_in_scene(
    alpha: Bytes, stance: Stance, *, canvas: Size, least: float, share: float, max_scale: float, spot: Spot
) -> Placement:
    """At the photo's own resolution where that fits: the canvas adapts to the product and keeps its proportions.

    least: part of its size to which the canvas may shrink. share: part of the canvas that the product fills, a wide one
    somewhat more. It is enlarged by `max_scale` at most, so a small one stays small.
    """
    box = product_box(alpha)
    width, height = box[2] - box[0], box[3] - box[1]
    # Part of the full canvas on which the product would have its share without being resampled.
    wanted = max(width * 0.88 / canvas[0], height * 1.04 / canvas[1]) / (share * spot.size)
    part = min(max(wanted, least), 1.0)
    scale = 1.0 if least <= wanted <= 1 else min(part / wanted, max_scale)
    across = spot.across if spot.across is not None else (box[0] + box[2]) / 2 / alpha.shape[1]
    size = round(canvas[0] * part), round(canvas[1] * part)
    middle = 0.5 if stance.kind == "lying" else 0.0
    return _at(box, _scaled(box, scale), stance, size, across=across, middle=middle)


def _scaled(box: Box, scale: float) -> Size:
    return max(1, round((box[2] - box[0]) * scale)), max(1, round((box[3] - box[1]) * scale))


def _floor_line(height: float) -> float:
    """Where a standing product meets the floor: its middle a little below the picture's, its foot well on the floor.

    height and result are parts of the canvas.
    """
    return min(max(0.55 + height / 2, 0.74), 0.85)


def _at(box: Box, placed: Size, stance: Stance, canvas: Size, *, across: float, middle: float) -> Placement:
    """across, middle: the product's centre as parts of the canvas; middle 0 stands it on the floor."""
    width, height = placed
    free = canvas[0] - width
    margin = min(round(canvas[0] * _MARGIN), free // 2)
    left = min(max(round(canvas[0] * across - width / 2), margin), free - margin)
    if stance.left != stance.right:
        left = 0 if stance.left else free
    floor = round(canvas[1] * _floor_line(height / canvas[1])) - height
    top = round(canvas[1] * middle - height / 2) if middle else max(floor, 0)
    if stance.top or stance.bottom:
        top = canvas[1] - height if stance.bottom else 0
    return Placement(box=box, width=width, height=height, left=left, top=top, canvas=canvas)


def placed_pixels(pixels: Bytes, placement: Placement) -> Bytes:
    """The box of `pixels` at its size on the canvas: the photo's own bytes at scale 1, else resampled once, by Lanczos.

    pixels: the photo's H × W × 3 or its opacity's H × W; the result has the placement's height and width.
    """
    left, top, right, bottom = placement.box
    crop = pixels[top:bottom, left:right]
    if crop.shape[:2] == (placement.height, placement.width):
        return crop
    image = Image.fromarray(np.ascontiguousarray(crop))
    return np.asarray(image.resize((placement.width, placement.height), Image.Resampling.LANCZOS))


def on_canvas(patch: Bytes, placement: Placement) -> Bytes:
    """H × W opacity of the placed product on the whole canvas."""
    width, height = placement.canvas
    canvas = np.zeros((height, width), dtype=np.uint8)
    canvas[placement.window] = patch
    return canvas
