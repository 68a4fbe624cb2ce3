"""What of a picture goes public, by the shop's policy."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from pdp_ai import checks
from pdp_ai.actions.approve_draft import approve_draft
from pdp_ai.actions.publish_draft import publish_draft
from pdp_ai.actions.revert_publication import revert_publication
from pdp_ai.exceptions import PublishRefused
from pdp_ai.imaging.content_credentials import read_signature
from pdp_ai.imaging.mark import read_mark
from pdp_ai.models import MediaDraft, Publication
from tests.drafts import make_draft
from tests.imaging.drawn import encoded
from tests.thumbnails.marked import marked_picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]


@pytest.fixture
def draft(product: Any) -> MediaDraft:
    draft = make_draft(product, "packshot", measures={"untouched_max": 0})
    with draft.file.storage.open(draft.file.name, "wb") as file:
        file.write(marked_picture((480, 600)))
    approve_draft(draft)
    return draft


def published(product: Any) -> bytes:
    with product.photos.get(role="packshot").image.file.open("rb") as file:
        return bytes(file.read())


def wanted(settings: Any, **files: Any) -> None:
    settings.PDP_AI = {**settings.PDP_AI, "FILES": files}


def test_by_default_the_very_file_that_was_reviewed_goes_public(product: Any, draft: MediaDraft) -> None:
    publish_draft(draft)
    with draft.file.open("rb") as file:
        assert published(product) == file.read()


@pytest.mark.parametrize("form", ["jpeg", "webp", "avif"])
def test_a_compressed_picture_is_small_marked_and_signed_as_made_of_the_draft(
    product: Any, draft: MediaDraft, settings: Any, form: str
) -> None:
    wanted(settings, PUBLISH_AS=form, PUBLISH_MAX_BYTES=40_000)
    publish_draft(draft)
    content = published(product)
    assert Image.open(io.BytesIO(content)).format == form.upper()
    assert len(content) < 40_000 + 10_000  # the signature comes on top
    assert read_mark(content).source_type == "composite"
    signature = read_signature(content, f"image/{form}")
    assert signature is not None
    assert (signature.intact, signature.parents) == (True, 1)


def test_a_transparent_picture_is_not_flattened_for_jpegs_sake(product: Any, draft: MediaDraft, settings: Any) -> None:
    wanted(settings, PUBLISH_AS="jpeg")
    cut = encoded(Image.new("RGBA", (64, 64), (200, 0, 0, 90)))
    with draft.file.storage.open(draft.file.name, "wb") as file:
        file.write(cut)
    publish_draft(draft)
    assert published(product) == cut


def test_the_history_says_what_compressing_cost_and_the_proof_stays_the_drafts(
    draft: MediaDraft, settings: Any, client: Client, make_user: Callable[..., Any]
) -> None:
    wanted(settings, PUBLISH_AS="webp", PUBLISH_QUALITY=80)
    publish_draft(draft)
    client.force_login(make_user("review"))
    page = client.get(f"/admin/product-media/drafts/{draft.pk}/").content.decode()
    assert "Published as WEBP, quality 80" in page
    assert "differs from the draft by up to" in page
    assert "Product pixels changed: none (max difference 0)" in page


def test_a_picture_that_cannot_be_made_small_enough_is_refused_and_nothing_changes(
    product: Any, draft: MediaDraft, settings: Any
) -> None:
    wanted(settings, PUBLISH_AS="jpeg", PUBLISH_MAX_BYTES=500)
    with pytest.raises(PublishRefused, match="more than 500 bytes"):
        publish_draft(draft)
    draft.refresh_from_db()
    assert draft.state == MediaDraft.State.APPROVED
    assert Publication.objects.count() == 0
    assert product.photos.count() == 1


def test_a_compressed_publication_is_undone_like_any_other(product: Any, draft: MediaDraft, settings: Any) -> None:
    wanted(settings, PUBLISH_AS="webp")
    revert_publication(publish_draft(draft))
    assert product.photos.count() == 1


def test_e012_a_format_that_pictures_cannot_be_published_in(settings: Any) -> None:
    wanted(settings, PUBLISH_AS="gif")
    assert [message.id for message in checks.check_storage()] == ["pdp_ai.E012"]


def test_a_slot_has_its_own_format_and_size(product: Any, draft: MediaDraft, settings: Any) -> None:
    wanted(settings, PUBLISH_AS="jpeg", BY_SLOT={"packshot": {"PUBLISH_AS": "avif", "PUBLISH_MAX_BYTES": 20_000}})
    publish_draft(draft)
    content = published(product)
    assert Image.open(io.BytesIO(content)).format == "AVIF"
    assert len(content) < 20_000 + 10_000


@pytest.mark.parametrize(
    "by_slot", [{"packshot": {"PUBLISH_AS": "gif"}}, {"packshot": {"FORMAT": "webp"}}, {"front": {}}]
)
def test_a_wrong_choice_for_a_slot_is_told_by_the_checks(settings: Any, by_slot: dict[str, Any]) -> None:
    wanted(settings, BY_SLOT=by_slot)
    assert [message.id for message in checks.check_storage()] == ["pdp_ai.E012"]
