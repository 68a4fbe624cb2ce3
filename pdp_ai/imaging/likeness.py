"""How alike pictures look, by perceptual hashes: bits in which they differ, 0 for the same picture."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from PIL import Image, UnidentifiedImageError

_SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}
#: Where there is no other picture: as far as two hashes can be apart.
FAR = 64
#: Side to which a picture may shrink before it is hashed, in pixels.
_ENOUGH = 400


def nearest_of_each(pictures: Sequence[bytes]) -> list[float]:
    """For each picture, how far the most similar one of the others is, in shapes (64 bits) and in colours (42).

    Candidates show the same product: what tells two scenes apart is often their colour alone.
    """
    import imagehash

    images = [_open(picture) for picture in pictures]
    looks = [(imagehash.phash(image), imagehash.colorhash(image)) for image in images]
    return [
        float(
            min(
                (shapes - other_shapes) + (colours - other_colours)
                for place, (other_shapes, other_colours) in enumerate(looks)
                if place != index
            )
            if len(looks) > 1
            else FAR
        )
        for index, (shapes, colours) in enumerate(looks)
    ]


def look_of(picture: bytes) -> str:
    """Its shapes as 16 hexadecimal digits and its colours as 11, to be compared bit by bit."""
    import imagehash

    image = _open(picture)
    image.thumbnail((_ENOUGH, _ENOUGH))
    return f"{imagehash.phash(image)}{imagehash.colorhash(image)}"


def nearest_in_folder(picture: bytes, folder: str) -> float:
    """How far the most similar picture in the folder is, in shapes; raises OSError without a folder."""
    import imagehash

    look = imagehash.phash(_open(picture))
    return float(min((look - other for other in _looks_in(folder, Path(folder).stat().st_mtime_ns)), default=FAR))


@lru_cache(maxsize=8)
def _looks_in(folder: str, changed: int) -> tuple[Any, ...]:  # noqa: ARG001  # a changed folder is read anew
    import imagehash

    return tuple(imagehash.phash(image) for image in _images_in(Path(folder)))


def _images_in(folder: Path) -> Iterator[Image.Image]:
    """What can be opened; a broken file in somebody's folder is no reason to stop."""
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in _SUFFIXES:
            try:
                image = _open(path.read_bytes())
            except (UnidentifiedImageError, OSError):
                continue
            yield image


def _open(picture: bytes) -> Image.Image:
    with Image.open(io.BytesIO(picture)) as image:
        return image.convert("RGB")
