"""Into Wagtail's own draft: on the example shop's snippet, on one with locks and workflows, and on a page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowTask

from pdp_ai import registry
from pdp_ai.actions.hand_over_draft import hand_over_draft
from pdp_ai.actions.publish_draft import publish_draft
from pdp_ai.actions.revert_publication import revert_publication
from pdp_ai.exceptions import PublishConflict, PublishRefused
from pdp_ai.models import AuditEntry, MediaDraft, Publication
from pdp_ai.published import published_media
from pdp_ai.wagtail.face import FACE
from tests.conftest import photo_bytes
from tests.drafts import make_draft
from tests.wagtail.showroom.models import ChairPage, Lamp

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins", "showroom")]

State = MediaDraft.State
WORDS = "<p>A fine stool.</p>"


@pytest.fixture
def showroom(settings: Any, stand_ins: None) -> None:
    """Lamps and chairs are products too."""
    adapter = "pdp_ai.adapters.wagtail.WagtailProductAdapter"
    facts = {"title": "title", "description": "notes"}
    lamp = {"facts": facts, "slots": {"description": "story", "packshot": "picture"}}
    chair = {"facts": facts, "slots": {"description": "story"}}
    settings.PDP_AI = {
        **settings.PDP_AI,
        "PRODUCTS": {
            **settings.PDP_AI["PRODUCTS"],
            "showroom.Lamp": {"ADAPTER": adapter, "OPTIONS": lamp},
            "showroom.ChairPage": {"ADAPTER": adapter, "OPTIONS": chair},
        },
    }


@pytest.fixture
def lamp(showroom: None, db: None) -> Lamp:
    return Lamp.objects.create(title="Brass Lamp", notes="Brass, 30 cm.")


@pytest.fixture
def chair(showroom: None, db: None) -> ChairPage:
    page: ChairPage = Page.objects.get(depth=1).add_child(instance=ChairPage(title="Oak Chair", slug="oak-chair"))
    return page


@pytest.fixture(params=["product", "lamp", "chair"])
def any_product(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(request.param)


@pytest.fixture
def editor(make_user: Callable[..., User]) -> User:
    return make_user("review", name="editor")


def fresh(product: Any) -> Any:
    return type(product).objects.get(pk=product.pk)


def latest(product: Any) -> Any:
    return fresh(product).get_latest_revision_as_object()


def words(product: Any) -> str:
    return registry.adapter_for(product).read(product, "description").text


def handed_over(product: Any, slot: str = "description", **how: Any) -> Publication:
    return hand_over_draft(make_draft(product, slot, state="approved"), **how)


def state(publication: Publication) -> str:
    return MediaDraft.objects.get(pk=publication.draft_id).state


def in_moderation(product: Any, *, by: Group, user: User) -> None:
    """Submitted, as by Wagtail's button; only members of the group may change it then."""
    workflow = Workflow.objects.create(name="Moderation")
    task = GroupApprovalTask.objects.create(name="Look")
    task.groups.add(by)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    product.save_revision(user=user)
    workflow.start(product, user)


def test_what_is_handed_over_waits_in_the_draft_and_nothing_is_public(any_product: Any) -> None:
    publication = handed_over(any_product)
    live = fresh(any_product)
    assert (words(live), words(latest(any_product))) == ("", WORDS)
    assert live.has_unpublished_changes
    assert (state(publication), publication.is_live) == (State.DRAFTED, False)
    assert published_media(live) == []


def test_it_is_live_when_wagtail_publishes_the_draft(any_product: Any, admin_user: User) -> None:
    publication = handed_over(any_product)
    fresh(any_product).get_latest_revision().publish(user=admin_user)
    publication.refresh_from_db()
    assert words(fresh(any_product)) == WORDS
    assert (state(publication), publication.is_live) == (State.PUBLISHED, True)
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == ["drafted", "went_live"]
    revert_publication(publication)
    assert words(fresh(any_product)) == ""


def test_it_can_be_withdrawn_while_it_waits(any_product: Any, editor: User) -> None:
    publication = handed_over(any_product, user=editor)
    revert_publication(publication, user=editor)
    assert (words(fresh(any_product)), words(latest(any_product))) == ("", "")
    assert state(publication) == State.REVERTED


def test_other_unpublished_work_in_the_draft_stays(any_product: Any) -> None:
    any_product.title = "New name"
    any_product.save_revision()
    publication = handed_over(fresh(any_product))
    assert (latest(any_product).title, fresh(any_product).title) != ("New name", "New name")
    revert_publication(publication)
    assert (latest(any_product).title, words(latest(any_product))) == ("New name", "")


