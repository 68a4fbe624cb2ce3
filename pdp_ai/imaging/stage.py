"""Puts the product before a backdrop, wherever that comes from: its shadow, its reflection, and its own pixels."""

from __future__ import annotations

import numpy as np

from pdp_ai.imaging.arrays import Bytes, Floats, enlarge
from pdp_ai.imaging.composite import lay_over
from pdp_ai.imaging.encode import encode
from pdp_ai.imaging.foreground import edge_colours
from pdp_ai.imaging.picture import Cutout, Picture
from pdp_ai.imaging.place import Placement, on_canvas, placed_pixels
from pdp_ai.imaging.reflection import mirrored_below
from pdp_ai.imaging.shadow import cast_shadow, drop_shadow, floor_shadow

#: Shadows are computed on a map this many times smaller.
_COARSE = 4


def put_on_stage(
    cutout: Cutout, placement: Placement, backdrop: Floats, *, towards: int, gloss: float, seed: int, setting: str
) -> Picture:
    """backdrop: H × W × 3 in 0–1, of the placement's canvas. towards: +1 when light comes from the left.

    gloss: part of its light that the floor mirrors, 0 for none. seed: of the dither. setting: what surrounds it now.
    """
    opacity, product = placed_opacity(cutout, placement), placed_product(cutout, placement)
    small = on_canvas(opacity, placement)[::_COARSE, ::_COARSE].astype(np.float32) / 255
    darkness = enlarge(_shadow(small, cutout.stance.kind, towards), placement.canvas)[..., None]
    # Shade takes on its ground's own colour instead of going to black.
    shaded = (backdrop * (1 - np.clip(darkness, 0, 1) * (1 - 0.25 * backdrop))).astype(np.float32)
    if gloss and cutout.stance.kind == "standing":
        shaded = mirrored_below(shaded, product, opacity, placement, strength=gloss)
    return Picture(encode(lay_over(shaded, product, opacity, placement, seed=seed)), placement, setting)


def placed_opacity(cutout: Cutout, placement: Placement) -> Bytes:
    return placed_pixels(cutout.alpha, placement)


def placed_product(cutout: Cutout, placement: Placement) -> Bytes:
    """The placed patch, H × W × 3: the photo's own pixels where it is opaque, its edge without the old background."""
    product = placed_pixels(edge_colours(cutout.photo, cutout.alpha), placement)
    # Resampling near the edge mixes cleaned colours into opaque pixels; those are taken from the photo itself.
    solid = placed_opacity(cutout, placement) == 255
    return np.where(solid[..., None], placed_pixels(cutout.photo, placement), product)


def _shadow(opacity: Floats, kind: str, towards: int) -> Floats:
    if kind == "standing":
        both = 1 - (1 - floor_shadow(opacity)) * (1 - cast_shadow(opacity, towards=towards))
        return np.asarray(both, dtype=np.float32)
    lift = {"lying": 0.010, "hanging": 0.040, "cropped": 0.045}[kind]
    return drop_shadow(opacity, towards=towards, lift=lift)
