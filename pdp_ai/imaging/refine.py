"""Sharpens a coarse cut-out against the photo: its edge follows the product and not the network's 320 pixels."""

from __future__ import annotations

import numpy as np
from PIL import Image

from pdp_ai.imaging.arrays import Bytes, Floats, Mask
from pdp_ai.imaging.matting import solve_band
from pdp_ai.imaging.surroundings import mean_around, shows_through_gaps, unevenness, unlike_plain_wall
from pdp_ai.imaging.whose_colour import whose_colour

#: Long side at which the matting equation is solved, in pixels: about a second on one core.
_SOLVE_SIDE = 640
#: Half width of the band of doubt along the coarse edge, as a part of the solving side.
_BAND = 0.012
#: What is seen of the photo beyond what the engine found, as a part of that.
_MARGIN = 0.12
#: Opacity from which the engine found anything at all; and beyond which it was sure of background and of product.
_FOUND, _BACKGROUND, _PRODUCT = 0.1, 0.1, 0.9
#: How much steeper the engine's edge is made: that it is blurred says nothing of the product.
_STEEPER = 2.5
#: Opacity up to which a colour of the room alone makes background of what the engine was unsure of, and from which not.
_ROOM, _KEPT = 0.6, 0.8
#: How firmly a doubtful pixel holds on to what was found: before a plain wall colour tells more, before a busy room
#: less, and nothing at all where the product has the colour of what is behind it.
_TRUST_PLAIN, _TRUST_BUSY, _TRUST_ALIKE = 0.004, 0.15, 0.6
#: And where the engine was sure, or colours were.
_TRUST_SURE = 0.1
#: Standard deviation of the background's colour, 0–1, that counts as busy.
_BUSY = 0.12
#: Difference between the colours on both sides of an edge, 0–1, below which they count as alike.
_ALIKE = 0.12
#: Opacities beyond these are taken for background and product: a veil over white looks like dirt.
_FLOOR, _CEILING = 0.08, 0.92
#: Part of a piece's own size along which the border cuts it through; and how large it must be beside the largest piece
#: to be another thing and no part of that one, like the end of a cable.
_CUT_THROUGH, _NEIGHBOUR = 0.3, 0.1


def refine_alpha(photo: Bytes, coarse: Bytes) -> Bytes:
    """Opacity at the photo's size. photo: H × W × 3; coarse and result: H × W, 0 background … 255 product.

    Only what was found and a little around it is worked on: a small product's edge deserves as many pixels.
    """
    alpha = np.zeros_like(coarse)
    window = _window(coarse)
    alpha[window] = _refined(np.ascontiguousarray(photo[window]), np.ascontiguousarray(coarse[window]))
    return _without_neighbours(alpha)


def _window(coarse: Bytes) -> tuple[slice, slice]:
    """Rows and columns around what was found."""
    found = coarse > 255 * _FOUND
    spans = [np.flatnonzero(found.any(axis=1)), np.flatnonzero(found.any(axis=0))]
    margin = round(_MARGIN * max(span[-1] - span[0] for span in spans)) + 8
    rows, columns = (slice(max(int(span[0]) - margin, 0), int(span[-1]) + margin + 1) for span in spans)
    return rows, columns


def _refined(photo: Bytes, coarse: Bytes) -> Bytes:
    height, width = coarse.shape
    scale = min(1.0, _SOLVE_SIDE / max(height, width))
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    small_photo = _resize(photo, size)
    alpha = _solve(small_photo, _resize(coarse, size))
    full = _follow_photo(photo, small_photo, alpha) if scale < 1 else alpha
    stretched = np.clip((full - _FLOOR) / (_CEILING - _FLOOR), 0, 1)
    return np.round(_drop_specks(stretched) * 255).astype(np.uint8)


