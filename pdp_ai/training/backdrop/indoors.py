"""Places within walls, sketched sharp; a lens blurs them later. All draw functions take the same arguments."""

from __future__ import annotations

import numpy as np

from pdp_ai.imaging.arrays import Floats
from pdp_ai.imaging.texture import Grain
from pdp_ai.training.backdrop.settings import COLOURS, Setting
from pdp_ai.training.backdrop.sketch import box, filled, grid, muted, spots
from pdp_ai.training.backdrop.surfaces import linear


def wall(setting: Setting, horizon: float, rng: np.random.Generator) -> Floats:
    x, y = grid()
    grain = Grain(int(rng.integers(2**31)))
    tones = 1 + float(rng.uniform(0.0, 0.05)) * grain.octaves(x * 3, y * 3, 4)
    return np.asarray(linear(*COLOURS[setting.colour]) * tones[..., None], dtype=np.float32)


def room(setting: Setting, horizon: float, rng: np.random.Generator) -> Floats:
    """A living room: a wall, a window or lamp, a picture, a sofa or cupboard, a plant."""
    wall = linear(float(rng.uniform(0.72, 0.93)), float(rng.uniform(0.005, 0.035)), float(rng.normal(75, 25)))
    picture = filled(wall)
    box(picture, 0, horizon - rng.uniform(0.02, 0.1), 1, 1, muted(rng, (0.4, 0.7)))
    if rng.random() < 0.6:
        left = rng.uniform(-0.1, 0.25) if setting.side == "left" else rng.uniform(0.6, 0.85)
        _daylight(picture, left, left + rng.uniform(0.2, 0.35), rng.uniform(-0.1, 0.08), rng.uniform(0.35, 0.52), rng)
    for _ in range(int(rng.integers(1, 4))):
        left, top = rng.uniform(-0.1, 0.9), rng.uniform(0.02, 0.3)
        box(picture, left, top, left + rng.uniform(0.08, 0.28), top + rng.uniform(0.1, 0.26), muted(rng))
    for _ in range(int(rng.integers(1, 4))):
        left, top = rng.uniform(-0.2, 0.8), horizon - rng.uniform(0.08, 0.35)
        box(picture, left, top, left + rng.uniform(0.15, 0.5), horizon, muted(rng, (0.3, 0.85)))
    if rng.random() < 0.6:
        _plant(picture, rng.uniform(0.05, 0.95), horizon - 0.05, rng.uniform(0.2, 0.42), rng)
    if rng.random() < 0.6:
        spots(picture, int(rng.integers(1, 5)), [linear(0.9, 0.08, 75)], rng.uniform(4, 16), 0.1, horizon - 0.12, rng)
    return picture


def kitchen(setting: Setting, horizon: float, rng: np.random.Generator) -> Floats:
    """Tiled or painted wall, cupboards above, a worktop, shelves with jars."""
    picture = filled(linear(float(rng.uniform(0.8, 0.95)), 0.012, float(rng.normal(85, 20))))
    front = muted(rng, (0.35, 0.92))
    width, gap = rng.uniform(0.2, 0.34), rng.uniform(0.0, 0.2)
    for column in range(-1, 6):
        left = gap + column * width
        if rng.random() < 0.85:
            box(picture, left, -0.1, left + width - 0.015, rng.uniform(0.12, 0.16), front)
    shelf = rng.uniform(0.27, 0.34)
    box(picture, 0, shelf, 1, shelf + 0.02, linear(0.55, 0.06, 60))
    for _ in range(int(rng.integers(5, 14))):
        left, height = rng.uniform(0, 1), rng.uniform(0.04, 0.12)
        box(picture, left, shelf - height, left + rng.uniform(0.03, 0.08), shelf, muted(rng, (0.3, 0.95)))
    if rng.random() < 0.5:
        left = rng.uniform(0, 0.2) if setting.side == "left" else rng.uniform(0.55, 0.75)
        _daylight(picture, left, left + 0.28, 0.0, 0.45, rng)
    counter = horizon - rng.uniform(0.04, 0.1)
    box(picture, 0, counter, 1, 1, front * 0.8)
    box(picture, 0, counter, 1, counter + 0.025, linear(0.75, 0.02, 70))
    if rng.random() < 0.5:
        _plant(picture, rng.uniform(0.1, 0.9), counter, rng.uniform(0.12, 0.25), rng)
    spots(picture, int(rng.integers(0, 6)), [linear(0.92, 0.06, 80)], rng.uniform(3, 14), 0.16, counter, rng)
    return picture


