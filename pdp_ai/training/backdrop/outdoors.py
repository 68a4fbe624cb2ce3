"""Places under the sky or the night's lamps, sketched sharp; a lens blurs them later."""

from __future__ import annotations

import numpy as np

from pdp_ai.imaging.arrays import Floats
from pdp_ai.imaging.texture import Grain
from pdp_ai.training.backdrop.settings import Setting
from pdp_ai.training.backdrop.sketch import box, filled, grid, spots
from pdp_ai.training.backdrop.surfaces import linear

_LEAVES = {
    "spring": (0.70, 0.125, 128.0),
    "summer": (0.52, 0.105, 136.0),
    "autumn": (0.60, 0.125, 58.0),
    "winter": (0.55, 0.02, 80.0),
}


def foliage(setting: Setting, horizon: float, rng: np.random.Generator) -> Floats:
    """Hedges and trees with light between the leaves; in a forest trunks and more shade."""
    x, y = grid()
    grain = Grain(int(rng.integers(2**31)))
    lightness, chroma, hue = _LEAVES[setting.season]
    forest = setting.place == "forest"
    masses, leaves = grain.octaves(x * 3.5, y * 3.5, 3), grain.octaves(x * 22 + 5, y * 22, 2)
    tones = np.exp(0.45 * masses + 0.5 * leaves) * (0.55 if forest else 0.85)
    hues = hue + 14 * masses + (22 * leaves if setting.season == "autumn" else 6 * leaves)
    radians = np.deg2rad(hues - hue)[..., None]
    base, turned = linear(lightness, chroma, hue), linear(lightness, chroma, hue + 45)
    picture = (base * (1 - np.clip(radians, 0, 0.8)) + turned * np.clip(radians, 0, 0.8)) * tones[..., None]
    gaps = np.clip(grain.at(x * 30 + 60, y * 30) + 0.9 * masses - rng.uniform(1.1, 2.1) - 2.2 * (y - 0.25), 0, 1)[
        ..., None
    ]
    picture = picture * (1 - gaps) + gaps * linear(0.97, 0.03, 100) * rng.uniform(2, 5)
    ground = np.clip((y - horizon + 0.13) / 0.05, 0, 1)[..., None]
    picture = picture * (1 - ground) + ground * linear(0.58, chroma, hue - 8) * (1 + 0.3 * masses)[..., None]
    if forest:
        for _ in range(int(rng.integers(2, 7))):
            left = rng.uniform(-0.02, 0.98)
            box(
                picture,
                left,
                0,
                left + rng.uniform(0.02, 0.08),
                horizon - 0.07,
                linear(rng.uniform(0.2, 0.4), 0.03, 60),
            )
    if setting.place == "garden" and rng.random() < 0.6:
        blooms = [linear(0.8, 0.12, float(rng.choice([10.0, 90.0, 320.0, 40.0]))), linear(0.95, 0.02, 90)]
        spots(picture, int(rng.integers(5, 30)), blooms, 1.6, horizon - 0.3, horizon - 0.05, rng)
    spots(picture, int(rng.integers(4, 26)), [linear(0.97, 0.05, 95)], rng.uniform(4, 14), 0.0, horizon - 0.15, rng)
    return np.asarray(picture, dtype=np.float32)


def meadow(setting: Setting, horizon: float, rng: np.random.Generator) -> Floats:
    """Sky, a line of trees or hills, a field."""
    x, y = grid()
    picture = _sky(rng)
    grain = Grain(int(rng.integers(2**31)))
    lightness, chroma, hue = _LEAVES[setting.season]
    for depth in range(3):
        top = horizon - 0.24 + 0.07 * depth + 0.05 * grain.octaves(x * (2 + 3 * depth) + 10 * depth, x * 0 + depth, 3)
        haze = 0.55 - 0.22 * depth
        tint = linear(lightness, chroma, hue) * (1 - haze) + linear(0.86, 0.03, 230) * haze
        tones = np.exp(0.3 * grain.octaves(x * 12, y * 12 + depth * 9, 3))[..., None]
        picture = np.where((y > top)[..., None], tint * tones * 0.8, picture)
    field = np.clip((y - horizon + 0.09) / 0.03, 0, 1)[..., None]
    tint = linear(0.68 if setting.season != "autumn" else 0.72, 0.11, 125 if setting.season != "autumn" else 85)
    return np.asarray(picture * (1 - field) + field * tint, dtype=np.float32)


