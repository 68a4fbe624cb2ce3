"""Takes the old background's colour out of half-transparent edge pixels, so that no halo comes along."""

from __future__ import annotations

import numpy as np

from pdp_ai.imaging.arrays import Bytes, Floats

#: Window radii of the two passes, in pixels: colours from afar first, then from close by.
_RADII = (45, 5)


def edge_colours(photo: Bytes, alpha: Bytes) -> Bytes:
    """The photo with the product's own colour at every half-transparent pixel; opaque pixels are returned as they are.

    photo: H × W × 3; alpha: H × W. "Fast multi-level blur fusion" (Forte, 2021): the mean product colour around a
    pixel, corrected by what the pixel itself shows.
    """
    image = photo.astype(np.float32) / 255
    opacity = (alpha.astype(np.float32) / 255)[..., None]
    product: Floats = image
    background: Floats = image
    for radius in _RADII:
        product, background = _fuse(image, opacity, product, background, radius)
    colours = np.round(product * 255).astype(np.uint8)
    return np.where((alpha == 255)[..., None], photo, colours)


def _fuse(image: Floats, opacity: Floats, product: Floats, background: Floats, radius: int) -> tuple[Floats, Floats]:
    near_product = _window_mean(product, opacity, radius)
    near_background = _window_mean(background, 1 - opacity, radius)
    residue = image - opacity * near_product - (1 - opacity) * near_background
    return np.clip(near_product + opacity * residue, 0, 1), near_background


def _window_mean(colours: Floats, weight: Floats, radius: int) -> Floats:
    """Weighted mean of `colours` over a square window."""
    from scipy import ndimage

    size = (2 * radius + 1, 2 * radius + 1, 1)
    total = ndimage.uniform_filter(colours * weight, size)
    return np.asarray(total / np.maximum(ndimage.uniform_filter(weight, size), 1e-5), dtype=np.float32)
