"""Turns a finished picture into the draft's file."""

from __future__ import annotations

import io

from PIL import Image

from pdp_ai.imaging.arrays import Bytes

#: PNG is lossless, so the promise about untouched pixels holds for the very file that is reviewed; every browser, image
#: library and thumbnailer reads it. The shop's own renditions compress it for the page.
MIME = "image/png"


def encode(picture: Bytes) -> bytes:
    """H × W × 3 to a PNG file without any metadata."""
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "PNG", compress_level=6)
    return out.getvalue()