def _sky(rng: np.random.Generator) -> Floats:
    """Blue that pales downwards, with clouds."""
    x, y = grid()
    grain = Grain(int(rng.integers(2**31)))
    fade = np.clip(y / 0.6, 0, 1)[..., None]
    blue = linear(float(rng.uniform(0.68, 0.82)), float(rng.uniform(0.03, 0.10)), 238)
    pale = linear(0.94, 0.02, float(rng.choice([230.0, 70.0])))
    clouds = np.clip(0.5 * grain.octaves(x * 2.5, y * 5, 4) + rng.uniform(-0.3, 0.3), 0, 0.8)[..., None]
    return np.asarray((blue * (1 - fade) + pale * fade) * (1 - clouds) + clouds * 0.95, dtype=np.float32)


def beach(setting: Setting, horizon: float, rng: np.random.Generator) -> Floats:
    """Sky, sea, a rim of foam, dry sand."""
    _, y = grid()
    picture = _sky(rng)
    sea = horizon - rng.uniform(0.14, 0.24)
    shore = horizon - rng.uniform(0.02, 0.06)
    water = np.clip((y - sea) / (shore - sea), 0, 1)[..., None]
    hue = float(rng.uniform(200, 240))
    blue = linear(0.55, 0.085, hue) * (1 - water) + linear(0.78, 0.07, hue - 20) * water
    picture = np.where((y > sea)[..., None], blue, picture)
    box(picture, 0, shore - 0.012, 1, shore + 0.008, linear(0.97, 0.005, 230))
    box(picture, 0, shore + 0.008, 1, 1, linear(0.80, 0.055, 76))
    spots(picture, int(rng.integers(0, 30)), [linear(0.98, 0.02, 90)], rng.uniform(2, 6), sea, shore, rng)
    return picture


def snowfield(setting: Setting, horizon: float, rng: np.random.Generator) -> Floats:
    """Pale sky, firs under snow, falling flakes."""
    x, y = grid()
    picture = filled(linear(float(rng.uniform(0.78, 0.93)), 0.025, 240))
    for _ in range(int(rng.integers(3, 12))):
        middle, width, top = rng.uniform(0, 1), rng.uniform(0.08, 0.2), rng.uniform(0.05, 0.4)
        fir = (np.abs(x - middle) < (y - top) / (horizon - top) * width) & (y > top) & (y < horizon - 0.03)
        picture[fir] = linear(rng.uniform(0.35, 0.6), 0.035, rng.normal(180, 25))
    box(picture, 0, horizon - 0.06, 1, 1, linear(0.93, 0.01, 240))
    spots(picture, int(rng.integers(10, 60)), [linear(0.98, 0.005, 240)], rng.uniform(1, 4), 0, horizon, rng)
    return picture


def lights(setting: Setting, horizon: float, rng: np.random.Generator) -> Floats:
    """Darkness with lamps: a street, or strings of party lights."""
    party = setting.place == "party lights"
    hue = float(rng.normal(60, 20)) if party else float(rng.normal(260, 20))
    picture = filled(linear(float(rng.uniform(0.14, 0.28)), 0.03, hue))
    for _ in range(0 if party else int(rng.integers(4, 10))):
        left = rng.uniform(-0.1, 1)
        box(
            picture,
            left,
            rng.uniform(0, 0.4),
            left + rng.uniform(0.08, 0.25),
            1,
            linear(rng.uniform(0.1, 0.3), 0.03, hue),
        )
    warm, tints = linear(0.85, 0.13, 72), [linear(0.8, 0.14, float(h)) for h in rng.choice([30, 72, 72, 200, 330], 2)]
    top, bottom = (0.02, horizon - 0.05) if party else (0.2, horizon - 0.02)
    spots(picture, int(rng.integers(18, 70)), [warm, warm, *tints], rng.uniform(5, 14), top, bottom, rng)
    return picture
