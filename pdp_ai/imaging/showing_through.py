"""Finds parts of a cut-out that are the room and not the product: a chair's open back, a gap between two shoes."""

from __future__ import annotations

import numpy as np
from PIL import Image

from pdp_ai.imaging.arrays import Bytes, Floats, Mask
from pdp_ai.imaging.colour import to_oklab

#: Long side at which colours are compared, in pixels.
_SIDE = 320
#: Colour bins along lightness and both colour axes of OKLab.
_BINS = 24
#: A colour this many times as common around the product as in it belongs to the room.
_RATIO = 3.0
#: A colour rarer than this in the room says nothing.
_COMMON = 2e-4


def showing_through(photo: Bytes, alpha: Bytes) -> float:
    """The largest piece of the product that has its surroundings' colours, as a part of the product.

    photo: H × W × 3; alpha: H × W. Colours are judged by their histograms inside and near the outline; the outline
    itself, where both mix, is left out, and so is what is only a few pixels wide.
    """
    from scipy import ndimage

    scale = min(1.0, _SIDE / max(alpha.shape))
    size = (max(8, round(alpha.shape[1] * scale)), max(8, round(alpha.shape[0] * scale)))
    opacity = np.asarray(Image.fromarray(alpha).resize(size, Image.Resampling.BOX))
    solid = opacity > 200
    near = ndimage.binary_dilation(solid, iterations=max(size) // 6) & (opacity < 20)
    if not solid.any() or not near.any():
        return 0.0
    colours = _binned(to_oklab(np.asarray(Image.fromarray(photo).resize(size, Image.Resampling.BOX))))
    product, room = _histogram(colours, solid)[colours], _histogram(colours, near)[colours]
    rooms = (room > _RATIO * product) & (room > _COMMON) & ndimage.binary_erosion(solid, iterations=2)
    labels, count = ndimage.label(ndimage.binary_opening(rooms, iterations=2))
    largest = int(np.bincount(labels.ravel())[1:].max()) if count else 0
    return round(largest / int(solid.sum()), 4)


def _binned(colours: Floats) -> np.ndarray:
    """The number of each OKLab colour's bin. colours: H × W × 3."""
    low, span = np.array([0, -0.2, -0.2]), np.array([1, 0.4, 0.4])
    steps = (np.clip((colours - low) / span, 0, 0.999) * _BINS).astype(int)
    return np.asarray((steps[..., 0] * _BINS + steps[..., 1]) * _BINS + steps[..., 2])


def _histogram(colours: np.ndarray, where: Mask) -> Floats:
    """How common each bin is, 0–1, a little of it spilling into its neighbours."""
    from scipy import ndimage

    counts = np.bincount(colours[where], minlength=_BINS**3).astype(np.float32).reshape((_BINS,) * 3)
    return np.asarray(ndimage.gaussian_filter(counts, 0.7).ravel() / max(int(where.sum()), 1), dtype=np.float32)
