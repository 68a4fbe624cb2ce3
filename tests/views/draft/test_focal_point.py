"""What of a picture must stay in sight when the shop cuts it."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from pdp_ai.models import AuditEntry, MediaDraft
from pdp_ai.views.draft.preview_address import page_address
from pdp_ai.views.face import Face
from tests.drafts import make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]


@pytest.fixture
def picture(product: Any) -> MediaDraft:
    return make_draft(product, "packshot")


def decide(browser: Client, face: Face, draft: MediaDraft, name: str = "focal", **data: Any) -> Any:
    return browser.post(face.url("decide", draft.pk, name), data, follow=True)


def test_the_point_is_kept_and_told_and_nothing_is_decided_by_it(
    browser: Client, face: Face, picture: MediaDraft
) -> None:
    page = decide(browser, face, picture, x="20", y="70").content.decode()
    picture.refresh_from_db()
    assert picture.focal_point == (0.2, 0.7)
    assert picture.state == MediaDraft.State.PENDING
    assert 'value="20"' in page
    assert "Focal point set" in page
    assert AuditEntry.objects.get(action="focal_point").detail == {"before": None, "after": [0.2, 0.7]}


def test_the_shops_image_gets_it_when_the_draft_is_published(
    browser: Client, face: Face, picture: MediaDraft, product: Any
) -> None:
    decide(browser, face, picture, x="20", y="70")
    decide(browser, face, picture, "approve_publish")
    image = product.photos.get(role="packshot").image
    point = image.get_focal_point()
    assert (image.width, image.height) == (900, 600)
    assert (round(point.centroid_x), round(point.centroid_y)) == (180, 420)
    assert (point.width, point.height) == (90, 60)


def test_without_a_point_the_image_has_none(browser: Client, face: Face, picture: MediaDraft, product: Any) -> None:
    decide(browser, face, picture, x="20", y="70")
    decide(browser, face, picture, none="1", x="20", y="70")
    assert MediaDraft.objects.get().focal_point is None
    decide(browser, face, picture, "approve_publish")
    assert product.photos.get(role="packshot").image.get_focal_point() is None


def test_the_preview_cuts_as_the_shop_will(browser: Client, face: Face, picture: MediaDraft, product: Any) -> None:
    wide = Image.new("RGB", (900, 300), "white")
    wide.paste("red", (0, 0, 300, 300))
    content = io.BytesIO()
    wide.save(content, "PNG")
    with picture.file.storage.open(picture.file.name, "wb") as file:
        file.write(content.getvalue())

    def shown() -> tuple[int, ...]:
        page = browser.get(page_address(picture)).content.decode()
        [address] = re.findall(r'height="160" src="(/pdp-ai/preview/picture/[^"]+)"', page)
        with Image.open(io.BytesIO(browser.get(address).content)) as cut:
            return cut.convert("RGB").getpixel((80, 80))

    assert min(shown()) > 200
    decide(browser, face, picture, x="10", y="50")
    red, green, _blue = shown()
    assert red > 200
    assert green < 100


@pytest.mark.parametrize("data", [{}, {"x": "50"}, {"x": "101", "y": "0"}, {"x": "-1", "y": "0"}, {"x": "a", "y": "b"}])
def test_a_point_outside_the_picture_is_refused_on_the_page(
    browser: Client, face: Face, picture: MediaDraft, data: dict[str, str]
) -> None:
    response = decide(browser, face, picture, **data)
    assert response.status_code == 422
    assert re.search(r"<details class=\"[^\"]*pdp-focal\" open>", response.content.decode())
    assert MediaDraft.objects.get().focal_point is None


def test_a_picture_that_is_decided_on_keeps_its_point(browser: Client, face: Face, picture: MediaDraft) -> None:
    MediaDraft.objects.update(state="published")
    assert decide(browser, face, picture, x="20", y="70").status_code == 409
    assert MediaDraft.objects.get().focal_point is None


def test_copy_has_none_and_neither_has_a_picture_in_a_plain_field(
    browser: Client, face: Face, draft: MediaDraft, plain_product: Any
) -> None:
    for other in (draft, make_draft(plain_product, "packshot")):
        assert "data-pdp-focal" not in browser.get(face.url("draft", other.pk)).content.decode()
    assert decide(browser, face, draft, x="1", y="1").status_code == 409


def test_a_decision_taken_back_asks_nothing_of_the_point(browser: Client, face: Face, picture: MediaDraft) -> None:
    decide(browser, face, picture, "approve")
    approved = AuditEntry.objects.get(action="approved")
    decide(browser, face, picture, x="20", y="70")
    browser.post(face.url("take_back", approved.pk))
    picture.refresh_from_db()
    assert (picture.state, picture.focal_point) == (MediaDraft.State.PENDING, (0.2, 0.7))
