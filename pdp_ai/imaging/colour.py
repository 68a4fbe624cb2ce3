"""Colours as people see them: OKLab (Björn Ottosson, 2020), so that a palette can be derived from a product."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from pdp_ai.imaging.arrays import Bytes, Floats

_RGB_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LMS_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_LAB_TO_LMS = np.linalg.inv(_LMS_TO_LAB)
_LMS_TO_RGB = np.linalg.inv(_RGB_TO_LMS)


@dataclass(frozen=True, slots=True)
class ProductColours:
    #: Degrees in OKLCH, weighted by chroma; of no meaning when `chroma` is near 0.
    hue: float
    #: Mean OKLCH chroma: 0 is grey, 0.05 muted, 0.15 and more vivid.
    chroma: float
    #: OKLab lightness of the product, and of the photo around it.
    lightness: float
    surroundings: float


def product_colours(photo: Bytes, alpha: Bytes) -> ProductColours:
    """What the backdrop is derived from. photo: H × W × 3; alpha: H × W."""
    step = max(1, max(alpha.shape) // 256)
    pixels, opacity = photo[::step, ::step], alpha[::step, ::step]
    product = to_oklab(pixels[opacity > 200])
    around = to_oklab(pixels[opacity < 20])
    if not len(product):
        return ProductColours(hue=70.0, chroma=0.0, lightness=0.6, surroundings=0.8)
    chroma = np.hypot(product[:, 1], product[:, 2])
    strength = chroma**2
    a, b = float((product[:, 1] * strength).sum()), float((product[:, 2] * strength).sum())
    return ProductColours(
        hue=math.degrees(math.atan2(b, a)) % 360,
        chroma=float(chroma.mean()),
        lightness=float(product[:, 0].mean()),
        surroundings=float(around[:, 0].mean()) if len(around) else 0.8,
    )


def to_oklab(pixels: Bytes) -> Floats:
    """… × 3 sRGB bytes to … × 3 L, a, b."""
    encoded = pixels.astype(np.float32) / 255
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    return np.asarray(np.cbrt(linear @ _RGB_TO_LMS.T) @ _LMS_TO_LAB.T, dtype=np.float32)


def from_oklch(lightness: float, chroma: float, hue: float) -> Floats:
    """One sRGB colour, 3 values in 0–1; hue in degrees. What does not fit into sRGB is clipped."""
    angle = math.radians(hue)
    lab = np.array([lightness, chroma * math.cos(angle), chroma * math.sin(angle)])
    linear = np.clip(((lab @ _LAB_TO_LMS.T) ** 3) @ _LMS_TO_RGB.T, 0, 1)
    encoded = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.asarray(encoded, dtype=np.float32)
