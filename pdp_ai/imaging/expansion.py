"""Looks for more product in a finished picture than was placed there: a painted-on handle, a second vase."""

from __future__ import annotations

import numpy as np
from PIL import Image

from pdp_ai.imaging.arrays import Bytes, Mask

#: Long side at which both outlines are compared, in pixels.
_SIDE = 320
#: Distance from the placed outline that a coarse network's outline may keep, as a part of the long side.
_SLACK = 0.03


def measure_expansion(seen: Bytes, placed: Bytes) -> dict[str, float]:
    """As parts of the product's area: what goes on from it, and the largest thing that stands apart.

    seen: the opacity found in the finished picture; placed: that of the product put there. Both H × W.
    """
    from scipy import ndimage

    scale = _SIDE / max(placed.shape)
    size = (max(8, round(placed.shape[1] * scale)), max(8, round(placed.shape[0] * scale)))
    found, product = _solid(seen, size), _solid(placed, size)
    slack = max(2, round(_SLACK * _SIDE))
    near = ndimage.binary_dilation(product, iterations=slack)
    labels, count = ndimage.label(found & ~near)
    sizes = np.bincount(labels.ravel(), minlength=count + 1)[1:]
    beside = np.unique(labels[ndimage.binary_dilation(near, iterations=2)])
    touching = np.isin(np.arange(1, count + 1), beside)
    area = max(int(product.sum()), 1)
    return {
        "expansion": round(float(sizes[touching].sum()) / area, 4),
        "second_product": round(float(sizes[~touching].max(initial=0)) / area, 4),
    }


def _solid(opacity: Bytes, size: tuple[int, int]) -> Mask:
    return np.asarray(Image.fromarray(opacity).resize(size, Image.Resampling.BOX)) > 127
