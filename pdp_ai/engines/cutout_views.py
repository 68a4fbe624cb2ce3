"""Shows a photo to small networks in several ways and takes what at least half of their looks say.

A network of 320 pixels misses a chair's open back, or a pale table, by chance: mirrored, with its proportions kept, or
from closer by, it answers otherwise, and so does another network. Where the answers differ the result is grey, so that
doubt can be measured.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PIL import Image, ImageOps

#: A square picture of any size to its saliency, a NumPy array in 0–1 of the network's own size.
See = Callable[[Image.Image], Any]
#: Long side of the answer, in pixels.
_SIDE = 640
#: Saliency that marks what is worth going closer to, and how much is taken around it.
_SEEN, _MARGIN = 0.3, 0.12
#: Part of the looks that may miss what is taken for product all the same: parts are missed more often than made up.
_MISSED_BY = 0.6
#: How much of the answer tells how many agreed; the rest is the vote's.
_DOUBT = 0.3
#: Part of the photo beyond which going closer shows nothing new.
_FILLS = 0.8
#: Part of the photo below which nothing was seen, so that the photo is brightened and shown once more.
_NOTHING = 0.01


def look_closely(photo: Image.Image, networks: Sequence[See]) -> Any:
    """The opacity, 0–1, H × W at the photo's proportions, at most `_SIDE` on the long side."""
    import numpy as np

    small = photo.copy()
    small.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    # What a network was trained for is a photo squeezed into its square: that look counts twice.
    votes = [_fitted(see(small), small.size) for see in networks] * 2
    for see in networks:
        votes += [_fitted(see(ImageOps.mirror(small)), small.size)[:, ::-1], _in_proportion(small, see)]
    box = _seen_box(np.mean(votes[len(networks) :], axis=0))
    if box is not None:
        votes += [_from_closer(photo, small.size, box, see) for see in networks]
    opacity = (1 - _DOUBT) * np.quantile(votes, _MISSED_BY, axis=0) + _DOUBT * np.mean(votes, axis=0)
    if (opacity > 0.5).mean() < _NOTHING:
        brighter = ImageOps.autocontrast(small, cutoff=1).point(lambda level: round(255 * (level / 255) ** 0.6))
        return np.max([_fitted(see(brighter), small.size) for see in networks], axis=0)
    return opacity


def _fitted(saliency: Any, size: tuple[int, int]) -> Any:
    import numpy as np

    return np.asarray(Image.fromarray(saliency.astype(np.float32)).resize(size, Image.Resampling.BICUBIC)).clip(0, 1)


def _in_proportion(photo: Image.Image, see: See) -> Any:
    """Made square by repeating its edges instead of by squeezing it."""
    import numpy as np

    side = max(photo.size)
    left, top = (side - photo.width) // 2, (side - photo.height) // 2
    grow = ((top, side - photo.height - top), (left, side - photo.width - left), (0, 0))
    saliency = _fitted(see(Image.fromarray(np.pad(np.asarray(photo), grow, mode="edge"))), (side, side))
    return saliency[top : top + photo.height, left : left + photo.width]


def _seen_box(saliency: Any) -> tuple[int, int, int, int] | None:
    """left, top, right, bottom around what was seen; None where that is nothing, or nearly everything."""
    import numpy as np

    height, width = saliency.shape
    seen = saliency > _SEEN
    if not seen.any():
        return None
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    across, down = _MARGIN * (columns[-1] - columns[0]) + 8, _MARGIN * (rows[-1] - rows[0]) + 8
    left, right = max(int(columns[0] - across), 0), min(int(columns[-1] + across) + 1, width)
    top, bottom = max(int(rows[0] - down), 0), min(int(rows[-1] + down) + 1, height)
    fills = (right - left) * (bottom - top) > _FILLS * width * height
    return None if fills else (left, top, right, bottom)


def _from_closer(photo: Image.Image, size: tuple[int, int], box: tuple[int, int, int, int], see: See) -> Any:
    """What is in the box, seen at the photo's own resolution; nothing outside."""
    import numpy as np

    scale = photo.width / size[0], photo.height / size[1]
    crop = photo.crop(
        (round(box[0] * scale[0]), round(box[1] * scale[1]), round(box[2] * scale[0]), round(box[3] * scale[1]))
    )
    opacity = np.zeros((size[1], size[0]), dtype=np.float32)
    opacity[box[1] : box[3], box[0] : box[2]] = _fitted(see(crop), (box[2] - box[0], box[3] - box[1]))
    return opacity
