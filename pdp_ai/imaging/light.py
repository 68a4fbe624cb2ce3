"""Light on a backdrop, as brightness around 1.0: a soft key lamp, a window's or a tree's pattern, a lens's falloff."""

from __future__ import annotations

import math

import numpy as np

from pdp_ai.imaging.arrays import Floats


def key_light(side: int, *, towards: int, strength: float) -> Floats:
    """A large lamp on one side: a wide pool behind the product, falling off away from it.

    towards: +1 when the lamp stands on the left and shadows fall to the right. side: of the square map, in pixels.
    """
    x, y = _grid(side)
    pool = np.exp(-(((x - 0.5 + 0.16 * towards) / 0.48) ** 2) - ((y - 0.40) / 0.46) ** 2)
    return np.asarray(1 + strength * (pool - 0.55) - strength * 0.35 * towards * (x - 0.5), dtype=np.float32)


def window_light(side: int, *, towards: int, rng: np.random.Generator) -> Floats:
    """Sun through a window with bars, slanting over the wall: 0 shade … 1 sun."""
    x, y = _grid(side)
    slant = math.radians(float(rng.uniform(24, 34)))
    across = (x - 0.5) * towards + 0.5
    u = across + (y - 0.5) * math.tan(slant) * 0.55 + float(rng.uniform(-0.05, 0.05))
    v = y - (across - 0.5) * math.tan(slant) * 0.7 + float(rng.uniform(-0.04, 0.04))
    panes = np.zeros((side, side), dtype=np.float32)
    for column in range(2):
        for row in range(3):
            left, top = 0.22 + column * 0.27, -0.06 + row * 0.33
            inside = (u > left) & (u < left + 0.235) & (v > top) & (v < top + 0.295)
            panes[inside] = 1
    return _blurred(panes, 0.017 * side)


def leaf_light(side: int, *, towards: int, rng: np.random.Generator) -> Floats:
    """Sun through leaves just outside the picture: 0 shade … 1 sun."""
    x, y = _grid(side)
    sun = np.ones((side, side), dtype=np.float32)
    near = -0.05 if towards > 0 else 1.05
    for _ in range(5):
        stem_x, stem_y = near + float(rng.normal(0, 0.06)), float(rng.uniform(-0.1, 0.55))
        heading = math.radians(float(rng.uniform(-35, 25)))
        for leaf in range(9):
            along = 0.05 + leaf * 0.062
            for turn in (-0.75, 0.75):
                angle = heading + turn
                length = 0.115 * (1 - 0.06 * leaf)
                cx = stem_x + towards * (along * math.cos(heading) + 0.5 * length * math.cos(angle))
                cy = stem_y + along * math.sin(heading) + 0.5 * length * math.sin(angle)
                du = towards * (x - cx) * math.cos(angle) + (y - cy) * math.sin(angle)
                dv = -towards * (x - cx) * math.sin(angle) + (y - cy) * math.cos(angle)
                sun[(du / (0.55 * length)) ** 2 + (dv / (0.13 * length)) ** 2 < 1] = 0
    return _blurred(sun, 0.013 * side)


def vignette(side: int, *, strength: float) -> Floats:
    """Corners darker than the middle, as a lens makes them (cos⁴ law, flattened)."""
    x, y = _grid(side)
    radius = np.hypot(x - 0.5, y - 0.48) / math.hypot(0.5, 0.5)
    return np.asarray(1 - strength * radius**2.6, dtype=np.float32)


def _grid(side: int) -> tuple[Floats, Floats]:
    """x and y of every pixel, 0–1."""
    steps = (np.arange(side, dtype=np.float32) + 0.5) / side
    x, y = np.meshgrid(steps, steps)
    return x, y


def _blurred(values: Floats, sigma: float) -> Floats:
    from scipy import ndimage

    return np.asarray(ndimage.gaussian_filter(values, sigma, truncate=3), dtype=np.float32)
