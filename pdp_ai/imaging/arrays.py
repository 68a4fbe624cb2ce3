"""The shapes pictures have between Pillow and NumPy, and the way there and back."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

#: H × W or H × W × 3, 0–255.
Bytes = npt.NDArray[np.uint8]
#: H × W or H × W × 3, 0–1 unless said otherwise.
Floats = npt.NDArray[np.floating[Any]]
Mask = npt.NDArray[np.bool_]


def decode_rgb(data: bytes) -> Bytes:
    """H × W × 3; transparency shows white."""
    image = Image.open(io.BytesIO(data))
    if image.has_transparency_data:
        flat = Image.new("RGBA", image.size, "white")
        flat.alpha_composite(image.convert("RGBA"))
        image = flat
    return np.asarray(image.convert("RGB"))


def decode_grey(data: bytes) -> Bytes:
    """H × W."""
    return np.asarray(Image.open(io.BytesIO(data)).convert("L"))


def decode_transparency(data: bytes) -> Bytes | None:
    """H × W, or nothing when the picture is opaque throughout."""
    image = Image.open(io.BytesIO(data))
    if not image.has_transparency_data:
        return None
    return np.asarray(image.convert("RGBA").getchannel("A"))


def enlarge(values: Floats, size: tuple[int, int]) -> Floats:
    """H × W or H × W × 3 brought to `size` (width, height), smoothly; for what is soft by nature: light and shadow."""
    if values.ndim == 3:
        return np.dstack([enlarge(values[..., channel], size) for channel in range(values.shape[2])])
    plane = Image.fromarray(np.ascontiguousarray(values, dtype=np.float32))
    return np.asarray(plane.resize(size, Image.Resampling.BICUBIC), dtype=np.float32)
