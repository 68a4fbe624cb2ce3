"""Drafts for a place that the shop has taken out of its settings since, or that this app knows no more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from pdp_ai.actions.follow_handed_over import follow_handed_over
from pdp_ai.actions.hand_over_draft import hand_over_draft
from pdp_ai.actions.plan_publication import plan_publication
from pdp_ai.actions.publish_draft import publish_draft
from pdp_ai.actions.publish_planned import publish_planned
from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.exceptions import PlaceGone
from pdp_ai.models import ApiToken, BulkDecision, MediaDraft, PlannedPublication
from pdp_ai.views.face import Face
from tests.api.conftest import Caller
from tests.drafts import make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]

GONE = "This shop has no place for"


@pytest.fixture(params=["bullets", "packshot"])
def retired(request: pytest.FixtureRequest, product: Any, settings: Any) -> Callable[..., MediaDraft]:
    """A draft of a slot that the shop has no place for any more."""

    def make(state: str = "approved", *, known: bool = True) -> MediaDraft:
        draft = make_draft(product, request.param, state=state)
        if state == "published":
            MediaDraft.objects.update(state="approved")
            publish_draft(draft)
        if state == "drafted":
            MediaDraft.objects.update(state="approved")
            hand_over_draft(draft)
        entry = settings.PDP_AI["PRODUCTS"]["shop.Product"]
        slots = {slot: place for slot, place in entry["OPTIONS"]["slots"].items() if slot != request.param}
        usual = [slot for slot in entry["GENERATE"] if slot != request.param]
        entry = {**entry, "GENERATE": usual, "OPTIONS": {**entry["OPTIONS"], "slots": slots}}
        settings.PDP_AI = {**settings.PDP_AI, "PRODUCTS": {**settings.PDP_AI["PRODUCTS"], "shop.Product": entry}}
        if not known:
            MediaDraft.objects.update(slot="retired", place="retired")
        draft.refresh_from_db()
        return draft

    return make


@pytest.mark.parametrize("known", [True, False], ids=["unmapped", "unknown"])
@pytest.mark.parametrize("state", ["pending", "approved", "published", "drafted"])
def test_it_is_shown_and_says_why_it_cannot_be_published(
    browser: Client, face: Face, retired: Callable[..., MediaDraft], state: str, *, known: bool
) -> None:
    draft = retired(state, known=known)
    room = browser.get(face.url("room", state=state)).content.decode()
    assert face.url("draft", draft.pk) in room
    page = browser.get(face.url("draft", draft.pk)).content.decode()
    assert "This shop has no place for it any more" in page
    for decision in ("publish", "approve_publish", "undo", "again"):
        assert face.url("decide", draft.pk, decision) not in page
    assert (face.url("decide", draft.pk, "reject") in page) is (state in {"pending", "approved"})
    for name in ("drafts", "jobs", "publications", "without"):
        assert browser.get(face.url(name)).status_code == 200


@pytest.mark.parametrize("known", [True, False], ids=["unmapped", "unknown"])
@pytest.mark.parametrize(
    ("state", "decision", "data"),
    [
        ("approved", "publish", {}),
        ("approved", "publish", {"how": "later", "at": "2090-01-01T10:00"}),
        ("approved", "hand_over", {}),
        ("pending", "approve_publish", {}),
        ("published", "undo", {}),
        ("approved", "again", {}),
    ],
)
def test_whoever_decides_all_the_same_is_told_in_a_sentence(
    browser: Client,
    face: Face,
    retired: Callable[..., MediaDraft],
    state: str,
    decision: str,
    data: dict[str, str],
    *,
    known: bool,
) -> None:
    draft = retired(state, known=known)
    response = browser.post(face.url("decide", draft.pk, decision), data)
    assert response.status_code == 409
    assert GONE in response.content.decode()


def test_an_edit_of_a_slot_that_is_known_no_more_is_refused(browser: Client, face: Face, product: Any) -> None:
    draft = make_draft(product)
    MediaDraft.objects.update(slot="retired", place="retired")
    response = browser.post(face.url("decide", draft.pk, "edit"), {"text": "Mine.", "seen": draft.text})
    assert response.status_code == 409
    assert GONE in response.content.decode()


def test_among_many_it_is_left_as_it_is_and_stops_no_other(
    browser: Client, face: Face, retired: Callable[..., MediaDraft], make_product: Callable[..., Any]
) -> None:
    other = make_draft(make_product("Other"), state="approved")
    draft = retired()
    for kind, data in (("later", {"at": "2090-01-01T10:00"}), ("publish", {})):
        page = browser.post(face.url("choose"), {"kind": kind, "draft": [draft.pk, other.pk]}, follow=True)
        page = browser.post(page.request["PATH_INFO"], {"begin": "1", **data}, follow=True)
        assert GONE in page.content.decode()
    other.refresh_from_db()
    assert other.state == "published"
    assert [bulk.changed for bulk in BulkDecision.objects.order_by("pk")] == [1, 1]


def test_a_plan_made_before_is_stopped_and_told(
    retired: Callable[..., MediaDraft], make_user: Callable[..., User], monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = retired()
    with pytest.raises(PlaceGone):
        plan_publication(draft, timezone.now() + timedelta(hours=1), user=make_user("publish"))
    past = timezone.now() - timedelta(seconds=1)
    PlannedPublication.objects.create(
        draft=draft, planned_by=make_user("publish", name="planner"), publish_at=past, product_model="shop.product"
    )
    assert publish_planned() == 1
    plan = PlannedPublication.objects.get()
    assert plan.state == "stopped"
    assert GONE in plan.why["message"]


def test_the_api_says_so_too(retired: Callable[..., MediaDraft], make_user: Callable[..., User]) -> None:
    draft = retired()
    caller = Caller(ApiToken.objects.issue(make_user("review", "publish").pk, "tests")[1])
    assert caller.get(f"/drafts/{draft.pk}/live").json()["code"] == "place_gone"
    assert caller.post(f"/drafts/{draft.pk}/publish").json()["code"] == "place_gone"


def test_a_slot_that_no_recipe_makes_is_left_out_with_that_reason(product: Any, settings: Any) -> None:
    recipes = settings.PDP_AI["RECIPES"]
    settings.PDP_AI = {**settings.PDP_AI, "RECIPES": {**recipes, "packshot": recipes["scene"]}}
    result = request_generation([product], Wish(slots=("packshot",)))
    assert not result.jobs
    assert [(left.recipe, left.reason) for left in result.skipped] == [("packshot", "No recipe of this shop makes it.")]


@pytest.mark.parametrize("known", [True, False], ids=["unmapped", "unknown"])
def test_handed_over_it_keeps_nobody_from_publishing_the_product(
    retired: Callable[..., MediaDraft], product: Any, *, known: bool
) -> None:
    draft = retired("drafted", known=known)
    assert follow_handed_over(product) == 0
    draft.refresh_from_db()
    assert draft.state == "drafted"
