"""Wagtail's renditions, made in each of its ways."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.images import ImageFile
from PIL import Image
from wagtail.images import get_image_model

from pdp_ai.imaging.content_credentials import read_signature
from pdp_ai.imaging.mark import Mark, read_mark
from tests.conftest import photo_bytes
from tests.thumbnails.marked import marked_picture

pytestmark = pytest.mark.django_db

MARK = Mark("composite", "u2netp", "1")


@pytest.fixture(autouse=True)
def _forget_renditions() -> None:
    cache.clear()


@pytest.fixture
def picture(make_product: Any) -> Any:
    return get_image_model().objects.create(title="Vase", file=ImageFile(io.BytesIO(marked_picture()), name="vase.png"))


def content(rendition: Any) -> bytes:
    with rendition.file.open("rb") as file:
        return bytes(file.read())


@pytest.mark.parametrize("form", ["png", "jpeg", "webp", "avif"])
def test_a_rendition_keeps_the_mark_in_every_format(picture: Any, form: str) -> None:
    small = content(picture.get_rendition(f"fill-160x160|format-{form}"))
    assert read_mark(small) == MARK
    assert Image.open(io.BytesIO(small)).size == (160, 160)
    assert read_signature(small, f"image/{form}") is None


def test_several_renditions_at_once_keep_it_as_well(picture: Any) -> None:
    made = picture.get_renditions("width-100", "width-200", "width-300")
    assert [read_mark(content(rendition)) for rendition in made.values()] == [MARK] * 3


def test_a_large_rendition_is_signed_and_names_its_parent(picture: Any, settings: Any) -> None:
    signature = read_signature(content(picture.get_rendition("max-1100x1100|format-webp")), "image/webp")
    assert signature is not None
    assert (signature.intact, signature.parents) == (True, 1)
    settings.PDP_AI = {**settings.PDP_AI, "PROVENANCE": {"SIGN_RENDITIONS_FROM": None}}
    assert read_signature(content(picture.get_rendition("max-1200x1200|format-webp")), "image/webp") is None


def test_a_persons_own_photo_gets_no_mark(make_product: Any) -> None:
    image = make_product(photo=photo_bytes()).photos.get().image
    assert read_mark(content(image.get_rendition("width-100"))) is None


def test_a_drawing_passes_by(make_product: Any) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>'
    image = get_image_model().objects.create(title="Plan", file=ImageFile(io.BytesIO(svg), name="plan.svg"))
    assert b"<svg" in content(image.get_rendition("width-5"))
