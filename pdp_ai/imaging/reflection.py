"""What a polished floor mirrors of the product that stands on it."""

from __future__ import annotations

import numpy as np

from pdp_ai.imaging.arrays import Bytes, Floats
from pdp_ai.imaging.place import Placement

#: Depth to which the reflection can be seen, as a part of the product's height.
_DEPTH = 0.22


def mirrored_below(
    backdrop: Floats, product: Bytes, opacity: Bytes, placement: Placement, *, strength: float
) -> Floats:
    """The backdrop with the product upside down at its foot, fading with depth.

    backdrop: H × W × 3 in 0–1. product, opacity: the placed patch. strength: part of the light mirrored at the foot.
    """
    from scipy import ndimage

    foot = placement.top + placement.height
    depth = min(round(_DEPTH * placement.height), placement.canvas[1] - foot)
    if depth < 2:
        return backdrop
    fade = (1 - (np.arange(depth, dtype=np.float32) + 0.5) / depth)[:, None] ** 1.5
    share = opacity[::-1][:depth].astype(np.float32) / 255 * fade * strength
    colours = product[::-1][:depth].astype(np.float32) / 255
    # A floor is never a mirror: blurred, and the more so sideways.
    blur = 0.004 * max(placement.canvas)
    share = ndimage.gaussian_filter(share, (blur, 0.6 * blur))[..., None]
    colours = ndimage.gaussian_filter(colours, (blur, 0.6 * blur, 0))
    rows, columns = slice(foot, foot + depth), slice(placement.left, placement.left + placement.width)
    glossy = backdrop.copy()
    glossy[rows, columns] = backdrop[rows, columns] * (1 - share) + colours * share
    return glossy
