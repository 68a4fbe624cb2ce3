"""Sharpens a coarse cut-out against the photo: its edge follows the product and not the network's 320 pixels."""

from __future__ import annotations

import numpy as np
from PIL import Image

from pdp_ai.imaging.arrays import Bytes, Floats, Mask
from pdp_ai.imaging.matting import solve_band

#: Long side at which the matting equation is solved, in pixels: about a second on one core.
_SOLVE_SIDE = 640
#: Half width of the band of doubt along the coarse edge, as a part of the solving side.
_BAND = 0.012
#: How firmly a doubtful pixel holds on to the network's opinion: before a plain wall colour tells more, before a busy
#: room less.
_TRUST_PLAIN, _TRUST_BUSY = 0.004, 0.15
#: Standard deviation of the background's colour, 0–1, that counts as busy.
_BUSY = 0.12
#: Opacities beyond these are taken for background and product: a veil over white looks like dirt.
_FLOOR, _CEILING = 0.08, 0.92


def refine_alpha(photo: Bytes, coarse: Bytes) -> Bytes:
    """Opacity at the photo's size. photo: H × W × 3; coarse and result: H × W, 0 background … 255 product."""
    height, width = coarse.shape
    scale = min(1.0, _SOLVE_SIDE / max(height, width))
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    small_photo = _resize(photo, size)
    guess = _resize(coarse, size)
    alpha = _solve(small_photo, guess)
    full = _follow_photo(photo, small_photo, alpha) if scale < 1 else alpha
    stretched = np.clip((full - _FLOOR) / (_CEILING - _FLOOR), 0, 1)
    return np.round(_drop_specks(stretched) * 255).astype(np.uint8)


def _resize(pixels: Bytes, size: tuple[int, int]) -> Floats:
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BOX), dtype=np.float32) / 255


def _solve(photo: Floats, guess: Floats) -> Floats:
    """Sure product and sure background are kept; the band between them is solved."""
    from scipy import ndimage

    radius = max(2, round(max(guess.shape) * _BAND))
    disc = np.hypot(*np.ogrid[-radius : radius + 1, -radius : radius + 1]) <= radius
    background = ndimage.binary_erosion(guess < 0.1, disc, border_value=1)
    guess = np.where(_shows_plain_background(photo, guess, background), 0, guess).astype(np.float32)
    product = ndimage.binary_erosion(guess > 0.9, disc, border_value=1)
    background = ndimage.binary_erosion(guess < 0.1, disc, border_value=1)
    band = ~(product | background)
    known = np.where(product, 1, np.where(background, 0, guess)).astype(np.float32)
    busy = np.clip(_unevenness(photo, background) / _BUSY, 0, 1)
    return solve_band(photo, known, band, (_TRUST_PLAIN + (_TRUST_BUSY - _TRUST_PLAIN) * busy).astype(np.float32))


def _unevenness(photo: Floats, background: Mask) -> Floats:
    """Standard deviation of the background's colour around each pixel, H × W."""
    weight = background.astype(np.float32)[..., None]
    mean = _mean_around(photo, weight)
    variance = _mean_around((photo - mean) ** 2, weight).mean(axis=2)
    return np.asarray(np.sqrt(np.clip(variance, 0, None)), dtype=np.float32)


