"""Where the product goes on the new canvas, and the one resampling its pixels may go through."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from pdp_ai.imaging.arrays import Bytes
from pdp_ai.imaging.stance import Stance

#: Opacity from which a pixel belongs to the product's box.
_VISIBLE = 6


@dataclass(frozen=True, slots=True)
class Placement:
    """A part of the photo on a square canvas; all in whole pixels, so that scale 1 means no resampling at all."""

    #: left, top, right, bottom within the photo.
    box: tuple[int, int, int, int]
    #: Size on the canvas.
    width: int
    height: int
    #: Corner on the canvas.
    left: int
    top: int
    #: Side of the canvas.
    canvas: int

    @property
    def scale(self) -> float:
        return self.width / (self.box[2] - self.box[0])

    @property
    def window(self) -> tuple[slice, slice]:
        """Rows and columns of the canvas that the product's box covers."""
        return slice(self.top, self.top + self.height), slice(self.left, self.left + self.width)


def product_box(alpha: Bytes) -> tuple[int, int, int, int]:
    """left, top, right, bottom of what is visible; H × W in."""
    visible = alpha >= _VISIBLE
    columns, rows = np.flatnonzero(visible.any(axis=0)), np.flatnonzero(visible.any(axis=1))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def place_centred(alpha: Bytes, stance: Stance, *, canvas: int, padding: float) -> Placement:
    """As large as `padding` (part of the side) allows, in the middle; a side cut by the photo goes to the same edge."""
    box = product_box(alpha)
    width, height = box[2] - box[0], box[3] - box[1]
    room = canvas * (1 - 2 * padding)
    scale = min(room / width, room / height)
    placed = (max(1, round(width * scale)), max(1, round(height * scale)))
    return _at(box, placed, stance, canvas, middle=0.5)


def place_in_scene(
    alpha: Bytes, stance: Stance, *, canvas: int, smallest: int, share: float, max_scale: float
) -> Placement:
    """At the photo's own resolution where that fits: the canvas, from `smallest` to `canvas` px, adapts to the product.

    share: part of the side that the product fills, a wide one somewhat more. It is enlarged by `max_scale` at most, so
    a small one stays small.
    """
    box = product_box(alpha)
    width, height = box[2] - box[0], box[3] - box[1]
    wanted = max(width * 0.88, height * 1.04) / share
    side = round(min(max(wanted, smallest), canvas))
    scale = 1.0 if smallest <= wanted <= canvas else min(side / wanted, max_scale)
    placed = (max(1, round(width * scale)), max(1, round(height * scale)))
    return _at(box, placed, stance, side, middle=0.5 if stance.kind == "lying" else 0.0)


def _floor_line(height: float) -> float:
    """Where a standing product meets the floor: its middle a little below the picture's, its foot well on the floor.

    height and result are parts of the canvas.
    """
    return min(max(0.55 + height / 2, 0.74), 0.85)


def _at(
    box: tuple[int, int, int, int], placed: tuple[int, int], stance: Stance, canvas: int, *, middle: float
) -> Placement:
    """middle: height of the product's centre as a part of the canvas, or 0 to stand it on the floor."""
    width, height = placed
    left = (canvas - width) // 2
    if stance.left != stance.right:
        left = 0 if stance.left else canvas - width
    top = round(canvas * middle - height / 2) if middle else round(canvas * _floor_line(height / canvas)) - height
    if stance.top or stance.bottom:
        top = canvas - height if stance.bottom else 0
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
    canvas = np.zeros((placement.canvas, placement.canvas), dtype=np.uint8)
    canvas[placement.window] = patch
    return canvas
