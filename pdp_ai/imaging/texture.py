"""Surfaces made of noise: plaster, stone and wooden boards, as brightness around 1.0 at any point of a plane."""

from __future__ import annotations

import numpy as np

from pdp_ai.imaging.arrays import Floats

#: Side of the square noise tiles, in cells; they repeat beyond.
_TILE = 256


class Grain:
    """Repeatable smooth noise: the same seed gives the same surface."""

    def __init__(self, seed: int) -> None:
        self._tile = np.random.default_rng(seed).standard_normal((_TILE, _TILE)).astype(np.float32)

    def at(self, u: Floats, v: Floats) -> Floats:
        """Noise of unit strength at the points (u, v), in cells; smooth between them."""
        from scipy import ndimage

        return np.asarray(
            ndimage.map_coordinates(self._tile, [v % _TILE, u % _TILE], order=1, mode="grid-wrap"), dtype=np.float32
        )

    def octaves(self, u: Floats, v: Floats, count: int) -> Floats:
        """Fractal noise: each octave twice as fine and 0.55 times as strong."""
        return sum(
            (
                self.at(u * 2**octave + 17 * octave, v * 2**octave + 31 * octave) * 0.55**octave
                for octave in range(count)
            ),
            np.zeros_like(u),
        )


def plaster(u: Floats, v: Floats, seed: int) -> Floats:
    """Troweled wall; u and v in metres."""
    grain = Grain(seed)
    return 1 + 0.012 * grain.octaves(u * 5, v * 7, 4) + 0.006 * grain.at(u * 130, v * 130)


def stone(u: Floats, v: Floats, seed: int) -> Floats:
    """Fine-grained stone with faint clouds; u and v in metres."""
    grain = Grain(seed)
    clouds = grain.octaves(u * 6 + 0.6 * grain.at(u * 9, v * 9), v * 6, 4)
    return 1 + 0.022 * clouds + 0.016 * grain.at(u * 260, v * 260)


def boards(u: Floats, v: Floats, seed: int, *, width: float = 0.16) -> Floats:
    """Planed boards running along u, `width` metres each; u and v in metres."""
    grain = Grain(seed)
    number = np.floor(v / width)
    within = v / width - number
    shift = number * 7.31
    # Year rings: long waves bent by slow noise, strong in some places and gone in others; pores: fine short streaks.
    bend = grain.octaves(u * 0.9 + shift, v * 6 + shift, 4)
    rings = np.sin(2 * np.pi * (within * 2.6 + 0.9 * bend + 0.37 * number)) * (
        0.6 + 0.4 * grain.at(u * 2 + shift, v * 11)
    )
    pores = grain.at(u * 38 + shift * 3, v * 700) + 0.6 * grain.at(u * 11 + shift, v * 1300)
    tone = grain.at(number * 3.7, np.zeros_like(number))
    gap = np.exp(-(((np.minimum(within, 1 - within)) * width / 0.0016) ** 2))
    tones = (1 + 0.040 * rings + 0.026 * pores + 0.035 * bend + 0.045 * tone) * (1 - 0.55 * gap)
    return np.asarray(tones, dtype=np.float32)
