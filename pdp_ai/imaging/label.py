"""Writes a few words into a picture's corner, so that it says by itself what it is."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from pdp_ai.imaging.arrays import decode_rgb
from pdp_ai.imaging.encode import encode

#: Height of the letters as a part of the picture's shorter side.
_LETTERS = 0.028


def write_label(picture: bytes, words: str) -> bytes:
    """The picture as PNG with `words` on a translucent strip in its lower left corner."""
    image = Image.fromarray(np.ascontiguousarray(decode_rgb(picture)))
    size = max(12, round(_LETTERS * min(image.size)))
    font = ImageFont.load_default(size)
    left, top, right, bottom = ImageDraw.Draw(image).textbbox((0, 0), words, font=font)
    strip = Image.new("RGBA", (round(right - left + 1.2 * size), round(bottom - top + 0.9 * size)), (20, 20, 20, 170))
    ImageDraw.Draw(strip).text((0.6 * size - left, 0.45 * size - top), words, font=font, fill="white")
    image.paste(strip, (0, image.height - strip.height), strip)
    return encode(np.asarray(image))
