"""The product alone on pure white, as marketplaces ask for it."""

from __future__ import annotations

import numpy as np

from pdp_ai.imaging.arrays import Floats, enlarge
from pdp_ai.imaging.composite import lay_over
from pdp_ai.imaging.encode import encode
from pdp_ai.imaging.foreground import edge_colours
from pdp_ai.imaging.picture import Cutout, Picture
from pdp_ai.imaging.place import on_canvas, place_centred, placed_pixels
from pdp_ai.imaging.shadow import drop_shadow, floor_shadow

#: Shadows are computed on a map this many times smaller.
_COARSE = 4
#: Shadow on white paper is never as dark as in a room.
_STRENGTH = 0.80


def make_packshot(cutout: Cutout, *, size: int, padding: float, shadow: bool) -> Picture:
    """size: side of the square picture in pixels. padding: white on each side, as a part of it.

    Without `shadow` everything but the product is pure white, which some marketplaces demand.
    """
    placement = place_centred(cutout.alpha, cutout.stance, canvas=size, padding=padding)
    opacity = placed_pixels(cutout.alpha, placement)
    product = placed_pixels(edge_colours(cutout.photo, cutout.alpha), placement)
    # Resampling near the edge mixes cleaned colours into opaque pixels; those are taken from the photo itself.
    product = np.where((opacity == 255)[..., None], placed_pixels(cutout.photo, placement), product)
    small = on_canvas(opacity, placement)[::_COARSE, ::_COARSE].astype(np.float32) / 255
    shade = _shadow(small, cutout.stance.kind) if shadow else np.zeros_like(small)
    darkness = enlarge(shade * _STRENGTH, (size, size))[..., None]
    # Below half a step there is no shadow: the picture's border stays exactly white.
    paper = np.repeat(1 - np.where(darkness < 0.003, 0, darkness), 3, axis=2).astype(np.float32)
    content = encode(lay_over(paper, product, opacity, placement, seed=0))
    return Picture(content, placement, "white packshot")


def _shadow(opacity: Floats, kind: str) -> Floats:
    if kind == "standing":
        return floor_shadow(opacity)
    if kind == "lying":
        return drop_shadow(opacity, towards=1, lift=0.006)
    return np.zeros_like(opacity)
