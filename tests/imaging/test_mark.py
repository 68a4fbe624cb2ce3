"""XMP in every format, and not one bit of the picture changed by it."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from pdp_ai.imaging.mark import VOCABULARY, Mark, embed_mark, read_mark
from tests.imaging.drawn import encoded, vase_photo

MARK = Mark("composite", 'u2netp + "warm" scene <é> & more', "sha256:1")
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

#: MIME type, mode, Pillow's options.
FILES = [
    ("image/png", "RGB", {}),
    ("image/png", "RGBA", {"icc_profile": SRGB}),
    ("image/jpeg", "RGB", {}),
    ("image/jpeg", "L", {"icc_profile": SRGB}),
    ("image/webp", "RGB", {}),
    ("image/webp", "RGB", {"lossless": True}),
    ("image/webp", "RGBA", {"lossless": True}),
    ("image/webp", "RGBA", {"icc_profile": SRGB}),
    ("image/avif", "RGB", {"speed": 9}),
    ("image/avif", "RGBA", {"speed": 9, "icc_profile": SRGB}),
]


def picture_file(mime: str, mode: str, options: dict[str, object]) -> bytes:
    photo = Image.fromarray(vase_photo((151, 99))[0])
    if mode == "RGBA":
        photo.putalpha(Image.linear_gradient("L").resize(photo.size))
    return encoded(photo.convert(mode), mime.removeprefix("image/").upper(), **options)


@pytest.mark.parametrize(("mime", "mode", "options"), FILES)
def test_the_mark_is_read_back_and_the_picture_is_the_same(mime: str, mode: str, options: dict[str, object]) -> None:
    before = picture_file(mime, mode, options)
    after = embed_mark(before, mime, MARK)
    assert read_mark(before) is None
    assert read_mark(after) == MARK
    was, now = Image.open(io.BytesIO(before)), Image.open(io.BytesIO(after))
    assert (now.mode, now.size, now.info.get("icc_profile")) == (was.mode, was.size, was.info.get("icc_profile"))
    assert np.array_equal(np.asarray(now), np.asarray(was))


@pytest.mark.parametrize("mime", ["image/png", "image/jpeg", "image/webp", "image/avif"])
def test_any_xmp_reader_finds_the_term(mime: str) -> None:
    marked = embed_mark(picture_file(mime, "RGB", {}), mime, Mark("trainedAlgorithmicMedia"))
    description = Image.open(io.BytesIO(marked)).getxmp()["xmpmeta"]["RDF"]["Description"]
    assert description["DigitalSourceType"] == VOCABULARY + "trainedAlgorithmicMedia"
    assert "AISystemUsed" not in description


def test_another_makers_mark_is_understood_in_whichever_notation() -> None:
    for body in (
        "<Iptc4xmpExt:DigitalSourceType>{}</Iptc4xmpExt:DigitalSourceType>",
        '<Iptc4xmpExt:DigitalSourceType rdf:resource="{}"/>',
    ):
        packet = body.format("https://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia")
        data = encoded(Image.new("RGB", (8, 8)), "JPEG", xmp=packet.encode())
        assert read_mark(data) == Mark("trainedAlgorithmicMedia")


def test_xmp_without_the_term_is_no_mark() -> None:
    assert read_mark(encoded(Image.new("RGB", (8, 8)), "JPEG", xmp=b"<x:xmpmeta/>")) is None
