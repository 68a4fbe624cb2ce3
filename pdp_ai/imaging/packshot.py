"""The product alone on pure white, as marketplaces ask for it, or on the brand's colour."""

from __future__ import annotations

import numpy as np
from PIL import ImageColor

from pdp_ai.imaging.arrays import Floats, enlarge
from pdp_ai.imaging.composite import lay_over
from pdp_ai.imaging.encode import encode
from pdp_ai.imaging.picture import Cutout, Picture
from pdp_ai.imaging.place import Size, on_canvas, place_centred
from pdp_ai.imaging.shadow import drop_shadow, floor_shadow
from pdp_ai.imaging.stage import placed_opacity, placed_product

#: Shadows are computed on a map this many times smaller.
_COARSE = 4
#: Shadow on paper is never as dark as in a room.
_STRENGTH = 0.80


def make_packshot(cutout: Cutout, *, size: Size, padding: float, shadow: bool, colour: str = "white") -> Picture:
    """padding: free on each side, as a part of the shorter one. colour: of the paper, as in CSS (``#f4efe6``).

    Without `shadow` everything but the product is the plain colour, which some marketplaces demand.
    """
    placement = place_centred(cutout.alpha, cutout.stance, canvas=size, padding=padding)
    opacity = placed_opacity(cutout, placement)
    small = on_canvas(opacity, placement)[::_COARSE, ::_COARSE].astype(np.float32) / 255
    shade = _shadow(small, cutout.stance.kind) if shadow else np.zeros_like(small)
    darkness = enlarge(shade * _STRENGTH, size)[..., None]
    # Below half a step there is no shadow: the picture's border stays exactly the paper's colour.
    light = 1 - np.where(darkness < 0.003, 0, darkness)
    paper = (light * np.array(ImageColor.getrgb(colour)[:3]) / 255).astype(np.float32)
    content = encode(lay_over(paper, placed_product(cutout, placement), opacity, placement, seed=0))
    return Picture(content, placement, f"{colour} packshot")


def _shadow(opacity: Floats, kind: str) -> Floats:
    if kind == "standing":
        return floor_shadow(opacity)
    if kind == "lying":
        return drop_shadow(opacity, towards=1, lift=0.006)
    return np.zeros_like(opacity)
