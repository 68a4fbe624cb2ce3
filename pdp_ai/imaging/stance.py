"""How the product stands in its photo; decides where it may be placed and which shadow it throws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from pdp_ai.imaging.arrays import Bytes

#: A side counts as touched when the product covers at least this part of it.
_TOUCH = 0.008
#: The foot of a product reaches up to this part of its height: seen from above, its back edge is higher than its front.
_FOOT = 0.06


@dataclass(frozen=True, slots=True)
class Stance:
    #: ``standing`` on a floor, ``lying`` as seen from above, ``hanging`` from the top edge, ``cropped`` at the bottom.
    kind: Literal["standing", "lying", "hanging", "cropped"]
    #: Sides of the photo that cut the product off.
    left: bool = False
    top: bool = False
    right: bool = False
    bottom: bool = False


def find_stance(alpha: Bytes) -> Stance:
    """Reads the outline: what the photo's edge cuts, and whether the product would stand on its lowest points.

    alpha: H × W. A thing stands if its centre of mass lies above its foot; a rotated one, photographed from above,
    rests on a corner and would tip over.
    """
    solid = alpha > 127
    sides = {
        "left": bool(solid[:, :2].any(axis=1).mean() > _TOUCH),
        "right": bool(solid[:, -2:].any(axis=1).mean() > _TOUCH),
        "top": bool(solid[:2].any(axis=0).mean() > _TOUCH),
        "bottom": bool(solid[-2:].any(axis=0).mean() > _TOUCH),
    }
    if sides["bottom"]:
        return Stance("cropped", **sides)
    if sides["top"]:
        return Stance("hanging", **sides)
    return Stance("standing" if _balances(alpha) and _all_reach_down(alpha) else "lying", **sides)


def _balances(alpha: Bytes) -> bool:
    rows, columns = np.nonzero(alpha > 127)
    if not len(rows):
        return True
    height = rows.max() - rows.min() + 1
    width = columns.max() - columns.min() + 1
    foot = columns[rows > rows.max() - _FOOT * height]
    slack = 0.06 * width
    return bool(foot.min() - slack <= columns.mean() <= foot.max() + slack)


def _all_reach_down(alpha: Bytes) -> bool:
    """Whether every piece ends near the floor: things spread out over a picture were photographed from above."""
    from scipy import ndimage

    labels, count = ndimage.label(alpha[::4, ::4] > 127)
    if count < 2:
        return True
    sizes = np.bincount(labels.ravel())[1:]
    boxes = [box for box, size in zip(ndimage.find_objects(labels), sizes, strict=True) if size > 0.04 * sizes.sum()]
    bottom = max(box[0].stop for box in boxes)
    top = min(box[0].start for box in boxes)
    return all(box[0].stop > bottom - 0.35 * (bottom - top) for box in boxes)
