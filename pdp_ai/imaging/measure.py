"""Measures a finished picture and its cut-out. Plain numbers: quality checks judge them, the draft stores them."""

from __future__ import annotations

import numpy as np

from pdp_ai.imaging.arrays import Bytes, Mask, decode_rgb
from pdp_ai.imaging.place import Placement, placed_pixels
from pdp_ai.imaging.showing_through import showing_through
from pdp_ai.imaging.surroundings import shows_through_gaps, unlike_plain_wall
from pdp_ai.imaging.whose_colour import whose_colour

#: Long side at which a cut-out's shape is measured, in pixels.
_SHAPE_SIDE = 640
#: Opacity from which the engine was sure of the product: less than half of its looks against it.
_SURE = 222
#: Opacities between which only some of its looks saw product.
_GLIMPSED, _MOSTLY_SEEN = 26, 200
#: And from which up to that some did, and its outline leaves it out all the same; what they mostly saw and is not
#: kept lies beside the product.
_LEFT_OUT = 20


def measure_untouched(content: bytes, photo: Bytes, alpha: Bytes, placement: Placement) -> dict[str, float]:
    """How far the decoded file differs from the photo where the product is: 0 means not one bit.

    Compared with the photo placed anew, so that nothing the compositing did is taken on trust. Differences are in
    8-bit steps. The band of half-transparent pixels and their neighbours is reported apart, as ``edge_…``.
    """
    from scipy import ndimage

    rows, columns = placement.window
    shown = decode_rgb(content)[rows, columns].astype(np.int16)
    placed = placed_pixels(photo, placement).astype(np.int16)
    opacity = placed_pixels(alpha, placement)
    difference = np.abs(shown - placed).max(axis=2)
    inside = ndimage.binary_erosion(opacity == 255, np.ones((3, 3)), border_value=1)
    edge = (opacity > 0) & ~inside
    product = max(int((opacity > 127).sum()), 1)
    return {
        "untouched_max": _max(difference[inside]),
        "untouched_mean": _mean(difference[inside]),
        # Part of the product that the two numbers above speak for.
        "untouched_share": round(float(inside.sum()) / product, 4),
        "edge_max": _max(difference[edge]),
        "edge_mean": _mean(difference[edge]),
        "scale": round(placement.scale, 4),
        # The product's part of the picture, along the side of which it fills more.
        "fill": round(placement.fill, 4),
        # Its box in the picture, in pixels.
        "product_left": float(placement.left),
        "product_top": float(placement.top),
        "product_right": float(placement.left + placement.width),
        "product_bottom": float(placement.top + placement.height),
    }


def measure_cutout(photo: Bytes, alpha: Bytes, coarse: Bytes) -> dict[str, float]:
    """How clean a cut-out is. photo: H × W × 3; alpha: the refined and coarse: the engine's H × W opacity."""
    from scipy import ndimage

    step = max(1, round(max(alpha.shape) / _SHAPE_SIDE))
    small, near = alpha[::step, ::step], photo[::step, ::step]
    solid = small > 127
    product = max(int(solid.sum()), 1)
    labels, _ = ndimage.label(solid, np.ones((3, 3)))
    sizes = np.bincount(labels.ravel())[1:]
    # Grey that is wider than an edge: a veil, a shadow, or something the engine could not make up its mind about.
    veil = ndimage.binary_opening((small > 20) & (small < 235), np.ones((5, 5)))
    looks = coarse[::step, ::step]
    glimpsed = (looks > _GLIMPSED) & (looks < _MOSTLY_SEEN)
    # Neither the engine was sure of it nor is its colour the product's.
    doubted = ndimage.binary_erosion(solid, np.ones((9, 9))) & (looks < _SURE) & ~_products_colour(near, looks)
    return {
        "area": round(float((alpha > 127).mean()), 4),
        "pieces": float((sizes > 0.03 * product).sum()),
        "veil": round(float(veil.sum()) / product, 4),
        "doubt": round(float(doubted.sum()) / product, 4),
        "missed": _lost(glimpsed, near, small, looks),
        "left_out": _lost((looks > _LEFT_OUT) & ~glimpsed, near, small, looks),
        "lost_edge": _lost_edge(near, small),
        "showing_through": showing_through(photo, alpha),
        "border_left": _covered(solid[:, :2]),
        "border_right": _covered(solid[:, -2:]),
        "border_top": _covered(solid[:2].T),
        "border_bottom": _covered(solid[-2:].T),
    }


def _lost(seen: Mask, photo: Bytes, alpha: Bytes, looks: Bytes) -> float:
    """Of what the engine has seen, the part that is not kept, wider than an edge; gaps in the product are none."""
    from scipy import ndimage

    gaps = shows_through_gaps(photo.astype(np.float32) / 255, looks.astype(np.float32) / 255, looks < _LEFT_OUT)
    lost = ndimage.binary_opening(seen & (alpha < 64) & ~gaps, np.ones((5, 5)))
    return round(float(lost.sum()) / max(int((alpha > 127).sum()), 1), 4)


def _products_colour(photo: Bytes, looks: Bytes) -> Mask:
    """Where the photo has a colour of what the engine was sure of, or one that the plain wall behind has not."""
    pixels, room = photo.astype(np.float32) / 255, looks < 25
    whose = whose_colour(pixels, looks >= _SURE, room)
    return np.asarray((whose > 0.5) | (unlike_plain_wall(pixels, room) > 0.5) & (whose > -0.2), dtype=bool)


def _lost_edge(photo: Bytes, alpha: Bytes) -> float:
    """Part of the outline along which the photo shows no edge: there the outline is a guess."""
    from scipy import ndimage

    solid = alpha > 127
    outline = solid & ~ndimage.binary_erosion(solid, border_value=1)
    outline[[0, -1], :] = False
    outline[:, [0, -1]] = False
    if not outline.any():
        return 0.0
    size = (7, 7)
    steps = [
        ndimage.maximum_filter(photo[..., channel], size).astype(np.int16)
        - ndimage.minimum_filter(photo[..., channel], size)
        for channel in range(3)
    ]
    return round(float((np.max(steps, axis=0)[outline] < 22).mean()), 4)


def _covered(strip: np.ndarray) -> float:
    """Part of a side's length at which the product touches it. strip: length × 2."""
    return round(float(strip.any(axis=1).mean()), 4)


def _max(values: np.ndarray) -> float:
    return float(values.max()) if values.size else 0.0


def _mean(values: np.ndarray) -> float:
    return round(float(values.mean()), 4) if values.size else 0.0
