"""Compresses a finished picture for a shop's page, and measures what that costs. Pillow only: web servers do it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any, Literal

from PIL import Image, ImageChops, ImageStat

Form = Literal["jpeg", "webp", "avif"]

#: Below it a product looks cheap.
LOWEST_QUALITY = 40
#: Finer steps are not seen, and a person waits for every try.
_STEP = 4

#: More effort than Pillow's own costs seconds and saves a few per cent.
_OPTIONS: dict[str, dict[str, Any]] = {"jpeg": {"optimize": True}, "webp": {"method": 4}, "avif": {"speed": 7}}


@dataclass(frozen=True, slots=True)
class Compressed:
    content: bytes
    mime: str
    #: 0–100, as the format's encoder counts it.
    quality: int
    #: From the picture that went in, over all pixels and channels, in 8-bit steps.
    max_difference: int
    mean_difference: float


def is_transparent(content: bytes) -> bool:
    with Image.open(io.BytesIO(content)) as image:
        return image.has_transparency_data


def compress(content: bytes, form: Form, *, quality: int, max_bytes: int | None) -> Compressed | None:
    """The picture at `quality`, or at the best of a few steps below it that needs at most `max_bytes`.

    None where even `LOWEST_QUALITY` needs more. In sRGB, without any metadata; `content` must be so too.
    """
    with Image.open(io.BytesIO(content)) as opened:
        picture = opened.convert("RGBA" if opened.has_transparency_data else "RGB")
    picture.info.clear()  # a comment would be written again
    best = _encode(picture, form, quality)
    if max_bytes is not None and len(best) > max_bytes:
        found = _best_fit(picture, form, range(LOWEST_QUALITY, quality, _STEP), max_bytes)
        if found is None:
            return None
        quality, best = found
    with Image.open(io.BytesIO(best)) as shown:
        difference = ImageChops.difference(picture, shown.convert(picture.mode))
    stat = ImageStat.Stat(difference)
    most = max(high for _, high in stat.extrema)
    return Compressed(best, f"image/{form}", quality, int(most), round(sum(stat.mean) / len(stat.mean), 3))


def _best_fit(picture: Image.Image, form: Form, qualities: range, max_bytes: int) -> tuple[int, bytes] | None:
    low, high, found = 0, len(qualities) - 1, None
    while low <= high:
        middle = (low + high) // 2
        encoded = _encode(picture, form, qualities[middle])
        if len(encoded) <= max_bytes:
            low, found = middle + 1, (qualities[middle], encoded)
        else:
            high = middle - 1
    return found


def _encode(picture: Image.Image, form: Form, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, quality=quality, **_OPTIONS[form])
    return out.getvalue()
