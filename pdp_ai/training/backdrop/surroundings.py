"""What lies behind the product, out of focus: sketched sharp and small, then seen through a wide open lens."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from pdp_ai.imaging.arrays import Floats
from pdp_ai.imaging.light import leaf_light, window_light
from pdp_ai.training.backdrop.indoors import kitchen, room, wall, window
from pdp_ai.training.backdrop.outdoors import beach, foliage, lights, meadow, snowfield
from pdp_ai.training.backdrop.settings import Setting
from pdp_ai.training.backdrop.sketch import SIDE

_DRAW: dict[str, Callable[[Setting, float, np.random.Generator], Floats]] = {
    "wall": wall, "sweep": wall, "room": room, "kitchen": kitchen, "window": window, "garden": foliage,
    "forest": foliage, "meadow": meadow, "beach": beach, "snow": snowfield, "city at night": lights,
    "party lights": lights,
}  # fmt: skip


def draw_surroundings(setting: Setting, horizon: float, rng: np.random.Generator) -> Floats:
    """SIDE × SIDE × 3 in linear light, already blurred; horizon: where the surface ends, as a part of the height."""
    sharp = _DRAW[setting.place](setting, horizon, rng)
    if setting.place in {"wall", "sweep"}:
        return sharp
    return _through_lens(sharp, float(rng.uniform(3.2, 7.5)))


def gobo(setting: Setting, rng: np.random.Generator) -> Floats:
    """SIDE × SIDE, 0 shade … 1 sun, of the setting's pattern."""
    draw = window_light if setting.pattern == "window" else leaf_light
    return draw(SIDE, towards=1 if setting.side == "left" else -1, rng=rng)


def _through_lens(picture: Floats, radius: float) -> Floats:
    """Every point becomes a disc, as behind a wide open lens; by Fourier transform, edges repeated."""
    margin = 16
    padded = np.pad(picture, [(margin, margin), (margin, margin), (0, 0)], mode="edge")
    side = padded.shape[0]
    y, x = np.mgrid[0:side, 0:side].astype(np.float32) - side // 2
    disc = np.clip(radius + 0.5 - np.hypot(x, y), 0, 1) * (0.85 + 0.15 * np.clip(np.hypot(x, y) / radius, 0, 1))
    kernel = np.fft.rfft2(np.fft.ifftshift(disc / disc.sum()))[..., None]
    blurred = np.fft.irfft2(np.fft.rfft2(padded, axes=(0, 1)) * kernel, s=(side, side), axes=(0, 1))
    return np.asarray(np.clip(blurred, 0, None)[margin:-margin, margin:-margin], dtype=np.float32)
