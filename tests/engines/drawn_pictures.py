"""Small pictures as bytes, and bytes as arrays."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from pdp_ai.engines.base import RequestFailed
from pdp_ai.types import Artifact


def png(size: tuple[int, int] = (64, 64), colour: str | int = "firebrick", mode: str = "RGB") -> bytes:
    return saved(Image.new(mode, size, colour))


def half_mask(size: tuple[int, int] = (64, 64)) -> bytes:
    """White, to be painted, in its right half."""
    mask = Image.new("L", size)
    mask.paste(255, (size[0] // 2, 0, *size))
    return saved(mask)


def saved(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def pixels(outcome: Artifact | RequestFailed) -> np.ndarray:
    """As signed numbers, height × width × 3."""
    assert isinstance(outcome, Artifact), outcome
    picture = Image.open(io.BytesIO(outcome.content or b""))
    assert (picture.format, picture.mode, outcome.mime) == ("PNG", "RGB", "image/png")
    return np.asarray(picture).astype(int)


def difference(one: Artifact | RequestFailed, other: Artifact | RequestFailed) -> int:
    """The largest of any two pixels."""
    return int(np.abs(pixels(one) - pixels(other)).max())
