"""Reads the photos a row names, from nowhere but the catalogue's own folder."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from pdp_ai.exceptions import PhotoUnreadable
from pdp_ai.imaging.read import normalise_photo

from .rows import BadRow

MAX_BYTES = 20_000_000
#: Files made here start so; it tells them from photos that people added by hand.
NAME_PREFIX = "catalogue-"
_JPEG_QUALITY = 92


class EncodedPhoto(NamedTuple):
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class PhotoFile:
    """A photo of the catalogue, known by the hash of its bytes; decoded only when it is new."""

    source: Path
    data: bytes

    @property
    def stem(self) -> str:
        return NAME_PREFIX + hashlib.sha256(self.data).hexdigest()[:32]

    def encode(self) -> EncodedPhoto:
        """What to store: upright, sRGB, without metadata. Raises `BadRow`."""
        try:
            normalised = normalise_photo(self.data)
        except PhotoUnreadable as error:
            raise BadRow("images", f"“{self.source.name}”: {error}") from error
        image = Image.open(io.BytesIO(normalised))
        if image.mode != "RGB":
            return EncodedPhoto(f"{self.stem}.png", normalised)
        out = io.BytesIO()
        image.save(out, "JPEG", quality=_JPEG_QUALITY, subsampling=0)
        return EncodedPhoto(f"{self.stem}.jpg", out.getvalue())


def open_photos(folder: Path, names: tuple[str, ...]) -> list[PhotoFile]:
    """In the row's order, each once. Raises `BadRow` naming the file that cannot be used."""
    photos = {photo.stem: photo for photo in (_open(folder, name) for name in names)}
    return list(photos.values())


def _open(folder: Path, name: str) -> PhotoFile:
    def refuse(why: str) -> BadRow:
        return BadRow("images", f"“{name[:80]}” {why}")

    if name in {".", ".."} or "/" in name or "\\" in name:
        raise refuse("is not a plain file name")
    try:
        source = (folder / name).resolve(strict=True)
        if not source.is_relative_to(folder.resolve()):
            raise refuse("leads out of the images folder")
        if source.stat().st_size > MAX_BYTES:
            raise refuse(f"is larger than {MAX_BYTES // 1_000_000} MB")
        data = source.read_bytes()
    except (OSError, ValueError) as error:
        raise refuse("is not in the images folder, or cannot be read") from error
    if not data:
        raise refuse("is empty")
    return PhotoFile(source, data)
