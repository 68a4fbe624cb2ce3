"""Paints the place a product is shown in: a seamless sweep, or a surface before a wall, lit from one side."""

from __future__ import annotations

import numpy as np

from pdp_ai.imaging.arrays import Floats, enlarge
from pdp_ai.imaging.colour import ProductColours, from_oklch
from pdp_ai.imaging.light import key_light, leaf_light, vignette, window_light
from pdp_ai.imaging.texture import boards, plaster, stone
from pdp_ai.imaging.themes import Theme, Tone

#: Light is soft: it is computed on a map this many times smaller.
_COARSE = 4
#: Where the floor meets the wall, as a part of the height.
HORIZON = 0.60


def paint_backdrop(
    theme: Theme, colours: ProductColours, *, side: int, towards: int, from_above: bool, rng: np.random.Generator
) -> Floats:
    """side × side × 3 in 0–1.

    towards: +1 when light comes from the left. from_above: the surface fills the picture; the product lies on it.
    """
    wall, floor = _colour(theme.wall, colours), _colour(theme.floor, colours)
    if theme.ground == "sweep":
        surface = _sweep(wall, floor, side, from_above=from_above)
    elif from_above:
        surface = floor * _ground(theme, *_flat(side), rng)[..., None]
    else:
        surface = _room(theme, wall, floor, side, rng)
    light = _light(theme, max(64, side // _COARSE), towards, rng)
    return np.asarray(np.clip(surface * enlarge(light, (side, side)), 0, 1), dtype=np.float32)


def _colour(tone: Tone, colours: ProductColours) -> Floats:
    if tone.hue is not None:
        return from_oklch(tone.lightness, tone.chroma, tone.hue)
    # A grey product has no hue to speak of: its backdrop stays a warm neutral.
    certainty = min(1.0, colours.chroma / 0.04)
    hue = (colours.hue + tone.turn) % 360 if certainty > 0.4 else 75.0
    return from_oklch(tone.lightness, tone.chroma * (0.5 + 0.5 * certainty), hue)


def _light(theme: Theme, side: int, towards: int, rng: np.random.Generator) -> Floats:
    """Brightness and its tint, side × side × 3: sun is a little warmer than shade."""
    light = key_light(side, towards=towards, strength=theme.contrast) * vignette(side, strength=0.10)
    tinted = np.repeat(light[..., None], 3, axis=2)
    if theme.pattern:
        draw = window_light if theme.pattern == "window" else leaf_light
        sun = draw(side, towards=towards, rng=rng)[..., None]
        tinted = tinted * (0.95 + sun * np.array([0.085, 0.068, 0.042], dtype=np.float32))
    return np.asarray(tinted, dtype=np.float32)


def _sweep(wall: Floats, floor: Floats, side: int, *, from_above: bool) -> Floats:
    """Paper hung behind and under the product: no edge between wall and floor, only a turn of the light."""
    y = (np.arange(side, dtype=np.float32) + 0.5)[:, None, None] / side
    if from_above:
        return np.broadcast_to(floor, (side, side, 3)).astype(np.float32)
    turn = np.clip((y - HORIZON + 0.10) / 0.24, 0, 1)
    turn = turn * turn * (3 - 2 * turn)
    bend = 1 - 0.035 * np.exp(-(((y - HORIZON - 0.01) / 0.075) ** 2))
    near = 1 + 0.035 * np.clip((y - 0.72) / 0.28, 0, 1)
    return np.broadcast_to((wall * (1 - turn) + floor * turn) * bend * near, (side, side, 3)).astype(np.float32)


def _room(theme: Theme, wall: Floats, floor: Floats, side: int, rng: np.random.Generator) -> Floats:
    """A wall out of focus, and a surface in perspective that gets sharper towards the camera."""
    from scipy import ndimage

    row, column = np.mgrid[0:side, 0:side].astype(np.float32) / side
    behind = plaster(column, row, int(rng.integers(2**31)))
    behind = ndimage.gaussian_filter(behind, 0.0018 * side)
    # A camera looking slightly down on a table: distance grows as 1 / (depth below a horizon hidden by the wall).
    depth = 0.30 / np.clip(row - HORIZON + 0.16, 0.05, None)
    front = _ground(theme, (column - 0.5) * depth + 3, depth * 1.1, rng)
    blurred = ndimage.gaussian_filter(front, 0.0028 * side)
    far = np.clip(1 - (row - HORIZON) / 0.22, 0, 1)
    front = front * (1 - far) + blurred * far
    # Contrast fades with distance, and the wall throws a little shade on the table's far end.
    front = 1 + (front - 1) * (1 - 0.55 * far)
    shade = 1 - 0.10 * np.exp(-np.clip(row - HORIZON, 0, None) / 0.035)
    edge = np.clip((row - HORIZON) / 0.006 + 0.5, 0, 1)[..., None]
    lower_wall = 1 - 0.05 * np.exp(-np.clip(HORIZON - row, 0, None) / 0.05)
    return np.asarray(
        wall * (behind * lower_wall)[..., None] * (1 - edge) + floor * (front * shade)[..., None] * edge,
        dtype=np.float32,
    )


def _flat(side: int) -> tuple[Floats, Floats]:
    """A metre of surface seen straight from above."""
    row, column = np.mgrid[0:side, 0:side].astype(np.float32) / side
    return column * 0.9 + 3, row * 0.9


def _ground(theme: Theme, u: Floats, v: Floats, rng: np.random.Generator) -> Floats:
    draw = {"boards": boards, "stone": stone, "plaster": plaster}[theme.ground]
    return np.asarray(draw(u, v, int(rng.integers(2**31))), dtype=np.float32)
