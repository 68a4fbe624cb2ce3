"""Thumbnails of easy-thumbnails, by the real package."""

from __future__ import annotations

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from easy_thumbnails.files import get_thumbnailer
from PIL import Image

from pdp_ai.imaging.content_credentials import read_signature
from pdp_ai.imaging.mark import Mark, read_mark
from tests.conftest import photo_bytes
from tests.thumbnails.marked import marked_picture

pytestmark = pytest.mark.django_db


def thumbnail(content: bytes, side: int, **options: object) -> bytes:
    name = default_storage.save("workshop/vase.png", ContentFile(content))
    made = get_thumbnailer(default_storage, name).get_thumbnail({"size": (side, side), **options})
    with default_storage.open(made.name) as file:
        return file.read()


@pytest.mark.parametrize("options", [{}, {"crop": True}, {"background": "white"}], ids=str)
def test_a_thumbnail_keeps_the_mark(options: dict[str, object]) -> None:
    small = thumbnail(marked_picture(), 160, **options)
    assert read_mark(small) == Mark("composite", "u2netp", "1")
    assert max(Image.open(io.BytesIO(small)).size) == 160
    assert read_signature(small, "image/jpeg") is None


def test_a_large_one_is_signed_and_names_its_parent() -> None:
    signature = read_signature(thumbnail(marked_picture(), 1100), "image/jpeg")
    assert signature is not None
    assert (signature.intact, signature.parents) == (True, 1)


def test_a_persons_own_photo_gets_no_mark() -> None:
    assert read_mark(thumbnail(photo_bytes(), 160)) is None


def test_a_file_that_lies_in_no_storage_is_marked_too_and_stays_open() -> None:
    source = io.BytesIO(marked_picture((300, 300)))
    made = get_thumbnailer(source, relative_name="vase.png").get_thumbnail({"size": (60, 60)})
    with default_storage.open(made.name) as file:
        assert read_mark(file.read()) == Mark("composite", "u2netp", "1")
    assert not source.closed
