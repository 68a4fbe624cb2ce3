"""Shadows that put the product on its ground. All are maps of darkness, 0 none … 1 black, at the size of `opacity`.

Shadows are soft, so callers work on a small canvas and enlarge the result. Lengths are parts of the canvas side.
"""

from __future__ import annotations

import numpy as np

from pdp_ai.imaging.arrays import Floats


def floor_shadow(opacity: Floats) -> Floats:
    """For a standing product under a large soft lamp: a thin dark line at its foot, and a pool beneath it."""
    side = opacity.shape[0]
    rows, bottoms = _bottom_of_columns(opacity)
    if rows is None:
        return np.zeros_like(opacity)
    foot, top = float(rows.max()), float(np.flatnonzero((opacity > 0.5).any(axis=1))[0])
    height = max(foot - top, 1.0)
    line = np.zeros_like(opacity)
    # The outline's lower side is where it touches, the more so the nearer it is to the lowest point.
    line[rows, bottoms] = np.clip(1 - (foot - rows) / (0.10 * height), 0, 1) ** 1.5
    touch = _soft(line, 0.0022 * side, 0.0060 * side)
    near = _soft(line, 0.0070 * side, 0.0180 * side)
    pool = _soft(_pressed_flat(opacity, foot, height, depth=0.10), 0.014 * side, 0.028 * side)
    return _together(0.62 * _peak(touch), 0.34 * _peak(near), 0.30 * _peak(pool))


def cast_shadow(opacity: Floats, *, towards: int) -> Floats:
    """For a standing product lit from one side: its outline lying on the floor, longer and softer with height.

    towards: +1 when the shadow falls to the right, -1 to the left. The lamp stands a little in front, so it falls back.
    """
    from scipy import ndimage

    side = opacity.shape[0]
    solid = np.flatnonzero((opacity > 0.5).any(axis=1))
    if not len(solid):
        return np.zeros_like(opacity)
    foot, top = float(solid[-1]), float(solid[0])
    rise, lean = 0.20, 0.50
    # Output (row, column) shows the product's point at height h = (foot - row) / rise, moved sideways by lean × h.
    matrix = np.array([[1 / rise, 0.0], [towards * lean / rise, 1.0]])
    offset = np.array([foot - foot / rise, -towards * lean * foot / rise])
    laid = ndimage.affine_transform(opacity, matrix, offset, order=1, mode="constant")
    laid[int(foot) + 1 :] = 0
    along = np.clip((foot - np.arange(side)) / max(rise * (foot - top), 1), 0, 1)[:, None]
    sharp, soft = _soft(laid, 0.004 * side, 0.006 * side), _soft(laid, 0.016 * side, 0.030 * side)
    shadow = sharp * (1 - along) ** 2 + soft * (1 - (1 - along) ** 2)
    return np.asarray(0.42 * shadow * (1 - 0.75 * along), dtype=np.float32)


def drop_shadow(opacity: Floats, *, towards: int, lift: float) -> Floats:
    """For a product lying on a surface, or hanging `lift` (part of the side) before a wall."""
    side = opacity.shape[0]
    hug = _moved(_soft(opacity, 0.0035 * side, 0.0035 * side), 0.003 * side, towards * 0.002 * side)
    blur = max(lift, 0.008) * side
    body = _moved(_soft(opacity, blur * 0.9, blur * 0.9), lift * 1.3 * side, towards * lift * 1.1 * side)
    wide = _moved(_soft(opacity, blur * 2.5, blur * 2.5), lift * 2.2 * side, towards * lift * 1.6 * side)
    contact = 0.30 if lift < 0.02 else 0.0
    return _together(contact * hug, 0.34 * body, 0.20 * wide)


def _bottom_of_columns(opacity: Floats) -> tuple[np.ndarray, np.ndarray] | tuple[None, None]:
    """Row of the lowest solid pixel, for each column that has one."""
    solid = opacity > 0.5
    columns = np.flatnonzero(solid.any(axis=0))
    if not len(columns):
        return None, None
    rows = opacity.shape[0] - 1 - np.argmax(solid[::-1, columns], axis=0)
    return rows, columns


def _pressed_flat(opacity: Floats, foot: float, height: float, *, depth: float) -> Floats:
    """The product seen from its lamp: pressed to `depth` of its height around its foot; low parts count most."""
    from scipy import ndimage

    rows = np.arange(opacity.shape[0], dtype=np.float32)[:, None]
    weighted = opacity * np.exp(-np.clip(foot - rows, 0, None) / (0.45 * height))
    centre = foot - 0.25 * depth * height
    matrix = np.array([1 / depth, 1.0])
    offset = np.array([foot - 0.5 * height - centre / depth, 0.0])
    return np.asarray(ndimage.affine_transform(weighted, matrix, offset, order=1), dtype=np.float32)


def _soft(values: Floats, sigma_y: float, sigma_x: float) -> Floats:
    from scipy import ndimage

    return np.asarray(ndimage.gaussian_filter(values, (sigma_y, sigma_x), truncate=3), dtype=np.float32)


def _moved(values: Floats, down: float, right: float) -> Floats:
    from scipy import ndimage

    return np.asarray(ndimage.shift(values, (down, right), order=1), dtype=np.float32)


def _peak(values: Floats) -> Floats:
    """Scaled so that the darkest point is 1."""
    return values / max(float(values.max()), 1e-6)


def _together(*shadows: Floats) -> Floats:
    """Light that passes all of them passes each of them in turn."""
    light = np.ones_like(shadows[0])
    for shadow in shadows:
        light = light * (1 - np.clip(shadow, 0, 1))
    return np.asarray(1 - light, dtype=np.float32)
