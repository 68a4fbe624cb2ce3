"""Lays the product over its backdrop. Where it is opaque, its bytes are copied, not computed."""

from __future__ import annotations

import numpy as np

from pdp_ai.imaging.arrays import Bytes, Floats
from pdp_ai.imaging.place import Placement


def lay_over(backdrop: Floats, product: Bytes, opacity: Bytes, placement: Placement, *, seed: int) -> Bytes:
    """The finished picture, H × W × 3.

    backdrop: H × W × 3 in 0–1. product, opacity: the placed patch (edge colours already cleaned) and its H × W opacity.
    """
    picture = _dithered(backdrop, seed)
    rows, columns = placement.window
    behind = picture[rows, columns].astype(np.float32)
    share = (opacity.astype(np.float32) / 255)[..., None]
    mixed = np.round(product * share + behind * (1 - share)).astype(np.uint8)
    picture[rows, columns] = np.where((opacity == 255)[..., None], product, mixed)
    return picture


def _dithered(values: Floats, seed: int) -> Bytes:
    """8 bits without bands in gradients: just under half a step of noise before rounding; whole levels stay."""
    noise = np.random.default_rng(seed).uniform(-0.498, 0.498, values.shape[:2]).astype(np.float32)[..., None]
    dithered = np.where(values >= 1, 255, np.clip(values * 255 + noise, 0, 255))
    return np.round(dithered).astype(np.uint8)
