"""Finds parts of a cut-out that are the room and not the product: a chair's open back, a basket's meshes."""

from __future__ import annotations

import numpy as np
from PIL import Image

from pdp_ai.imaging.arrays import Bytes
from pdp_ai.imaging.whose_colour import colour_bins, histogram

#: How much of its surroundings the product is compared with, as a part of its longer side.
_AROUND = 0.35
#: Long side at which colours are compared, in pixels.
_SIDE = 320
#: A colour this many times as common around the product as in it belongs to the room.
_RATIO = 3.0
#: A colour rarer than this in the room says nothing.
_COMMON = 2e-4


def showing_through(photo: Bytes, alpha: Bytes) -> float:
    """The part of the product that has its surroundings' colours.

    photo: H × W × 3; alpha: H × W. Colours are judged by their histograms inside and near the outline; the outline
    itself, where both mix, is left out, and so is what is only a pixel or two wide.
    """
    from scipy import ndimage

    box = _box_around(alpha)
    photo, alpha = photo[box], alpha[box]
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
    return round(float(ndimage.binary_opening(rooms).sum() / solid.sum()), 4)


def _box_around(alpha: Bytes) -> tuple[slice, slice]:
    """Rows and columns of the product and of what is near it; everything where there is no product.

    So a small product's gaps are looked at as closely as a large one's.
    """
    rows, columns = np.flatnonzero((alpha > 200).any(axis=1)), np.flatnonzero((alpha > 200).any(axis=0))
    if not rows.size:
        return np.s_[:, :]
    around = round(_AROUND * max(np.ptp(rows), np.ptp(columns))) + 8
    return (
        slice(max(int(rows[0]) - around, 0), int(rows[-1]) + around + 1),
        slice(max(int(columns[0]) - around, 0), int(columns[-1]) + around + 1),
    )
