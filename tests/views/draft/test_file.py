from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from pdp_ai.models import MediaDraft
from pdp_ai.models.drafts_storage import drafts_storage
from pdp_ai.views.face import Face
from tests.drafts import make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]


@pytest.fixture
def picture(product: Any) -> MediaDraft:
    return make_draft(product, "packshot")


def body(response: Any) -> bytes:
    return b"".join(response)


def test_the_picture_comes_byte_for_byte_and_locked_down(browser: Client, face: Face, picture: MediaDraft) -> None:
    response = browser.get(face.url("file", picture.pk))
    with picture.file.open("rb") as file:
        assert body(response) == file.read()
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Content-Disposition"] == "inline"
    assert "private" in response.headers["Cache-Control"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"].startswith("sandbox")


def test_a_thumbnail_is_made_once_and_kept_privately(
    browser: Client, face: Face, picture: MediaDraft, monkeypatch: pytest.MonkeyPatch
) -> None:
    response = browser.get(face.url("file", picture.pk, width=320))
    assert response.headers["Content-Type"] == "image/webp"
    assert Image.open(io.BytesIO(body(response))).size == (320, 213)
    [name] = drafts_storage().listdir("thumbs")[1]
    assert name.endswith("-320.webp")
    monkeypatch.setattr("pdp_ai.views.draft.file._shrink", None)
    assert body(browser.get(face.url("file", picture.pk, width=320)))
    assert drafts_storage().listdir("thumbs")[1] == [name]


@pytest.mark.parametrize("width", ["321", "0", "-1", "9" * 40, "x", "320/../x"])
def test_no_other_width_is_made(browser: Client, face: Face, picture: MediaDraft, width: str) -> None:
    assert browser.get(face.url("file", picture.pk, width=width)).status_code == 404


def test_copy_has_no_file(browser: Client, face: Face, draft: MediaDraft) -> None:
    assert browser.get(face.url("file", draft.pk)).status_code == 404


def test_a_lost_file_is_not_found(browser: Client, face: Face, picture: MediaDraft) -> None:
    drafts_storage().delete(picture.file.name)
    assert browser.get(face.url("file", picture.pk)).status_code == 404
    assert browser.get(face.url("file", picture.pk, width=320)).status_code == 404


def test_a_file_that_is_no_picture_is_not_found_as_a_thumbnail(
    browser: Client, face: Face, picture: MediaDraft
) -> None:
    with drafts_storage().open(picture.file.name, "wb") as file:
        file.write(b"<script>alert(1)</script>")
    assert browser.get(face.url("file", picture.pk, width=320)).status_code == 404


def test_the_proof_is_served_beside_the_picture_and_only_where_there_is_one(
    browser: Client, face: Face, product: Any
) -> None:
    draft = make_draft(product, "packshot", proof=b"photo, mask, difference")
    response = browser.get(face.url("file", draft.pk) + "?proof")
    assert (response.headers["Content-Type"], body(response)) == ("image/webp", b"photo, mask, difference")
    assert "?proof" in browser.get(face.url("draft", draft.pk)).content.decode()
    without = make_draft(product, "scene")
    assert browser.get(face.url("file", without.pk) + "?proof").status_code == 404
    assert "?proof" not in browser.get(face.url("draft", without.pk)).content.decode()
