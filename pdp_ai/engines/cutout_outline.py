"""Asks a promptable network for the outline of what saliency networks found: they tell what, it tells where it ends.

Saliency takes a hard shadow along, or the floor between two shoes, and loses a table's third leg. A network of the
Segment Anything family, shown the photo and a box, follows edges at 1024 pixels; but it outlines whatever is in the
box. So its answer counts only where it is sure, and where it is about the same thing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PIL import Image

#: Channel means and deviations, in 8-bit steps, and the square's side, as Segment Anything was trained.
_MEAN = (123.675, 116.28, 103.53)
_DEVIATION = (58.395, 57.12, 57.375)
_SIDE = 1024
#: A picture, 1 × 3 × side × side, and a box, 1 × 4 in its pixels, to masks, 1 × 3 × h × w, and scores, 1 × 3.
Outline = Callable[[Any, Any], tuple[Any, Any]]

#: Opacity that marks what was found.
_FOUND = 0.5
#: How sure the network must be of its outline, and how much of both must overlap, for it to count.
_SURE, _SAME_THING = 0.95, 0.6
#: Weight of the network's own estimate beside the overlap when one of its three answers is chosen.
_ESTIMATE = 0.5
#: Steepness of its answer: what is sure on one side of an edge must not be grey.
_STEEPNESS = 4.0
#: Opacity from which something thin was seen, its width as a part of the long side, and how many times that width it
#: must stand out: laces and cords, which are too thin for outlines.
_STRAND, _WIDTH, _STANDS_OUT = 0.25, 0.012, 2.0
#: Opacity that what the outline leaves out keeps at most: background, but told apart from what nobody saw.
_LEFT_OUT = 0.09


def follow_outline(photo: Image.Image, opacity: Any, outline: Outline) -> tuple[Any, float]:
    """The opacity, H × W in 0–1, with the network's outline where it can be trusted, else as it was; and the overlap.

    That is the part of both that the outline and what was found have in common, 0–1.
    """
    import numpy as np

    found = opacity > _FOUND
    if not found.any():
        return opacity, 0.0
    height, width = found.shape
    scale = _SIDE / max(found.shape)
    inner = (round(width * scale), round(height * scale))
    masks, scores = outline(_tensor(photo, inner), np.array([_box(found)], dtype=np.float32) * scale)
    answers = [_enlarged(mask, inner, (width, height)) for mask in masks[0]]
    overlaps = np.array([((each > 0) & found).sum() / ((each > 0) | found).sum() for each in answers])
    best = int(np.argmax(overlaps + _ESTIMATE * scores[0]))
    overlap = float(overlaps[best])
    if scores[0][best] < _SURE or overlap < _SAME_THING:
        return opacity, overlap
    inside = 1 / (1 + np.exp(-_STEEPNESS * np.clip(answers[best], -10, 10)))
    strands = _strands(opacity, inside > 0.5)
    settled = np.maximum(np.maximum(inside, opacity * strands), np.minimum(opacity, _LEFT_OUT))
    return settled.astype(np.float32), overlap


def _tensor(photo: Image.Image, inner: tuple[int, int]) -> Any:
    """The photo in its proportions at the top left of the square, the rest empty."""
    import numpy as np

    square = np.zeros((_SIDE, _SIDE, 3), dtype=np.float32)
    square[: inner[1], : inner[0]] = (np.asarray(photo.resize(inner), dtype=np.float32) - _MEAN) / _DEVIATION
    return square.transpose(2, 0, 1)[None]


def _box(found: Any) -> tuple[float, float, float, float]:
    """left, top, right, bottom."""
    import numpy as np

    rows, columns = np.flatnonzero(found.any(axis=1)), np.flatnonzero(found.any(axis=0))
    return float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1)


def _enlarged(mask: Any, inner: tuple[int, int], size: tuple[int, int]) -> Any:
    """A mask of the square to the photo's part of it."""
    import numpy as np

    part = mask.shape[-1] / _SIDE
    box = (0, 0, inner[0] * part, inner[1] * part)
    return np.asarray(Image.fromarray(np.float32(mask)).resize(size, Image.Resampling.BILINEAR, box=box))


def _strands(opacity: Any, inside: Any) -> Any:
    """Thin things that were seen and stand out of the outline, H × W."""
    import numpy as np
    from scipy import ndimage

    radius = max(2, round(max(inside.shape) * _WIDTH))
    disc = np.hypot(*np.ogrid[-radius : radius + 1, -radius : radius + 1]) <= radius
    seen = opacity > _STRAND
    thin = seen & ~ndimage.binary_opening(seen, disc) & ~inside
    labels, count = ndimage.label(thin, np.ones((3, 3)))
    if not count:
        return thin
    reach = ndimage.maximum(ndimage.distance_transform_edt(~inside), labels, np.arange(count + 1))
    return thin & (reach > _STANDS_OUT * radius)[labels]
