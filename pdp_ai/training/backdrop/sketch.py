"""What surroundings are sketched with: a small sharp picture in linear light, and the means to fill it."""

from __future__ import annotations

import numpy as np

from pdp_ai.imaging.arrays import Floats
from pdp_ai.training.backdrop.surfaces import linear

#: Side of the small picture; what is so much out of focus needs no more.
SIDE = 128


def grid() -> tuple[Floats, Floats]:
    y, x = (np.mgrid[0:SIDE, 0:SIDE].astype(np.float32) + 0.5) / SIDE
    return x, y


def filled(tint: Floats) -> Floats:
    return np.tile(tint.astype(np.float32), (SIDE, SIDE, 1))


def box(picture: Floats, left: float, top: float, right: float, bottom: float, tint: Floats | float) -> None:
    """Fill a rectangle, in parts of the side."""
    rows = slice(max(0, round(top * SIDE)), max(0, round(bottom * SIDE)))
    picture[rows, max(0, round(left * SIDE)) : max(0, round(right * SIDE))] = tint


def spots(
    picture: Floats,
    count: int,
    tints: list[Floats],
    brightness: float,
    top: float,
    bottom: float,
    rng: np.random.Generator,
) -> None:
    """Points of light; blurred they become discs."""
    for _ in range(count):
        row, column = rng.uniform(top, bottom) * SIDE, rng.uniform(0, 1) * SIDE
        tint = tints[int(rng.integers(len(tints)))]
        size = int(rng.integers(1, 3))
        r, c = min(int(row), SIDE - size), min(int(column), SIDE - size)
        picture[r : r + size, c : c + size] += tint * brightness * rng.lognormal(0, 0.5)


def muted(rng: np.random.Generator, lightness: tuple[float, float] = (0.35, 0.9)) -> Floats:
    """A colour furniture might have."""
    hue = float(rng.choice([rng.normal(70, 18), rng.uniform(0, 360)], p=[0.7, 0.3]))
    return linear(float(rng.uniform(*lightness)), float(rng.uniform(0.0, 0.07)), hue)