def test_a_persons_own_words_in_the_draft_are_a_conflict(any_product: Any) -> None:
    any_product.story = any_product.description = "<p>Mine.</p>"
    any_product.save_revision()
    with pytest.raises(PublishConflict):
        handed_over(fresh(any_product))
    assert words(latest(any_product)) == "<p>Mine.</p>"
    assert not Publication.objects.exists()


def test_words_rewritten_in_the_draft_are_no_longer_the_models(any_product: Any) -> None:
    publication = handed_over(any_product)
    draft = latest(any_product)
    draft.story = draft.description = "<p>Rewritten.</p>"
    draft.save_revision().publish()
    publication.refresh_from_db()
    assert (state(publication), publication.is_live) == (State.SUPERSEDED, False)
    with pytest.raises(PublishConflict):
        revert_publication(publication)
    assert words(fresh(any_product)) == "<p>Rewritten.</p>"


@pytest.mark.parametrize("slot", ["packshot", "scene", "alt_text"])
def test_a_picture_waits_in_the_draft_and_goes_live_with_it(product: Any, slot: str) -> None:
    adapter = registry.adapter_for(product)
    before = adapter.read(fresh(product), slot)
    publication = handed_over(product, slot)
    assert adapter.read(fresh(product), slot) == before
    assert adapter.read(latest(product), slot) != before
    fresh(product).get_latest_revision().publish()
    publication.refresh_from_db()
    live = adapter.read(fresh(product), slot)
    assert (live.as_dict(), live != before) == (publication.after, True)
    assert state(publication) == State.PUBLISHED
    revert_publication(publication)
    assert adapter.read(fresh(product), slot) == before


def test_a_picture_is_withdrawn_without_a_trace(product: Any) -> None:
    publication = handed_over(product, "packshot")
    revert_publication(publication)
    fresh(product).get_latest_revision().publish()
    assert [photo.role for photo in fresh(product).photos.all()] == [""]


def test_an_image_field_takes_a_picture_into_the_draft(lamp: Lamp) -> None:
    hand_over_draft(packshot_of(lamp))
    assert fresh(lamp).picture is None
    assert latest(lamp).picture.title == "Brass Lamp"


def packshot_of(lamp: Lamp) -> MediaDraft:
    """Lamps have no photo that one could be made from."""
    draft = make_draft(fresh(lamp), state="approved")
    draft.slot = draft.place = "packshot"
    draft.mime, draft.text, draft.base_value = "image/png", "", {}
    draft.file.save("picture.png", ContentFile(photo_bytes()), save=False)
    draft.save()
    return draft


def test_two_hand_overs_are_undone_one_after_the_other(product: Any) -> None:
    first = handed_over(product)
    seen = registry.adapter_for(product).read(latest(product), "description")
    second = hand_over_draft(make_draft(fresh(product), text="<p>Better.</p>", state="approved"), over=seen)
    assert (state(first), state(second)) == (State.SUPERSEDED, State.DRAFTED)
    revert_publication(second)
    assert (state(first), words(latest(product))) == (State.DRAFTED, WORDS)


def test_what_is_live_from_an_earlier_draft_stays_published(product: Any) -> None:
    live = publish_draft(make_draft(product, state="approved"))
    later = hand_over_draft(make_draft(fresh(product), text="<p>Better.</p>", state="approved"))
    assert (state(live), words(fresh(product))) == (State.PUBLISHED, WORDS)
    fresh(product).get_latest_revision().publish()
    assert (state(live), state(later)) == (State.SUPERSEDED, State.PUBLISHED)
    revert_publication(later)
    assert (state(live), words(fresh(product))) == (State.PUBLISHED, WORDS)


def test_a_live_publication_does_not_end_a_workflow_that_is_in_progress(
    lamp: Lamp, editor: User, admin_user: User
) -> None:
    in_moderation(lamp, by=Group.objects.create(name="Lamp moderators"), user=editor)
    publish_draft(make_draft(fresh(lamp), state="approved"), user=admin_user)
    lamp = fresh(lamp)
    assert (words(lamp), lamp.workflow_in_progress) == (WORDS, True)
    lamp.current_workflow_task.on_action(lamp.current_workflow_task_state, admin_user, "approve")
    assert words(fresh(lamp)) == WORDS


def test_during_moderation_only_reviewers_may_change_the_draft(lamp: Lamp, editor: User, admin_user: User) -> None:
    moderators = Group.objects.create(name="Lamp moderators")
    in_moderation(lamp, by=moderators, user=editor)
    draft = make_draft(fresh(lamp), state="approved")
    with pytest.raises(PublishRefused, match="moderated"):
        hand_over_draft(draft, user=editor)
    moderators.user_set.add(editor)
    publication = hand_over_draft(draft, user=User.objects.get(pk=editor.pk))
    lamp = fresh(lamp)
    lamp.current_workflow_task.on_action(lamp.current_workflow_task_state, admin_user, "approve")
    assert (words(fresh(lamp)), state(publication)) == (WORDS, State.PUBLISHED)


