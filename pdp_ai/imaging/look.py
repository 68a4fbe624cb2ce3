"""Measures what a photographer looks at in a finished picture: sharpness, exposure, bands in smooth areas, size."""

from __future__ import annotations

import numpy as np

from pdp_ai.imaging.arrays import Bytes, Floats, Mask, decode_rgb
from pdp_ai.imaging.picture import Cutout
from pdp_ai.imaging.place import Placement, placed_pixels

#: Rec. 709 weights of red, green and blue.
_LUMA = np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
#: Length of the flat run on either side that makes a small step a band, in pixels.
_RUN = 8


def measure_look(content: bytes, cutout: Cutout, placement: Placement) -> dict[str, float]:
    """content: the finished file. Levels are 8-bit steps, shares parts of the product or of its surroundings.

    sharpness: how much the product's finest details stand out (99th percentile of a pixel's difference from the mean
    of its 3 × 3 neighbours). blown, crushed: without any drawing, in white and in black.
    """
    pixels = decode_rgb(content)
    opacity = placed_pixels(cutout.alpha, placement)
    rows, columns = placement.window
    light = pixels[rows, columns].astype(np.float32) @ _LUMA
    solid = opacity > 200
    around = np.ones(pixels.shape[:2], bool)
    around[rows, columns] = opacity < 20
    return {
        "sharpness": _sharpness(light, solid),
        "blown": _share(light >= 253, solid),
        "crushed": _share(light <= 3, solid),
        "banding": _banding(pixels, around),
        "side": float(max(pixels.shape[:2])),
    }


def _sharpness(light: Floats, solid: Mask) -> float:
    from scipy import ndimage

    inside = ndimage.binary_erosion(solid, iterations=2)
    if not inside.any():
        return 0.0
    detail = np.abs(light - ndimage.uniform_filter(light, 3))[inside]
    return round(float(np.percentile(detail, 99)), 2)


def _banding(pixels: Bytes, around: Mask) -> float:
    """Part of the surroundings near a step of 1–3 between two perfectly flat runs: what 8 bits make of a gradient."""
    from scipy import ndimage

    rows = pixels[::4].astype(np.int16)
    steps = np.diff(rows, axis=1)
    flat = (steps == 0).all(axis=2)
    small = (np.abs(steps).max(axis=2) <= 3) & ~flat
    half = _RUN // 2
    # Flat from `half` steps before a place to `half - 1` after it.
    runs = ndimage.uniform_filter1d(flat.astype(np.float32), _RUN, axis=1, mode="constant") > 1 - 0.5 / _RUN
    before, after = np.zeros_like(flat), np.zeros_like(flat)
    before[:, half:] = runs[:, :-half]
    after[:, : -half - 1] = runs[:, half + 1 :]
    bands = ndimage.binary_dilation(small & before & after, np.ones((1, 2 * _RUN + 1)))
    return _share(bands, around[::4, 1:])


def _share(of: Mask, within: Mask) -> float:
    return round(float(of[within].mean()), 4) if within.any() else 0.0
