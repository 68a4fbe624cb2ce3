"""A reviewer cuts a picture: kept beside what the model made, judged anew, marked, published, and taken back."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from pdp_ai.actions.crop_draft import crop_draft
from pdp_ai.actions.publish_draft import publish_draft
from pdp_ai.exceptions import FourEyes, TransitionRefused
from pdp_ai.imaging.content_credentials import read_signature
from pdp_ai.imaging.mark import Mark, read_mark
from pdp_ai.models import AuditEntry, MediaDraft
from pdp_ai.provenance.marking import mark_candidate
from pdp_ai.types import Artifact, Candidate
from pdp_ai.views.face import Face
from tests.drafts import make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]

BOX = {"left": "100", "top": "50", "width": "600", "height": "500"}
MEASURES = {
    "untouched_max": 0.0, "untouched_share": 0.9, "fill": 0.5, "side": 900.0,
    "product_left": 200.0, "product_top": 100.0, "product_right": 600.0, "product_bottom": 500.0,
}  # fmt: skip


@pytest.fixture
def picture(product: Any) -> MediaDraft:
    return make_draft(product, "packshot", measures=MEASURES)


def decide(browser: Client, face: Face, draft: MediaDraft, name: str = "crop", **data: Any) -> Any:
    return browser.post(face.url("decide", draft.pk, name), data, follow=True)


def size(content: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(content)) as image:
        return image.size


def content_of(draft: MediaDraft) -> bytes:
    draft.refresh_from_db()
    with draft.file.open("rb") as file:
        return file.read()


def test_the_part_stands_beside_the_original_and_can_be_taken_back(
    browser: Client, face: Face, picture: MediaDraft
) -> None:
    made = picture.file.name
    page = decide(browser, face, picture, seen="", **BOX).content.decode()
    assert size(content_of(picture)) == (600, 500)
    assert (picture.crop, picture.original_file.name) == ("100,50,700,550", made)
    assert picture.file.storage.exists(made)
    assert (picture.state, picture.findings) == ("pending", [])
    assert picture.measures["fill"] == 0.8
    assert "Cropped" in page
    assert 'name="seen" value="100,50,700,550"' in page

    decide(browser, face, picture, none="1", seen="100,50,700,550")
    picture.refresh_from_db()
    assert (picture.file.name, picture.crop, picture.original_file.name) == (made, "", "")
    assert (picture.measures, picture.original_measures) == (MEASURES, {})
    changes = AuditEntry.objects.about(picture).filter(action__in=["cropped", "uncropped"])
    assert [(entry.action, entry.detail["after"]) for entry in changes] == [
        ("cropped", "100,50,700,550"),
        ("uncropped", ""),
    ]


def test_a_second_crop_is_of_the_original_too(browser: Client, face: Face, picture: MediaDraft) -> None:
    made = picture.file.name
    decide(browser, face, picture, **BOX)
    decide(browser, face, picture, **BOX | {"left": "0", "width": "900"})
    assert size(content_of(picture)) == (900, 500)
    assert (picture.original_file.name, picture.original_measures) == (made, MEASURES)


def test_the_reviewer_sees_the_part_and_the_form_the_whole(browser: Client, face: Face, picture: MediaDraft) -> None:
    decide(browser, face, picture, **BOX)
    address = face.url("file", picture.pk)
    assert size(b"".join(browser.get(address).streaming_content)) == (600, 500)
    assert size(b"".join(browser.get(f"{address}?whole=1").streaming_content)) == (900, 600)
    assert "crop=100%2C50%2C700%2C550" in browser.get(face.url("draft", picture.pk)).content.decode()


def test_a_crop_into_the_product_and_a_small_one_are_told(browser: Client, face: Face, picture: MediaDraft) -> None:
    decide(browser, face, picture, left="300", top="0", width="400", height="300")
    picture.refresh_from_db()
    codes = {finding["code"] for finding in picture.findings}
    assert codes == {"crop_cuts_product", "picture_too_small"}
    page = browser.get(face.url("draft", picture.pk)).content.decode()
    assert "The crop cuts into the product (left" in page


@pytest.mark.parametrize(
    "box",
    [
        BOX | {"left": "301"},
        BOX | {"width": "63"},
        BOX | {"left": "900", "width": "100"},
    ],
)
def test_no_picture_is_made_of_what_is_outside_or_tiny(
    browser: Client, face: Face, picture: MediaDraft, box: dict[str, str]
) -> None:
    response = decide(browser, face, picture, **box)
    assert response.status_code == 409
    assert "The part must lie within the picture" in response.content.decode()
    assert f'value="{box["width"]}"' in response.content.decode()
    picture.refresh_from_db()
    assert picture.crop == ""


@pytest.mark.parametrize("box", [{}, BOX | {"left": "-1"}, BOX | {"height": "x"}])
def test_half_a_box_is_refused_on_the_page(
    browser: Client, face: Face, picture: MediaDraft, box: dict[str, str]
) -> None:
    assert decide(browser, face, picture, **box).status_code == 422


def test_the_cut_file_is_marked_and_signed_as_made_of_the_original(picture: MediaDraft) -> None:
    artifact = Artifact("image/png", content=content_of(picture), model="u2netp")
    marked = mark_candidate(Candidate("packshot", artifact, source_type="composite"), "Stool")
    with picture.file.storage.open(picture.file.name, "wb") as file:
        file.write(marked.artifact.content)
    crop_draft(picture, (0, 0, 600, 600))
    cut = content_of(picture)
    assert read_mark(cut) == Mark("composite", "u2netp")
    signature = read_signature(cut, picture.mime)
    assert (signature.intact, signature.parents) == (True, 1)
    assert picture.provenance == marked.provenance


def test_the_shop_gets_the_part_with_the_focal_point_in_it(
    browser: Client, face: Face, picture: MediaDraft, product: Any
) -> None:
    decide(browser, face, picture, "focal", x="30", y="50")
    decide(browser, face, picture, **BOX)
    decide(browser, face, picture, "approve_publish", seen="100,50,700,550", was="pending")
    image = product.photos.get(role="packshot").image
    assert (image.width, image.height) == (600, 500)
    point = image.get_focal_point()
    assert (round(point.centroid_x), round(point.centroid_y)) == (170, 250)


def test_a_point_that_is_cut_off_is_no_more(picture: MediaDraft) -> None:
    MediaDraft.objects.update(focal_x=0.95, focal_y=0.5)
    picture.refresh_from_db()
    crop_draft(picture, (0, 0, 600, 600))
    assert picture.focal_point is None


def test_two_people_cut_and_the_first_counts(browser: Client, face: Face, picture: MediaDraft) -> None:
    decide(browser, face, picture, seen="", **BOX)
    late = decide(browser, face, picture, seen="", **BOX | {"width": "300"})
    assert late.status_code == 409
    assert "Your answer came too late" in late.content.decode()
    approved = decide(browser, face, picture, "approve", seen="", was="pending")
    assert approved.status_code == 409
    picture.refresh_from_db()
    assert (picture.crop, picture.state) == ("100,50,700,550", "pending")
    assert decide(browser, face, picture, "approve", seen="100,50,700,550", was="pending").status_code == 200


def test_what_was_approved_before_it_was_cut_is_not_published(picture: MediaDraft) -> None:
    MediaDraft.objects.update(state="approved")
    picture.refresh_from_db()
    stale = MediaDraft.objects.get()
    crop_draft(picture, (0, 0, 600, 600))
    assert picture.state == "pending"
    MediaDraft.objects.update(state="approved")
    with pytest.raises(TransitionRefused):
        publish_draft(stale)


def test_whoever_cut_it_needs_somebody_else_to_publish(
    picture: MediaDraft, settings: Any, make_user: Callable[..., Any]
) -> None:
    settings.PDP_AI = {**settings.PDP_AI, "REVIEW": {"FOUR_EYES": True}}
    user = make_user("review", "publish")
    crop_draft(picture, (0, 0, 600, 600), user=user)
    MediaDraft.objects.update(state="approved")
    picture.refresh_from_db()
    with pytest.raises(FourEyes):
        publish_draft(picture, user=user)


def test_neither_copy_nor_what_is_decided_on_is_cut(
    browser: Client, face: Face, draft: MediaDraft, product: Any
) -> None:
    assert decide(browser, face, draft, **BOX).status_code == 409
    picture = make_draft(product, "packshot", state="published")
    assert decide(browser, face, picture, **BOX).status_code == 409
    assert "data-pdp-crop" not in browser.get(face.url("draft", picture.pk)).content.decode()


def test_the_proof_shows_what_the_crop_leaves_of_the_product(browser: Client, face: Face, product: Any) -> None:
    """Of a drawn proof: white all over, for a product of 400 pixels in the square."""
    strip = io.BytesIO()
    Image.new("RGB", (1104, 360), "white").save(strip, "WEBP", quality=100)
    picture = make_draft(product, "packshot", measures=MEASURES, proof=strip.getvalue())

    def proof() -> Image.Image:
        page = browser.get(face.url("draft", picture.pk)).content.decode()
        address = re.search(r'<figure class="pdp-proof">\s*<a href="([^"]+)"', page)
        assert address is not None
        content = b"".join(browser.get(address[1].replace("&amp;", "&")).streaming_content)
        return Image.open(io.BytesIO(content)).convert("RGB")

    assert proof().getpixel((180, 340)) == (255, 255, 255)
    decide(browser, face, picture, left="0", top="0", width="900", height="300")
    page = browser.get(face.url("draft", picture.pk)).content.decode()
    assert "What the crop leaves out is dimmed." in page
    for left in (0, 372, 744):
        assert proof().getpixel((left + 180, 90))[0] > 240
        assert proof().getpixel((left + 180, 340))[0] < 80
    decide(browser, face, picture, none="1")
    assert proof().getpixel((180, 340)) == (255, 255, 255)
    assert "is dimmed" not in browser.get(face.url("draft", picture.pk)).content.decode()