def test_a_locked_product_takes_nothing_into_its_draft(lamp: Lamp, editor: User, admin_user: User) -> None:
    Lamp.objects.update(locked=True, locked_by=admin_user, locked_at=timezone.now())
    draft = make_draft(fresh(lamp), state="approved")
    for write in (hand_over_draft, publish_draft):
        with pytest.raises((PublishRefused, PermissionDenied), match=r"locked|permission"):
            write(draft, user=editor)
    assert (words(latest(lamp)), words(fresh(lamp))) == ("", "")


def test_a_version_scheduled_in_wagtail_is_left_as_it_is(any_product: Any) -> None:
    any_product.go_live_at = timezone.now() + timedelta(days=1)
    any_product.save_revision().publish()
    with pytest.raises(PublishConflict, match="scheduled"):
        handed_over(fresh(any_product))


def test_an_unscheduled_wish_for_later_in_the_draft_is_kept(any_product: Any) -> None:
    later = timezone.now().replace(microsecond=0) + timedelta(days=1)
    any_product.go_live_at = later
    any_product.save_revision()
    handed_over(fresh(any_product))
    assert latest(any_product).go_live_at == later
    fresh(any_product).get_latest_revision().publish()
    publication = Publication.objects.get()
    assert fresh(any_product).approved_schedule
    assert (state(publication), publication.is_live) == (State.DRAFTED, False)


def test_a_plain_product_has_no_draft_to_put_it_into(plain_product: Any) -> None:
    with pytest.raises(PublishRefused, match="no unpublished drafts"):
        handed_over(plain_product)


def test_handing_over_takes_the_permission_to_review(product: Any, make_user: Callable[..., User]) -> None:
    with pytest.raises(PermissionDenied):
        handed_over(product, user=make_user("publish"))


def test_a_reviewer_hands_over_and_withdraws_on_the_page(client: Client, product: Any, editor: User) -> None:
    draft = make_draft(product)
    client.force_login(editor)
    page = client.get(FACE.url("draft", draft.pk)).content.decode()
    assert "Approve and publish" not in page
    data = {"seen": draft.text, "was": draft.state}
    page = client.post(FACE.url("decide", draft.pk, "hand_over"), data, follow=True).content.decode()
    assert "Put into the product&#x27;s draft:" in page
    page = client.get(FACE.url("draft", draft.pk)).content.decode()
    assert "It stands in the product&#x27;s unpublished draft." in page
    assert FACE.url("decide", draft.pk, "withdraw") in page
    client.post(FACE.url("decide", draft.pk, "withdraw"))
    assert (words(latest(product)), MediaDraft.objects.get(pk=draft.pk).state) == ("", State.REVERTED)


def test_a_conflict_in_the_draft_shows_what_stands_there_and_is_settled(
    client: Client, product: Any, editor: User
) -> None:
    product.description = "<p>Mine.</p>"
    product.save_revision()
    draft = make_draft(fresh(product), state="approved")
    client.force_login(editor)
    response = client.post(FACE.url("decide", draft.pk, "hand_over"))
    assert response.status_code == 409
    assert "In the product&#x27;s draft now" in response.content.decode()
    assert "<p>Mine.</p>" in response.content.decode()
    client.post(FACE.url("decide", draft.pk, "hand_over"), {"over": response.context["over"]})
    assert (words(latest(product)), words(fresh(product))) == (WORDS, "")


def test_a_plain_products_page_does_not_offer_it(client: Client, plain_product: Any, editor: User) -> None:
    draft = make_draft(plain_product)
    client.force_login(editor)
    assert "hand_over" not in client.get(FACE.url("draft", draft.pk)).content.decode()


def test_unpublished_words_in_the_way_of_a_publication_can_be_settled_in_the_draft(
    client: Client, product: Any, make_user: Callable[..., User]
) -> None:
    product.description = "<p>Mine.</p>"
    product.save_revision()
    draft = make_draft(fresh(product), state="approved")
    client.force_login(make_user("review", "publish"))
    response = client.post(FACE.url("decide", draft.pk, "publish"))
    page = response.content.decode()
    assert (response.status_code, "<p>Mine.</p>" in page) == (409, True)
    assert FACE.url("decide", draft.pk, "hand_over") in page
    client.post(FACE.url("decide", draft.pk, "hand_over"), {"over": response.context["over"]})
    assert (words(latest(product)), words(fresh(product))) == (WORDS, "")
