"""Surfaces a product can stand on, as colour at any point of a plane; u and v in metres, colours in linear light."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from pdp_ai.imaging.arrays import Floats
from pdp_ai.imaging.colour import from_oklch
from pdp_ai.imaging.texture import Grain, boards, plaster, stone

#: Lightness, chroma and hue in OKLCH.
Colour = tuple[float, float, float]
_WOODS: dict[str, Colour | None] = {"oak": (0.70, 0.070, 68.0), "walnut": (0.43, 0.055, 52.0), "painted wood": None}


def linear(lightness: float, chroma: float, hue: float) -> Floats:
    """An OKLCH colour as linear RGB."""
    return np.asarray(from_oklch(float(np.clip(lightness, 0.05, 0.985)), max(chroma, 0.0), hue) ** 2.2)


#: How much of what is behind shows in a surface, seen at a flat angle.
GLOSS = {
    "oak": 0.10, "walnut": 0.16, "painted wood": 0.08, "marble": 0.22, "black marble": 0.30, "concrete": 0.05,
    "slate": 0.10, "linen": 0.0, "tiles": 0.20, "paper": 0.0, "sand": 0.0, "grass": 0.0, "snow": 0.03,
}  # fmt: skip


def surface_colour(name: str, colour: Colour, u: Floats, v: Floats, rng: np.random.Generator) -> Floats:
    """… × 3. colour: of what can have any: paper, painted wood, linen, tiles."""
    seed, jitter = int(rng.integers(2**31)), float(rng.normal(0, 0.025))
    if name in _WOODS:
        return _wood(name, colour, u, v, seed, jitter, rng)
    if name == "tiles":
        return _tiles(u, v, seed, _paled(colour, 0.45), float(rng.uniform(0.10, 0.18)))
    if name in {"sand", "grass"}:
        return (_sand if name == "sand" else _grass)(u, v, seed, rng)
    draw: dict[str, Callable[[], Floats]] = {
        "marble": lambda: _marble(u, v, seed, jitter, dark=False),
        "black marble": lambda: _marble(u, v, seed, jitter, dark=True),
        "concrete": lambda: _concrete(u, v, seed, jitter),
        "slate": lambda: (
            linear(0.38 + jitter, 0.012, 250) * np.clip(1 + 4 * (stone(u, v, seed) - 1), 0.2, 2)[..., None]
        ),
        "linen": lambda: linear(*_paled(colour, 0.42)) * _weave(u, v, seed)[..., None],
        "paper": lambda: linear(*colour) * (1 + 0.5 * (plaster(u, v, seed) - 1))[..., None],
        "snow": lambda: _snow(u, v, seed),
    }
    return draw[name]()


def _paled(colour: Colour, light: float) -> Colour:
    """As cloth and glaze take a colour: half of it."""
    return colour[0] * 0.5 + light, colour[1] * 0.5, colour[2]


def _wood(
    name: str, colour: Colour, u: Floats, v: Floats, seed: int, jitter: float, rng: np.random.Generator
) -> Floats:
    """Bright and dark grain differ in colour too: dark grain is redder."""
    lightness, chroma, hue = _WOODS[name] or (min(colour[0] * 0.6 + 0.36, 0.95), colour[1] * 0.5, colour[2])
    contrast = {"oak": 1.5, "walnut": 2.0, "painted wood": 0.9}[name]
    tones = boards(u, v, seed, width=float(rng.uniform(0.10, 0.22)))
    tint = linear(lightness + jitter, chroma, hue + float(rng.normal(0, 5)))
    return tint * np.clip(1 + (tones - 1) * contrast, 0.05, 2)[..., None] ** np.array([0.9, 1.05, 1.25])


def _concrete(u: Floats, v: Floats, seed: int, jitter: float) -> Floats:
    grain = Grain(seed)
    blotches = 1 + 0.07 * grain.octaves(u * 3, v * 3, 5) + 0.02 * grain.at(u * 180, v * 180)
    pits = np.clip(grain.at(u * 45, v * 45) - 2.3, 0, 1)
    return linear(0.72 + 2 * jitter, 0.006, 80) * np.clip(blotches - 0.5 * pits, 0.1, 2)[..., None]


def _marble(u: Floats, v: Floats, seed: int, jitter: float, *, dark: bool) -> Floats:
    """Veins where slow, twisted noise passes through zero."""
    grain = Grain(seed)
    twist = grain.octaves(u * 2.2, v * 2.2, 4)
    veins = np.exp(-np.abs(grain.octaves(u * 1.6 + 0.8 * twist, v * 2.4 + 0.5 * twist + 40, 3)) / 0.055)
    fine = np.exp(-np.abs(grain.octaves(u * 4 + 0.9 * twist + 70, v * 5 + 0.6 * twist, 3)) / 0.05)
    strength = np.clip(0.55 + 0.5 * grain.at(u * 1.7 + 9, v * 1.7), 0, 1.2)
    clouds = grain.octaves(u * 1.5 + 5, v * 1.5, 4)
    amount = (0.75 * veins + 0.35 * fine) * strength
    if dark:
        return linear(0.24 + jitter, 0.008, 250) * (1 + 0.15 * clouds)[..., None] + 0.22 * amount[..., None]
    tones = np.clip(1 + 0.03 * clouds - 0.42 * amount, 0.1, 1.2)
    return linear(0.93 + 0.5 * jitter, 0.004, 80) * tones[..., None] ** np.array([1.0, 0.98, 0.94])


def _weave(u: Floats, v: Floats, seed: int) -> Floats:
    """Threads, and folds in which the cloth turns from the light."""
    grain = Grain(seed)
    threads = grain.at(u * 420, v * 22) + grain.at(u * 22, v * 420)
    folds = grain.octaves(u * 1.3 + 0.5 * v, v * 2.6, 2)
    return np.clip(1 + 0.05 * threads + 0.16 * folds, 0.2, 1.6)


def _tiles(u: Floats, v: Floats, seed: int, colour: Colour, side: float) -> Floats:
    grain = Grain(seed)
    column, row = np.floor(u / side), np.floor(v / side)
    tone = 1 + 0.05 * grain.at(column * 3.7 + 0.5, row * 5.3 + 0.5) + 0.02 * grain.octaves(u * 6, v * 6, 3)
    edge = np.minimum(
        np.minimum(u / side - column, column + 1 - u / side), np.minimum(v / side - row, row + 1 - v / side)
    )
    joint = np.exp(-((edge * side / 0.0035) ** 2))[..., None]
    return linear(*colour) * tone[..., None] * (1 - joint) + 0.45 * joint


def _sand(u: Floats, v: Floats, seed: int, rng: np.random.Generator) -> Floats:
    grain = Grain(seed)
    bend = grain.octaves(u * 1.2, v * 1.2, 3)
    ripples = np.sin(2 * np.pi * (v * 7 + 1.1 * bend)) * (0.5 + 0.5 * grain.at(u * 0.9 + 3, v * 1.4))
    grains = grain.at(u * 300, v * 300) + 0.7 * grain.at(u * 140, v * 140)
    tint = linear(0.80 + float(rng.normal(0, 0.03)), 0.055, 76)
    return tint * np.clip(1 + 0.10 * ripples + 0.09 * bend + 0.07 * grains, 0.2, 2)[..., None]


def _grass(u: Floats, v: Floats, seed: int, rng: np.random.Generator) -> Floats:
    grain = Grain(seed)
    blades = grain.at(u * 130, v * 40) + 0.8 * grain.at(u * 70 + 20, v * 24)
    tufts = grain.octaves(u * 5, v * 5, 4)
    tones = np.clip(1 + 0.34 * blades + 0.30 * tufts, 0.15, 3)[..., None]
    hue = 128 + float(rng.normal(0, 6))
    lit = linear(0.60, 0.125, hue - 8) * tones
    return lit * (1 + 0.10 * tufts[..., None] * np.array([1.2, 0.2, -0.6]))


def _snow(u: Floats, v: Floats, seed: int) -> Floats:
    grain = Grain(seed)
    heaps = grain.octaves(u * 2.2, v * 3.4, 4)
    sparkle = np.clip(grain.at(u * 260, v * 260) - 2.1, 0, 2)
    hollow = np.clip(-heaps, 0, 2)[..., None]
    return linear(0.95, 0.006, 240) * (1 - hollow * np.array([0.17, 0.12, 0.06])) + 0.08 * sparkle[..., None]
