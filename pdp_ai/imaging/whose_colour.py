"""Tells by its colour whether a pixel belongs to the product or to the room around it."""

from __future__ import annotations

import numpy as np

from pdp_ai.imaging.arrays import Bytes, Floats, Mask
from pdp_ai.imaging.colour import to_oklab

#: Colour bins along lightness and both colour axes of OKLab.
_BINS = 24
#: A colour rarer than this says nothing.
_COMMON = 2e-4
#: A colour this many times as common on one side is certain to belong there.
_CERTAIN = 8.0


def whose_colour(photo: Floats, product: Mask, room: Mask) -> Floats:
    """From -1, a colour of the room, to 1, one of the product, H × W; 0 for colours that both have, or neither.

    photo: H × W × 3 in 0–1.
    """
    colours = colour_bins(np.round(photo * 255).astype(np.uint8))
    odds = (histogram(colours, product)[colours] + _COMMON) / (histogram(colours, room)[colours] + _COMMON)
    return np.asarray(np.clip(np.log(odds) / np.log(_CERTAIN), -1, 1), dtype=np.float32)


def colour_bins(photo: Bytes) -> np.ndarray:
    """The number of each pixel's OKLab bin, H × W. photo: H × W × 3."""
    low, span = np.array([0, -0.2, -0.2]), np.array([1, 0.4, 0.4])
    steps = (np.clip((to_oklab(photo) - low) / span, 0, 0.999) * _BINS).astype(int)
    return np.asarray((steps[..., 0] * _BINS + steps[..., 1]) * _BINS + steps[..., 2])


def histogram(bins: np.ndarray, where: Mask) -> Floats:
    """How common each bin is, 0–1, a little of it spilling into its neighbours."""
    from scipy import ndimage

    counts = np.bincount(bins[where], minlength=_BINS**3).astype(np.float32).reshape((_BINS,) * 3)
    return np.asarray(ndimage.gaussian_filter(counts, 0.7).ravel() / max(int(where.sum()), 1), dtype=np.float32)