def window(setting: Setting, horizon: float, rng: np.random.Generator) -> Floats:
    """A large window right behind: daylight, bars, curtains, a sill."""
    picture = filled(linear(float(rng.uniform(0.6, 0.85)), 0.015, 75))
    left, right = rng.uniform(0.02, 0.25), rng.uniform(0.75, 0.98)
    _daylight(picture, left, right, -0.1, horizon - rng.uniform(0.02, 0.07), rng)
    for edge in (left, right):
        if rng.random() < 0.7:
            half = rng.uniform(0.05, 0.13)
            box(picture, edge - half, 0, edge + half, horizon, linear(float(rng.uniform(0.75, 0.95)), 0.015, 80))
    if rng.random() < 0.5:
        _plant(picture, float(rng.choice([left, right])), horizon - 0.02, rng.uniform(0.15, 0.35), rng)
    return picture


def _daylight(picture: Floats, left: float, right: float, top: float, bottom: float, rng: np.random.Generator) -> None:
    """A window: sky above, greenery below, white bars."""
    x, y = grid()
    grain = Grain(int(rng.integers(2**31)))
    sky = linear(0.95, 0.02, 235) * float(rng.uniform(1.3, 2.6))
    trees = linear(0.62, 0.08, 130) * float(rng.uniform(0.8, 1.6))
    line = bottom - (bottom - top) * rng.uniform(0.1, 0.6) + 0.05 * grain.octaves(x * 6, y * 6, 3)
    view = np.where((y < line)[..., None], sky, trees * (1 + 0.5 * grain.octaves(x * 14, y * 14, 3))[..., None])
    inside = ((x > left) & (x < right) & (y > top) & (y < bottom))[..., None]
    picture[:] = np.where(inside, view, picture)
    frame = linear(0.93, 0.005, 90)
    for bar in np.linspace(left, right, int(rng.integers(3, 5))):
        box(picture, bar - 0.009, top, bar + 0.009, bottom, frame)
    middle = top + (bottom - top) * rng.uniform(0.35, 0.65)
    box(picture, left, middle - 0.007, right, middle + 0.007, frame)
    box(picture, left - 0.01, bottom, right + 0.01, bottom + 0.02, frame)


def _plant(picture: Floats, x: float, foot: float, height: float, rng: np.random.Generator) -> None:
    """Leaves round a stem, in a pot."""
    columns, rows = grid()
    pot = height * 0.28
    box(picture, x - pot * 0.5, foot - pot, x + pot * 0.5, foot, muted(rng, (0.4, 0.95)))
    for _ in range(int(rng.integers(14, 32))):
        cx, cy = x + rng.normal(0, height * 0.26), foot - pot - abs(rng.normal(height * 0.35, height * 0.25))
        turn, length = rng.uniform(0, np.pi), height * rng.uniform(0.08, 0.22)
        du = (columns - cx) * np.cos(turn) + (rows - cy) * np.sin(turn)
        dv = -(columns - cx) * np.sin(turn) + (rows - cy) * np.cos(turn)
        picture[(du / length) ** 2 + (dv / (0.4 * length)) ** 2 < 1] = linear(
            rng.uniform(0.35, 0.62), 0.08, rng.normal(135, 10)
        )
