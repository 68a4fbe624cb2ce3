"""From a setting to its picture: surface in perspective, surroundings out of focus, light, lens and film."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from pdp_ai.imaging.arrays import Bytes, Floats, enlarge
from pdp_ai.imaging.backdrop import HORIZON
from pdp_ai.training.backdrop.settings import COLOURS, OUTSIDE, Setting
from pdp_ai.training.backdrop.sketch import SIDE
from pdp_ai.training.backdrop.surfaces import GLOSS, Colour, surface_colour
from pdp_ai.training.backdrop.surroundings import draw_surroundings, gobo

#: Blurs between which a picture's sharpness is interpolated, in 384ths of the side.
_BLURS = (0.0, 1.6, 3.6, 8.0)
_WARMTH = {"warm": (1.10, 1.0, 0.80), "neutral": (1.0, 1.0, 1.0), "cool": (0.90, 1.0, 1.13)}
#: Exposure, and how unevenly the lamp lights.
_BRIGHTNESS = {"bright": (1.12, 0.25), "medium": (0.74, 0.40), "dark": (0.28, 0.80)}


def render(setting: Setting, side: int, rng: np.random.Generator) -> Bytes:
    """side × side × 3."""
    if setting.camera == "above":
        row, column = (np.mgrid[0:side, 0:side].astype(np.float32) + 0.5) / side
        size = float(rng.uniform(0.5, 1.0))
        u, v = column * size + 3, row * size + 2
        if rng.random() < 0.5:
            u, v = v, u
        picture = surface_colour(setting.surface, _colour(setting, rng), u, v, rng)
    elif setting.place == "sweep":
        picture = _sweep(setting, side, rng)
    else:
        picture = _table(setting, side, rng)
    picture = picture * _light(setting, side, rng)
    return _developed(picture, setting, rng)


def _colour(setting: Setting, rng: np.random.Generator) -> Colour:
    lightness, chroma, hue = COLOURS[setting.colour]
    return lightness + float(rng.normal(0, 0.02)), chroma * float(rng.uniform(0.8, 1.15)), hue + float(rng.normal(0, 5))


def _sweep(setting: Setting, side: int, rng: np.random.Generator) -> Floats:
    """Paper that turns from wall to floor without an edge; the turn catches less light."""
    y = (np.arange(side, dtype=np.float32) + 0.5)[:, None] / side
    turn = np.clip((y - HORIZON + 0.10) / float(rng.uniform(0.16, 0.34)), 0, 1)
    turn = turn * turn * (3 - 2 * turn)
    floor = float(rng.uniform(0.92, 1.12))
    bend = 1 - float(rng.uniform(0.02, 0.12)) * np.exp(-(((y - HORIZON - 0.01) / 0.09) ** 2))
    tones = (1 - turn + floor * turn) * bend
    row, column = np.mgrid[0:side, 0:side].astype(np.float32) / side
    return surface_colour("paper", _colour(setting, rng), column, row, rng) * tones[..., None]


def _table(setting: Setting, side: int, rng: np.random.Generator) -> Floats:
    """A surface that reaches to `horizon`, sharp where the product will stand and ever softer away from there."""
    horizon = HORIZON + float(np.clip(rng.normal(0, 0.012), -0.025, 0.025))
    row, column = (np.mgrid[0:side, 0:side].astype(np.float32) + 0.5) / side
    ground = setting.surface in {"sand", "grass", "snow"}
    depth = 0.30 / np.clip(row - horizon + (0.05 if ground else 0.16), 0.02, None)
    u, v = (column - 0.5) * depth + float(rng.uniform(0, 9)), depth * 1.1 + float(rng.uniform(0, 9))
    if setting.surface in {"oak", "walnut", "painted wood"} and rng.random() < 0.3:
        u, v = v, u
    front = surface_colour(setting.surface, _colour(setting, rng), u, v, rng)
    far = np.clip((0.80 - row) / (0.80 - horizon), 0, 1)
    near = np.clip((row - 0.90) / 0.10, 0, 1)
    front = _unfocused(front, far**1.4 * float(rng.uniform(5, 8)) + 2.0 * near + 0.35, side)
    behind = enlarge(draw_surroundings(setting, horizon, rng), (side, side))
    behind = np.clip(behind, 0, None)
    front = _lit_by(front, behind, setting, horizon, row, rng)
    softness = 0.035 if ground else float(rng.uniform(0.008, 0.022))
    edge = np.clip((row - horizon) / softness + 0.5, 0, 1)
    edge = (edge * edge * (3 - 2 * edge))[..., None]
    shade = float(rng.uniform(0.0, 0.22)) * np.exp(-np.abs(row - horizon) / 0.045)[..., None]
    return np.asarray((behind * (1 - edge) + front * edge) * (1 - (0 if setting.place in OUTSIDE else 1) * shade))


def _unfocused(picture: Floats, blur: Floats, side: int) -> Floats:
    """blur: side × side, in 384ths of the side."""
    levels = [
        picture if sigma == 0 else ndimage.gaussian_filter(picture, (sigma * side / 384,) * 2 + (0,), truncate=2.5)
        for sigma in _BLURS
    ]
    result = np.zeros_like(picture)
    for index, level in enumerate(levels):
        lower = _BLURS[index - 1] if index else -1.0
        upper = _BLURS[index + 1] if index + 1 < len(_BLURS) else 1e9
        here = _BLURS[index]
        weight = np.clip(np.minimum((blur - lower) / (here - lower), (upper - blur) / (upper - here)), 0, 1)
        result += level * weight[..., None]
    return result


def _lit_by(
    front: Floats, behind: Floats, setting: Setting, horizon: float, row: Floats, rng: np.random.Generator
) -> Floats:
    """The surface takes on light from behind, and mirrors it where it is polished, most at the flattest angle."""
    side = row.shape[0]
    edge = round(horizon * side)
    small = ndimage.uniform_filter(behind[:edge], (max(3, side // 9), max(3, side // 14), 0))
    mirrored = np.zeros_like(behind)
    below = side - edge
    mirrored[edge:] = small[::-1][np.minimum(np.arange(below) * 6 // 5, edge - 1)]
    angle = np.clip(1 - (row - horizon) / 0.36, 0.15, 1)[..., None] ** 2
    gloss = GLOSS[setting.surface] * float(rng.uniform(0.5, 1.5)) * angle
    ambient = behind[: max(1, edge)].mean(axis=(0, 1))
    ambient = ambient / max(1e-3, float(ambient.mean()))
    tinted = front * (0.75 + 0.25 * ambient)
    if setting.brightness == "dark" and setting.place in {"city at night", "party lights"}:
        tinted = tinted * 0.30
    return np.asarray(tinted * (1 - 0.5 * gloss) + mirrored * gloss)


def _light(setting: Setting, side: int, rng: np.random.Generator) -> Floats:
    """side × side × 3 round 1: a lamp from one side, the pattern of a window or of leaves, the lens's corners."""
    y, x = (np.mgrid[0:SIDE, 0:SIDE].astype(np.float32) + 0.5) / SIDE
    towards = 1.0 if setting.side == "left" else -1.0
    _, strength = _BRIGHTNESS[setting.brightness]
    strength *= float(rng.uniform(0.5, 1.3)) * (0.4 if setting.place in OUTSIDE else 1.0)
    lamp_x, lamp_y = 0.5 - towards * float(rng.uniform(0.12, 0.42)), float(rng.uniform(0.22, 0.5))
    reach = float(rng.uniform(0.42, 0.7))
    pool = np.exp(-(((x - lamp_x) / reach) ** 2) - ((y - lamp_y) / reach) ** 2)
    brightness = 1 + strength * (pool - 0.55) - 0.5 * strength * towards * (x - 0.5)
    light = np.repeat(np.clip(brightness, 0.03, None)[..., None], 3, axis=2)
    if setting.pattern:
        sun = gobo(setting, rng)[..., None]
        depth = float(rng.uniform(0.25, 0.6))
        light = light * (1 - depth * 0.55 + depth * sun * np.array([1.10, 1.0, 0.84]))
    radius = np.hypot(x - 0.5, y - 0.48) / 0.7
    light *= (1 - float(rng.uniform(0.02, 0.22)) * radius**2.4)[..., None]
    return enlarge(light.astype(np.float32), (side, side)) * np.array(_WARMTH[setting.warmth], dtype=np.float32)


def _developed(picture: Floats, setting: Setting, rng: np.random.Generator) -> Bytes:
    """Exposed, highlights rolled off, in sRGB with a trace of grain."""
    exposure, _ = _BRIGHTNESS[setting.brightness]
    if setting.place in {"city at night", "party lights"}:
        exposure = 0.9
    exposed = np.clip(picture, 0, None) * exposure * float(rng.uniform(0.9, 1.1))
    knee = 0.75
    over = np.clip(exposed - knee, 0, None)
    rolled = np.where(exposed > knee, knee + (1 - knee) * (1 - np.exp(-over / (1 - knee))), exposed)
    grain = rng.normal(0, 0.6, picture.shape[:2])[..., None]
    return np.asarray(np.clip(rolled ** (1 / 2.2) * 255 + grain + 0.5, 0, 255), dtype=np.uint8)
