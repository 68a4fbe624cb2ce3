"""Approve, publish, conflict, undo: on Wagtail's drafts and on a plain model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied

from pdp_ai import registry
from pdp_ai.actions.approve_draft import approve_draft
from pdp_ai.actions.edit_draft import edit_draft
from pdp_ai.actions.publish_draft import publish_draft
from pdp_ai.actions.reject_draft import reject_draft
from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.actions.revert_publication import revert_publication
from pdp_ai.actions.run_generation import run_generation
from pdp_ai.exceptions import PublishConflict, PublishRefused, TransitionRefused
from pdp_ai.models import AuditEntry, MediaDraft, Publication

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]


def approved(product: Any, slot: str) -> MediaDraft:
    request_generation([product], Wish(slots=(slot,), fill="all"))
    run_generation("gpu")
    run_generation("cpu")
    draft = MediaDraft.objects.filter(slot=slot).latest("pk")
    approve_draft(draft)
    return draft


def fresh(product: Any) -> Any:
    return type(product).objects.get(pk=product.pk)


@pytest.mark.parametrize("slot", ["description", "bullets", "meta_description", "alt_text", "packshot", "scene"])
def test_publishing_fills_the_slot_and_undo_empties_it_again(product: Any, slot: str) -> None:
    adapter = registry.adapter_for(product)
    before = adapter.read(fresh(product), slot)
    draft = approved(product, slot)
    publication = publish_draft(draft)
    live = adapter.read(fresh(product), slot)
    assert live != before
    assert live.as_dict() == publication.after
    revert_publication(publication)
    assert adapter.read(fresh(product), slot) == before
    draft.refresh_from_db()
    assert draft.state == MediaDraft.State.REVERTED


@pytest.mark.parametrize("slot", ["description", "meta_description", "alt_text", "packshot", "scene"])
def test_a_plain_model_is_published_to_and_undone_alike(plain_product: Any, slot: str) -> None:
    adapter = registry.adapter_for(plain_product)
    before = adapter.read(plain_product, slot)
    publication = publish_draft(approved(plain_product, slot))
    assert adapter.read(fresh(plain_product), slot) != before
    revert_publication(publication)
    assert adapter.read(fresh(plain_product), slot) == before


def test_a_published_picture_stands_in_the_gallery_with_its_role(product: Any) -> None:
    publish_draft(approved(product, "packshot"))
    roles = [photo.role for photo in fresh(product).photos.all()]
    assert roles == ["", "packshot"]
    assert registry.adapter_for(product).facts(fresh(product)).photos[0].key == str(product.photos.first().pk)
    assert len(registry.adapter_for(product).facts(fresh(product)).photos) == 1


def test_publishing_refuses_when_a_person_changed_the_product_meanwhile(product: Any) -> None:
    draft = approved(product, "description")
    type(product).objects.update(description="<p>By hand.</p>")
    with pytest.raises(PublishConflict):
        publish_draft(draft)
    draft.refresh_from_db()
    assert draft.state == MediaDraft.State.APPROVED
    assert fresh(product).description == "<p>By hand.</p>"
    assert Publication.objects.count() == 0


def test_a_person_who_saw_the_conflict_may_replace_what_they_saw(product: Any) -> None:
    draft = approved(product, "description")
    type(product).objects.update(description="<p>By hand.</p>")
    seen = registry.adapter_for(product).read(fresh(product), "description")
    publication = publish_draft(draft, over=seen)
    assert publication.before["text"] == "<p>By hand.</p>"
    revert_publication(publication)
    assert fresh(product).description == "<p>By hand.</p>"


def test_a_slot_that_was_emptied_meanwhile_may_be_filled_by_who_saw_it(product: Any) -> None:
    type(product).objects.update(description="<p>Old.</p>")
    draft = approved(fresh(product), "description")
    type(product).objects.update(description="")
    with pytest.raises(PublishConflict):
        publish_draft(draft)
    publish_draft(draft, over=registry.adapter_for(product).read(fresh(product), "description"))
    assert "Oak Stool" in fresh(product).description


def test_a_refused_decision_leaves_the_draft_in_hand_as_it_is(product: Any) -> None:
    draft = approved(product, "description")
    type(product).objects.update(description="<p>By hand.</p>")
    with pytest.raises(PublishConflict):
        publish_draft(draft)
    assert draft.state == MediaDraft.State.APPROVED
    with pytest.raises(TransitionRefused):
        edit_draft(draft, "<p>Mine.</p>", seen="something else")
    assert "Mine" not in draft.text


def test_a_superseded_draft_cannot_be_published_unapproved(product: Any) -> None:
    request_generation([product], Wish(slots=("description",), candidates=2))
    run_generation("gpu")
    chosen, other = MediaDraft.objects.order_by("candidate")
    approve_draft(chosen)
    publish_draft(chosen)
    other.refresh_from_db()
    assert other.state == MediaDraft.State.SUPERSEDED
    with pytest.raises(TransitionRefused):
        publish_draft(other)


def test_undo_refuses_when_a_person_edited_after_publishing(product: Any) -> None:
    publication = publish_draft(approved(product, "description"))
    type(product).objects.update(description="<p>Improved by hand.</p>")
    with pytest.raises(PublishConflict):
        revert_publication(publication)
    publication.refresh_from_db()
    assert publication.reverted_at is None
    assert fresh(product).description == "<p>Improved by hand.</p>"


def test_a_persons_unpublished_draft_survives_publishing_and_stays_unpublished(product: Any) -> None:
    product.title = "Oak Stool, new name nobody should see yet"
    product.save_revision()
    draft = approved(fresh(product), "description")
    publish_draft(draft)
    live = fresh(product)
    assert live.title == "Oak Stool"
    assert "Oak Stool" in live.description
    assert live.has_unpublished_changes
    latest = live.get_latest_revision_as_object()
    assert latest.title == "Oak Stool, new name nobody should see yet"
    assert latest.description == live.description


def test_publishing_the_persons_draft_later_keeps_the_published_picture(product: Any) -> None:
    product.title = "Renamed"
    product.save_revision()
    publish_draft(approved(fresh(product), "packshot"))
    fresh(product).get_latest_revision().publish()
    live = fresh(product)
    assert live.title == "Renamed"
    assert [photo.role for photo in live.photos.all()] == ["", "packshot"]


def test_a_persons_unpublished_words_in_the_same_slot_are_a_conflict(product: Any) -> None:
    product.description = "<p>My own words, not yet public.</p>"
    product.save_revision()
    with pytest.raises(PublishConflict):
        publish_draft(approved(fresh(product), "description"))
    assert "My own words" in fresh(product).get_latest_revision_as_object().description


def test_a_clean_product_is_published_through_a_revision(product: Any) -> None:
    publish_draft(approved(product, "description"))
    live = fresh(product)
    assert not live.has_unpublished_changes
    assert live.live_revision is not None
    assert live.get_latest_revision_as_object().description == live.description


def test_script_in_copy_never_reaches_the_product(product: Any) -> None:
    request_generation([product], Wish(slots=("description",)))
    run_generation("gpu")
    draft = MediaDraft.objects.get()
    MediaDraft.objects.update(text="<p onclick=x()>Hi<script>alert(1)</script><a href='javascript:x'>there</a></p>")
    draft.refresh_from_db()
    approve_draft(draft)
    publish_draft(draft)
    assert fresh(product).description == "<p>Hithere</p>"


def test_undoing_the_later_of_two_publications_brings_the_earlier_back(product: Any) -> None:
    first = publish_draft(approved(product, "description"))
    type(product).objects.update(title="Ash Stool")
    second = publish_draft(approved(fresh(product), "description"))
    with pytest.raises(PublishConflict):
        revert_publication(first)
    revert_publication(second)
    first.draft.refresh_from_db()
    assert first.draft.state == MediaDraft.State.PUBLISHED
    assert fresh(product).description == first.after["text"]
    revert_publication(first)
    assert fresh(product).description == ""


def test_the_second_of_two_decisions_is_told(product: Any) -> None:
    request_generation([product], Wish(slots=("description",)))
    run_generation("gpu")
    mine, theirs = MediaDraft.objects.get(), MediaDraft.objects.get()
    reject_draft(mine, "Not our voice.")
    publish = approve_draft
    publish(theirs)
    with pytest.raises(TransitionRefused):
        publish(mine)


def test_an_edit_keeps_the_original_and_is_judged_anew(product: Any) -> None:
    request_generation([product], Wish(slots=("description",)))
    run_generation("gpu")
    draft = MediaDraft.objects.get()
    original = draft.text
    edit_draft(draft, "<p>Oak, 99 cm high.</p>")
    assert draft.original_text == original
    assert [finding["code"] for finding in draft.findings if finding["severity"] == "error"] == ["ungrounded_number"]
    with pytest.raises(TransitionRefused):
        edit_draft(draft, "<p>Late.</p>", seen=original)


def test_each_decision_needs_its_permission_and_leaves_an_audit_entry(
    product: Any, make_user: Callable[..., User]
) -> None:
    request_generation([product], Wish(slots=("description",)))
    run_generation("gpu")
    draft = MediaDraft.objects.get()
    nobody, reviewer, publisher = make_user(), make_user("review"), make_user("publish")
    for action in (lambda: approve_draft(draft, user=nobody), lambda: reject_draft(draft, "x", user=nobody)):
        with pytest.raises(PermissionDenied):
            action()
    approve_draft(draft, user=reviewer)
    with pytest.raises(PermissionDenied):
        publish_draft(draft, user=reviewer)
    publication = publish_draft(draft, user=publisher)
    with pytest.raises(PermissionDenied):
        revert_publication(publication, user=reviewer)
    revert_publication(publication, user=publisher)
    trail = list(AuditEntry.objects.order_by("pk").values_list("action", "user"))
    assert trail == [("approved", reviewer.pk), ("published", publisher.pk), ("reverted", publisher.pk)]


def add_row(product: Any, role: str, order: int) -> Any:
    from example_project.shop.models import ProductPhoto

    image = product.photos.first().image
    return ProductPhoto.objects.create(
        product=product, image=image, role=role, sort_order=order, alt_text=f"own {order}"
    )


def test_the_shops_other_rows_with_the_same_role_are_left_alone(product: Any) -> None:
    own = [add_row(product, "scene", order) for order in (5, 6, 7)]
    draft = approved(fresh(product), "scene")
    publication = publish_draft(draft)
    assert {row.pk for row in own[1:]} <= {photo.pk for photo in fresh(product).photos.all()}
    revert_publication(publication)
    scenes = [photo for photo in fresh(product).photos.all() if photo.role == "scene"]
    assert [(row.pk, row.sort_order, row.alt_text) for row in scenes] == [
        (row.pk, row.sort_order, row.alt_text) for row in own
    ]


def test_a_scheduled_version_is_not_set_up_to_undo_a_publication(product: Any) -> None:
    from datetime import timedelta

    from django.utils import timezone

    product.title = "Scheduled"
    product.save_revision(approved_go_live_at=timezone.now() + timedelta(days=1))
    with pytest.raises(PublishConflict, match="scheduled"):
        publish_draft(approved(fresh(product), "description"))


def test_what_is_published_is_what_was_approved_not_what_was_in_hand(product: Any) -> None:
    in_hand = approved(product, "description")
    colleague = MediaDraft.objects.get()
    edit_draft(colleague, "<p>The later words.</p>")
    approve_draft(colleague)
    publish_draft(in_hand)
    assert fresh(product).description == "<p>The later words.</p>"


def test_nobody_approves_words_they_never_saw(product: Any) -> None:
    request_generation([product], Wish(slots=("description",)))
    run_generation("gpu")
    mine, theirs = MediaDraft.objects.get(), MediaDraft.objects.get()
    edit_draft(theirs, "<p>Changed meanwhile.</p>")
    with pytest.raises(TransitionRefused):
        approve_draft(mine, seen=mine.text)
    approve_draft(mine, seen="<p>Changed meanwhile.</p>")


def test_what_the_editor_adds_by_saving_is_no_change(product: Any) -> None:
    type(product).objects.update(description='<p data-block-key="x1y2z"></p>', highlights="")
    assert not registry.adapter_for(product).is_filled(fresh(product), "description")
    publication = publish_draft(approved(fresh(product), "description"))
    saved = fresh(product).description.replace("<p>", '<p data-block-key="a1b2c">')
    type(product).objects.update(description=saved)
    revert_publication(publication)
    assert fresh(product).description == '<p data-block-key="x1y2z"></p>'
    bullets = publish_draft(approved(fresh(product), "bullets"))
    type(product).objects.update(highlights=fresh(product).highlights.replace("\n", "\r\n") + "\r\n")
    revert_publication(bullets)
    assert fresh(product).highlights == ""


def test_a_candidate_set_aside_can_be_chosen_after_an_undo(product: Any) -> None:
    request_generation([product], Wish(slots=("description",), candidates=2))
    run_generation("gpu")
    first, second = MediaDraft.objects.order_by("candidate")
    approve_draft(first)
    revert_publication(publish_draft(first))
    approve_draft(second)
    publish_draft(second)
    assert MediaDraft.objects.get(state=MediaDraft.State.PUBLISHED) == second


def test_a_text_that_has_no_room_is_refused_in_words(product: Any) -> None:
    draft = approved(product, "meta_description")
    MediaDraft.objects.update(text="long " * 100)
    with pytest.raises(PublishRefused, match="room for 255"):
        publish_draft(draft)


def test_a_draft_whose_file_is_gone_is_refused_in_words(product: Any) -> None:
    draft = approved(product, "packshot")
    draft.file.storage.delete(draft.file.name)
    with pytest.raises(PublishRefused, match="file"):
        publish_draft(draft)
    draft.refresh_from_db()
    assert draft.state == MediaDraft.State.APPROVED


def test_a_draft_of_a_photo_that_was_replaced_is_a_conflict(product: Any) -> None:
    draft = approved(product, "packshot")
    image = product.photos.get().image
    type(image).objects.update(file="original_images/other.png", file_hash="other")
    with pytest.raises(PublishConflict, match="photo"):
        publish_draft(draft)


def test_a_locked_product_is_left_alone(product: Any, make_user: Callable[..., User]) -> None:
    from unittest.mock import patch

    from wagtail.locks import BasicLock

    # The example shop's snippet cannot be locked; a page can.
    draft = approved(product, "description")
    with (
        patch("pdp_ai.adapters.wagtail.LockableMixin", type(product)),
        patch.object(type(product), "get_lock", lambda self: BasicLock(self)),  # noqa: PLW0108  # a class does not bind
        patch.object(BasicLock, "for_user", lambda _self, _user: True),
        pytest.raises(PublishRefused, match="locked"),
    ):
        publish_draft(draft, user=make_user("publish"))


def test_a_shops_receiver_that_raises_does_not_undo_a_decision(product: Any) -> None:
    from pdp_ai.signals import draft_published

    def broken(**_kwargs: Any) -> None:
        raise RuntimeError("the shop's own bug")

    draft_published.connect(broken)
    try:
        publish_draft(approved(product, "description"))
    finally:
        draft_published.disconnect(broken)
    assert "Oak Stool" in fresh(product).description


def test_a_picture_published_again_needs_no_second_file(product: Any, plain_product: Any) -> None:
    for shown in (product, plain_product):
        draft = approved(shown, "packshot")
        first = publish_draft(draft)
        revert_publication(first)
        draft.refresh_from_db()
        second = publish_draft(draft)
        assert second.after["file"] == first.after["file"]


def test_a_picture_that_the_shop_deleted_meanwhile_is_copied_anew(product: Any) -> None:
    draft = approved(product, "packshot")
    first = publish_draft(draft)
    revert_publication(first)
    images = fresh(product).photos.model._meta.get_field("image").related_model
    images.objects.get(pk=first.after["file"]).delete()
    draft.refresh_from_db()
    second = publish_draft(draft)
    assert second.after["file"] != first.after["file"]
    assert images.objects.get(pk=second.after["file"]).file.storage.exists


def test_published_pictures_go_into_their_collection_with_their_alternative_text(product: Any, settings: Any) -> None:
    settings.PDP_AI = {**settings.PDP_AI, "FILES": {"COLLECTION": "Made pictures"}}
    for slot in ("packshot", "scene"):
        publish_draft(approved(fresh(product), slot))
    rows = [photo for photo in fresh(product).photos.all() if photo.role]
    assert {row.image.collection.name for row in rows} == {"Made pictures"}
    assert len({row.image.collection_id for row in rows}) == 1
    assert [(row.alt_text, row.image.description) for row in rows] == [("Oak Stool", "Oak Stool")] * 2


def test_the_shops_own_photo_is_never_replaced_in_place(product: Any) -> None:
    own = product.photos.get().image
    before = (own.file.name, own.file_hash)
    revert_publication(publish_draft(approved(product, "packshot")))
    own.refresh_from_db()
    assert (own.file.name, own.file_hash) == before
