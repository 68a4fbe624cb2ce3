"""Photos drawn for the tests: no real product photo lives in this repository."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from pdp_ai.imaging.arrays import Bytes


def vase_photo(size: tuple[int, int] = (480, 600), *, wall: str = "#d8d4cc") -> tuple[Bytes, Bytes]:
    """A red vase with painted texture before a plain wall, and its true opacity: H × W × 3 and H × W."""
    width, height = size
    mask = Image.new("L", size, 0)
    pen = ImageDraw.Draw(mask)
    pen.ellipse((width * 0.30, height * 0.35, width * 0.70, height * 0.80), fill=255)
    pen.rectangle((width * 0.42, height * 0.20, width * 0.58, height * 0.45), fill=255)
    pen.rectangle((width * 0.38, height * 0.74, width * 0.62, height * 0.85), fill=255)
    mask = mask.filter(ImageFilter.GaussianBlur(0.7))
    noise = np.random.default_rng(1).integers(-25, 25, (height, width, 3))
    clay = Image.fromarray(np.clip(np.array([170, 60, 45]) + noise, 0, 255).astype(np.uint8))
    photo = Image.new("RGB", size, wall)
    photo.paste(clay, mask=mask)
    return np.asarray(photo), np.asarray(mask)


def blurred(alpha: Bytes, radius: float = 5) -> Bytes:
    """What a coarse network makes of a sharp outline."""
    return np.asarray(Image.fromarray(alpha).filter(ImageFilter.GaussianBlur(radius)))


def encoded(picture: Bytes | Image.Image, kind: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    image.save(out, kind, **options)
    return out.getvalue()
