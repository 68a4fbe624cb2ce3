"""Finds parts of a cut-out that are the room and not the product: a chair's open back, a gap between two shoes."""

from __future__ import annotations

import numpy as np
from PIL import Image

from pdp_ai.imaging.arrays import Bytes
from pdp_ai.imaging.whose_colour import colour_bins, histogram

#: Long side at which colours are compared, in pixels.
_SIDE = 320
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
    colours = colour_bins(np.asarray(Image.fromarray(photo).resize(size, Image.Resampling.BOX)))
    product, room = histogram(colours, solid)[colours], histogram(colours, near)[colours]
    rooms = (room > _RATIO * product) & (room > _COMMON) & ndimage.binary_erosion(solid, iterations=2)
    labels, count = ndimage.label(ndimage.binary_opening(rooms, iterations=2))
    largest = int(np.bincount(labels.ravel())[1:].max()) if count else 0
    return round(largest / int(solid.sum()), 4)