def _without_neighbours(alpha: Bytes) -> Bytes:
    """Without the pieces that the photo's border cuts through, where the largest piece stands whole beside them.

    Somebody chose what the photo shows whole; what is half in it happened to lie there.
    """
    from scipy import ndimage

    labels, count = ndimage.label(alpha > 255 * 0.02, np.ones((3, 3)))
    if count < 2:
        return alpha
    sizes = ndimage.sum_labels(alpha, labels, np.arange(count + 1))
    cut = np.array([0.0, *(_cut_through(labels == piece) for piece in range(1, count + 1))])
    largest = int(sizes[1:].argmax()) + 1
    neighbours = (cut > _CUT_THROUGH) & (sizes > _NEIGHBOUR * sizes[largest]) & (np.arange(count + 1) != largest)
    return alpha if cut[largest] > _CUT_THROUGH else np.where(neighbours[labels], 0, alpha).astype(np.uint8)


def _cut_through(piece: Mask) -> float:
    """The longest stretch of the border that the piece touches, as a part of its own size in that direction."""
    across, down = piece.any(axis=0).sum(), piece.any(axis=1).sum()
    sides = ((piece[:, 0], down), (piece[:, -1], down), (piece[0], across), (piece[-1], across))
    return max(float(side.sum() / extent) for side, extent in sides)


def _resize(pixels: Bytes, size: tuple[int, int]) -> Floats:
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BOX), dtype=np.float32) / 255


def _solve(photo: Floats, guess: Floats) -> Floats:
    """Sure product and sure background are kept; the band between them is solved."""
    from scipy import ndimage

    radius = max(2, round(max(guess.shape) * _BAND))
    disc = np.hypot(*np.ogrid[-radius : radius + 1, -radius : radius + 1]) <= radius
    background = ndimage.binary_erosion(guess < _BACKGROUND, disc, border_value=1)
    guess = np.where(shows_through_gaps(photo, guess, background), 0, guess).astype(np.float32)
    product = ndimage.binary_erosion(guess > _PRODUCT, disc, border_value=1)
    background = ndimage.binary_erosion(guess < _BACKGROUND, disc, border_value=1)
    band = ~(product | background)
    opinion, certainty = _told_by_colour(photo, guess, product, background)
    known = np.where(product, 1, np.where(background, 0, opinion)).astype(np.float32)
    return solve_band(photo, known, band, _trust(photo, guess, background) + _TRUST_SURE * certainty)


def _told_by_colour(photo: Floats, guess: Floats, product: Mask, background: Mask) -> tuple[Floats, Floats]:
    """What to think of each pixel, 0–1, and how sure its colour makes that where the engine was not, 0–1."""
    from scipy import ndimage

    whose = whose_colour(photo, product, background)
    # Where neither has the colour: narrower than this it is the mixture along an edge of something in the room.
    others = ndimage.grey_opening(unlike_plain_wall(photo, background) * (whose > -0.2), (5, 5))
    unsure = (guess > _BACKGROUND) & (guess < _PRODUCT)
    products = np.maximum(whose, others).clip(0, 1) * unsure
    rooms = (-whose).clip(0, 1) * np.clip((_KEPT - guess) / (_KEPT - _ROOM), 0, 1) * unsure
    steep = np.clip((guess - 0.5) * _STEEPER + 0.5, 0, 1)
    opinion = np.where(rooms > 0, steep * (1 - rooms), np.maximum(steep, products))
    return opinion.astype(np.float32), np.maximum(products, rooms).astype(np.float32)


def _trust(photo: Floats, guess: Floats, background: Mask) -> Floats:
    """How firmly each pixel holds on to what the engine found, H × W."""
    busy = np.clip(unevenness(photo, background) / _BUSY, 0, 1)
    sides = [mean_around(photo, side, 0.04) for side in (guess > 0.75, guess < _BACKGROUND)]
    alike = 1 - np.clip(np.abs(sides[0] - sides[1]).max(axis=2) / _ALIKE, 0, 1)
    sure = np.clip((np.abs(2 * guess - 1) - 0.8) / 0.2, 0, 1)
    trust = _TRUST_PLAIN + (_TRUST_BUSY - _TRUST_PLAIN) * busy + _TRUST_ALIKE * alike + _TRUST_SURE * sure
    return np.asarray(trust, dtype=np.float32)


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
