"""Thumbnails of sorl-thumbnail, by the real package."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from sorl.thumbnail import default, get_thumbnail

from pdp_ai.imaging.mark import Mark, read_mark
from tests.conftest import photo_bytes
from tests.thumbnails.marked import marked_picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _engine(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    settings.THUMBNAIL_ENGINE = "pdp_ai.thumbnails.sorl.MarkingEngine"
    monkeypatch.setattr(default, "engine", default.Engine())  # looked up once per process otherwise


def thumbnail(content: bytes, **options: Any) -> bytes:
    name = default_storage.save("workshop/vase.png", ContentFile(content))
    made: bytes = get_thumbnail(name, "160x160", **options).read()
    return made


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_thumbnail_keeps_the_mark_in_every_format(kind: str) -> None:
    assert read_mark(thumbnail(marked_picture((400, 500)), format=kind)) == Mark("composite", "u2netp", "1")


def test_a_gif_has_no_place_for_it() -> None:
    assert read_mark(thumbnail(marked_picture((400, 500)), format="GIF")) is None


def test_a_persons_own_photo_gets_no_mark() -> None:
    assert read_mark(thumbnail(photo_bytes())) is None
