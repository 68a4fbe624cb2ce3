"""What lies behind the product: how even it is, and which pixels cannot be it."""

from __future__ import annotations

import numpy as np

from pdp_ai.imaging.arrays import Floats, Mask

#: Standard deviation of the background's colour, 0–1, up to which it counts as a plain wall, and from which no more.
_PLAIN, _UNEVEN = 0.04, 0.08
#: Difference from the wall's colour, 0–1, from which a pixel may be something else, and from which it is.
_OTHER, _CLEARLY_OTHER = 0.1, 0.2


def mean_around(values: Floats, where: Mask, part: float = 0.1) -> Floats:
    """Mean of H × W × 3 over the pixels of `where` within `part` of the picture; far from all of them, their mean."""
    from scipy import ndimage

    weight = where.astype(np.float32)[..., None]
    size = (round(max(values.shape) * part) | 1,) * 2 + (1,)
    total, weights = values * weight, weight
    for _ in range(2):
        total, weights = ndimage.uniform_filter(total, size), ndimage.uniform_filter(weights, size)
    fallback = (values * weight).sum(axis=(0, 1)) / max(float(weight.sum()), 1e-6)
    return np.where(weights > 1e-4, total / np.maximum(weights, 1e-4), fallback).astype(np.float32)


def unevenness(photo: Floats, background: Mask) -> Floats:
    """Standard deviation of the background's colour around each pixel, H × W."""
    variance = mean_around((photo - mean_around(photo, background)) ** 2, background).mean(axis=2)
    return np.asarray(np.sqrt(np.clip(variance, 0, None)), dtype=np.float32)


def unlike_plain_wall(photo: Floats, background: Mask) -> Floats:
    """How surely a pixel is not the plain wall behind it, nor that wall in shadow, H × W in 0–1; 0 where none is."""
    wall = mean_around(photo, background)
    other = np.clip((np.abs(photo - wall).max(axis=2) - _OTHER) / (_CLEARLY_OTHER - _OTHER), 0, 1)
    plain = np.clip((_UNEVEN - unevenness(photo, background)) / (_UNEVEN - _PLAIN), 0, 1)
    return np.asarray(other * plain * ~_is_wall(photo, wall), dtype=np.float32)


def shows_through_gaps(photo: Floats, guess: Floats, background: Mask) -> Mask:
    """Parts taken for product that have the colour of the plain wall around: gaps the network is too coarse for.

    Only where that wall is plain and vivid, and the product has a clearly different colour; else nothing.
    """
    from scipy import ndimage

    nothing = np.zeros_like(background)
    product = guess > 0.9
    if background.mean() < 0.1 or product.sum() < 100:
        return nothing
    wall = mean_around(photo, background)
    # White and grey walls are left alone: white parts of products are common, parts in a wall's vivid colour are not.
    vivid = float(np.median(np.ptp(wall[background], axis=1))) > 0.2
    distance = np.abs(photo - wall).max(axis=2)
    plain = np.percentile(distance[background], 90) < 0.10
    if not (vivid and plain and np.median(distance[product]) > 0.25):
        return nothing
    return np.asarray(ndimage.binary_opening((guess > 0.1) & _is_wall(photo, wall), np.ones((3, 3))), dtype=bool)


def _is_wall(photo: Floats, wall: Floats) -> Mask:
    """In its own shadow a wall keeps its mixture of red, green and blue and loses brightness."""
    light, wall_light = photo.sum(axis=2), np.maximum(wall.sum(axis=2), 0.05)
    mixture = np.abs(photo / np.maximum(light, 0.05)[..., None] - wall / wall_light[..., None]).max(axis=2)
    ratio = light / wall_light
    return np.asarray((mixture < 0.05) & (ratio > 0.3) & (ratio < 1.15), dtype=bool)