def _shows_plain_background(photo: Floats, guess: Floats, background: Mask) -> Mask:
    """Parts taken for product that have the colour of the plain wall around: gaps the network is too coarse for.

    Only where that wall is plain and vivid, and the product has a clearly different colour; else nothing.
    """
    from scipy import ndimage

    nothing = np.zeros_like(background)
    product = guess > 0.9
    if background.mean() < 0.1 or product.sum() < 100:
        return nothing
    wall = _mean_around(photo, background.astype(np.float32)[..., None])
    # White and grey walls are left alone: white parts of products are common, parts in a wall's vivid colour are not.
    vivid = float(np.median(np.ptp(wall[background], axis=1))) > 0.2
    distance = np.abs(photo - wall).max(axis=2)
    plain = np.percentile(distance[background], 90) < 0.10
    if not (vivid and plain and np.median(distance[product]) > 0.25):
        return nothing
    # In its own shadow a wall keeps its mixture of red, green and blue and loses brightness.
    light, wall_light = photo.sum(axis=2), wall.sum(axis=2)
    mixture = np.abs(photo / np.maximum(light, 0.05)[..., None] - wall / wall_light[..., None]).max(axis=2)
    ratio = light / wall_light
    same = (mixture < 0.05) & (ratio > 0.3) & (ratio < 1.15)
    return np.asarray(ndimage.binary_opening((guess > 0.1) & same, np.ones((3, 3))), dtype=bool)


def _mean_around(values: Floats, weight: Floats) -> Floats:
    """Weighted mean of H × W × 3 within a tenth of the picture. weight: H × W × 1."""
    from scipy import ndimage

    size = (max(values.shape) // 10 | 1,) * 2 + (1,)
    total, weights = values * weight, weight
    for _ in range(2):
        total, weights = ndimage.uniform_filter(total, size), ndimage.uniform_filter(weights, size)
    fallback = (values * weight).sum(axis=(0, 1)) / max(float(weight.sum()), 1e-6)
    return np.where(weights > 1e-4, total / np.maximum(weights, 1e-4), fallback).astype(np.float32)


def _follow_photo(photo: Bytes, small_photo: Floats, alpha: Floats) -> Floats:
    """`alpha` at the photo's size by the fast guided filter with a colour guide (He, Sun, 2015).

    Within each small window alpha is a linear function of colour; the functions are enlarged, not the alpha.
    """
    from scipy import ndimage

    def mean(values: Floats) -> Floats:
        return np.asarray(ndimage.uniform_filter(values, size=(5, 5) + (1,) * (values.ndim - 2)), dtype=np.float32)

    centre = mean(small_photo)
    products = small_photo[..., :, None] * small_photo[..., None, :]
    covariance = mean(products.reshape(*alpha.shape, 9)).reshape(*alpha.shape, 3, 3)
    covariance -= centre[..., :, None] * centre[..., None, :]
    joint = mean(small_photo * alpha[..., None]) - centre * mean(alpha)[..., None]
    slope = np.linalg.solve(covariance + np.eye(3, dtype=np.float32) * 1e-4, joint[..., None])[..., 0]
    offset = mean(alpha) - (slope * centre).sum(axis=-1)
    size = (photo.shape[1], photo.shape[0])
    line = np.dstack([mean(slope.astype(np.float32)), mean(offset.astype(np.float32))])
    full = [
        np.asarray(Image.fromarray(np.ascontiguousarray(line[..., c])).resize(size, Image.Resampling.BILINEAR))
        for c in range(4)
    ]
    guide = photo.astype(np.float32) / 255
    followed = full[0] * guide[..., 0] + full[1] * guide[..., 1] + full[2] * guide[..., 2] + full[3]
    # Far from the edge the small solution is exact and the line is not: noise there must not pit the product.
    enlarged = np.asarray(Image.fromarray(alpha).resize(size, Image.Resampling.BICUBIC))
    spread = ndimage.maximum_filter(alpha, 5) - ndimage.minimum_filter(alpha, 5)
    near = np.asarray(Image.fromarray(spread).resize(size, Image.Resampling.BILINEAR))
    return np.where(near > 0.1, followed, enlarged).astype(np.float32)


def _drop_specks(alpha: Floats) -> Floats:
    """Without the crumbs: pieces smaller than 0.5 % of the largest, which are dust or background."""
    from scipy import ndimage

    labels, count = ndimage.label(alpha > 0.02, np.ones((3, 3)))
    if count < 2:
        return alpha
    weights = ndimage.sum_labels(alpha, labels, np.arange(count + 1))
    keep = weights >= 0.005 * weights[1:].max()
    return np.where(keep[labels], alpha, 0).astype(np.float32)
