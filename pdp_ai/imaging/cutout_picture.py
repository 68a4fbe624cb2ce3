"""The product alone, before nothing at all."""

from __future__ import annotations

import numpy as np

from pdp_ai.imaging.encode import encode
from pdp_ai.imaging.picture import Cutout, Picture
from pdp_ai.imaging.place import on_canvas, place_tightly
from pdp_ai.imaging.stage import placed_opacity, placed_product

#: Room around the product, as a part of its longer side, so that no soft edge is cut.
_PADDING = 0.02


def make_cutout_picture(cutout: Cutout) -> Picture:
    """A transparent PNG at the photo's own resolution, cropped to the product."""
    height, width = cutout.alpha.shape
    placement = place_tightly(cutout.alpha, padding=round(_PADDING * max(height, width)))
    opacity = placed_opacity(cutout, placement)
    pixels = np.zeros((placement.canvas[1], placement.canvas[0], 4), dtype=np.uint8)
    rows, columns = placement.window
    # Under full transparency nothing of the old background is left.
    pixels[rows, columns, :3] = np.where((opacity > 0)[..., None], placed_product(cutout, placement), 0)
    pixels[..., 3] = on_canvas(opacity, placement)
    return Picture(encode(pixels), placement, "")
