"""Brings the surroundings into the product's light: its warmth and its brightness, as far as that looks natural."""

from __future__ import annotations

import numpy as np

from pdp_ai.imaging.arrays import Bytes, Floats
from pdp_ai.imaging.colour import to_oklab

#: How far each channel, and the brightness, may be moved.
_TINT, _EXPOSURE = (0.88, 1.14), (0.75, 1.30)
#: Part of the difference in tint that is taken away: all of it would make every place look like the old one.
_SHARE = 0.5
#: Pixels less colourful than this (OKLab chroma) tell the colour of the light.
_GREYISH = 0.05
#: How suddenly a bright place begins to shine: at 5, half-way to white nearly nothing is kept.
_SHINE = 5


def match_light(backdrop: Floats, photo: Bytes, alpha: Bytes) -> Floats:
    """backdrop, result: H × W × 3 in 0–1. photo, alpha: the whole photo, and where its product is.

    The light's tint is read from the product's greyish pixels (grey-world, Buchsbaum 1980), its brightness from the
    product's highlights.
    """
    step = max(1, max(alpha.shape) // 256)
    product = photo[::step, ::step][alpha[::step, ::step] > 200]
    around = np.round(backdrop[::step, ::step].reshape(-1, 3) * 255).astype(np.uint8)
    if not len(product):
        return backdrop
    exposure, tinted = _exposure(product, around), backdrop * _tint(product, around)
    # What shines goes on shining when the rest is darkened: a grey sky would look like paper.
    kept = max(0.0, 1 - exposure) * tinted**_SHINE
    return np.asarray(np.clip(tinted * exposure + kept, 0, 1), dtype=np.float32)


def _tint(product: Bytes, around: Bytes) -> Floats:
    """A gain for each channel that leaves the brightness as it is."""
    wanted, given = _light_colour(product), _light_colour(around)
    if wanted is None or given is None:
        return np.ones(3, dtype=np.float32)
    gains = np.clip((wanted / given) ** _SHARE, *_TINT)
    return np.asarray(gains / gains.mean(), dtype=np.float32)


def _light_colour(pixels: Bytes) -> Floats | None:
    """Red, green and blue of the light, adding up to 3; None where too little is grey."""
    lab = to_oklab(pixels)
    greyish = (np.hypot(lab[:, 1], lab[:, 2]) < _GREYISH) & (lab[:, 0] > 0.3) & (lab[:, 0] < 0.97)
    if greyish.mean() < 0.05:
        return None
    mean = pixels[greyish].astype(np.float32).mean(axis=0)
    return np.asarray(mean / mean.mean(), dtype=np.float32)


def _exposure(product: Bytes, around: Bytes) -> float:
    """Moves the surroundings' highlights half-way to the product's."""
    highlights = [float(np.percentile(pixels.mean(axis=1), 95)) for pixels in (product, around)]
    return float(np.clip((highlights[0] / max(highlights[1], 1)) ** _SHARE, *_EXPOSURE))
