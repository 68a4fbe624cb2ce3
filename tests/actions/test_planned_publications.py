"""Publications at a time: once, as the world is at that moment, and told when they cannot be."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.utils import timezone

from pdp_ai import tasks
from pdp_ai.actions import publish_draft as publishing
from pdp_ai.actions.edit_draft import edit_draft
from pdp_ai.actions.plan_publication import cancel_plan, plan_publication
from pdp_ai.actions.publish_draft import publish_draft
from pdp_ai.actions.publish_planned import MOST_ATTEMPTS, publish_planned
from pdp_ai.actions.reject_draft import reject_draft
from pdp_ai.actions.revert_publication import revert_publication
from pdp_ai.actions.sweep import sweep
from pdp_ai.actions.take_back import take_back
from pdp_ai.exceptions import PublishConflict, TimeHasPassed, TransitionRefused
from pdp_ai.models import AuditEntry, MediaDraft, PlannedPublication, Publication
from pdp_ai.models.planned_publication import PlanState
from pdp_ai.signals import publication_stopped
from tests.drafts import make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]


@pytest.fixture
def publisher(make_user: Callable[..., User]) -> User:
    return make_user("review", "publish", name="publisher")


@pytest.fixture
def draft(product: Any) -> MediaDraft:
    return make_draft(product, state="approved")


def plan(draft: MediaDraft, user: User, **later: float) -> PlannedPublication:
    plan_publication(draft, timezone.now() + timedelta(**(later or {"hours": 1})), user=user)
    return draft.plans.waiting().get()


def let_the_time_come() -> None:
    """Also for a plan whose worker was lost."""
    past = timezone.now() - timedelta(seconds=1)
    PlannedPublication.objects.waiting().update(publish_at=past, held_until=None)


def live(product: Any) -> str:
    return str(type(product).objects.get(pk=product.pk).description)


def test_nothing_is_published_before_its_time_and_once_after_it(
    product: Any, draft: MediaDraft, publisher: User
) -> None:
    planned = plan(draft, publisher)
    assert "cpu" not in sweep().rung
    assert publish_planned() == 0
    let_the_time_come()
    assert "cpu" in sweep().rung
    tasks.drain_lane("cpu")
    assert live(product) == draft.text
    assert (publish_planned(), Publication.objects.count()) == (0, 1)
    planned.refresh_from_db()
    assert planned.state == PlanState.DONE
    assert Publication.objects.get().published_by == publisher
    assert list(AuditEntry.objects.values_list("action", flat=True).order_by("pk")) == ["planned", "published"]


@pytest.mark.parametrize("back", [timedelta(0), timedelta(days=1)])
def test_a_time_that_has_passed_is_refused(draft: MediaDraft, publisher: User, back: timedelta) -> None:
    with pytest.raises(TimeHasPassed):
        plan_publication(draft, timezone.now() - back, user=publisher)
    assert not PlannedPublication.objects.exists()


def test_the_moment_is_the_same_in_whatever_zone_it_was_written(draft: MediaDraft, publisher: User) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    plan_publication(draft, tomorrow.astimezone(timezone.get_fixed_timezone(540)), user=publisher)
    assert draft.plans.get().publish_at == tomorrow


def test_another_time_takes_the_place_of_the_first(draft: MediaDraft, publisher: User) -> None:
    plan(draft, publisher, hours=1)
    second = plan(draft, publisher, hours=2)
    assert list(PlannedPublication.objects.waiting()) == [second]


def test_a_product_changed_meanwhile_stops_it_and_is_not_overwritten(
    product: Any, draft: MediaDraft, publisher: User
) -> None:
    told: list[PlannedPublication] = []

    def listen(plan: PlannedPublication, **_kwargs: Any) -> None:
        told.append(plan)

    publication_stopped.connect(listen)
    planned = plan(draft, publisher)
    type(product).objects.update(description="<p>By hand.</p>")
    let_the_time_come()
    publish_planned()
    planned.refresh_from_db()
    assert (planned.state, told) == (PlanState.STOPPED, [planned])
    assert "changed after this draft was made" in planned.why["message"]
    assert live(product) == "<p>By hand.</p>"
    draft.refresh_from_db()
    assert draft.state == MediaDraft.State.APPROVED
    assert publish_planned() == 0


def test_a_product_changed_already_is_told_at_once(product: Any, draft: MediaDraft, publisher: User) -> None:
    type(product).objects.update(description="<p>By hand.</p>")
    with pytest.raises(PublishConflict):
        plan(draft, publisher)


def test_the_permission_is_asked_for_again_at_that_moment(product: Any, draft: MediaDraft, publisher: User) -> None:
    plan(draft, publisher)
    publisher.user_permissions.clear()
    let_the_time_come()
    publish_planned()
    assert "may not publish" in PlannedPublication.objects.get().why["message"]
    assert live(product) == ""


@pytest.mark.parametrize("gone", ["inactive", "deleted"])
def test_a_plan_of_somebody_who_left_is_stopped(product: Any, draft: MediaDraft, publisher: User, gone: str) -> None:
    plan(draft, publisher)
    if gone == "deleted":
        publisher.delete()
    else:
        User.objects.update(is_active=False)
    let_the_time_come()
    publish_planned()
    assert PlannedPublication.objects.get().state == PlanState.STOPPED
    assert live(product) == ""


def test_copy_that_the_products_data_contradict_by_then_is_stopped(product: Any, publisher: User) -> None:
    draft = make_draft(product, text="<p>A stool, 45 cm high.</p>", state="approved")
    planned = plan(draft, publisher)
    type(product).objects.update(supplier_notes="Solid oak, oiled by hand. 50 cm high.")
    let_the_time_come()
    publish_planned()
    planned.refresh_from_db()
    assert planned.state == PlanState.STOPPED
    assert "45 cm" in planned.why["message"]
    assert live(product) == ""


@pytest.mark.parametrize("decision", ["reject", "edit", "publish", "cancel", "take back"])
def test_a_later_decision_gives_the_plan_up(product: Any, draft: MediaDraft, publisher: User, decision: str) -> None:
    plan(draft, publisher)
    {
        "reject": lambda: reject_draft(draft, "No.", user=publisher),
        "edit": lambda: edit_draft(draft, "<p>Other words.</p>", user=publisher),
        "publish": lambda: publish_draft(draft, user=publisher),
        "cancel": lambda: cancel_plan(draft, user=publisher),
        "take back": lambda: take_back(AuditEntry.objects.get(action="planned"), user=publisher),
    }[decision]()
    let_the_time_come()
    assert publish_planned() == 0
    assert PlannedPublication.objects.get().state == PlanState.CANCELLED
    assert live(product) == (draft.text if decision == "publish" else "")


def test_an_undone_publication_is_not_planned_anew_by_itself(product: Any, draft: MediaDraft, publisher: User) -> None:
    plan(draft, publisher)
    let_the_time_come()
    publish_planned()
    revert_publication(Publication.objects.get(), user=publisher)
    assert publish_planned() == 0
    assert live(product) == ""


def test_only_approved_drafts_and_only_by_who_may_publish(
    product: Any, draft: MediaDraft, make_user: Callable[..., User], publisher: User
) -> None:
    with pytest.raises(PermissionDenied):
        plan(draft, make_user("review"))
    with pytest.raises(PermissionDenied):
        plan_publication(draft, timezone.now() + timedelta(hours=1), user=None)
    MediaDraft.objects.update(state="rejected")
    with pytest.raises(TransitionRefused):
        plan(draft, publisher)
    with pytest.raises(TransitionRefused):
        cancel_plan(draft, user=publisher)


def test_a_worker_that_dies_half_way_leaves_the_plan_to_the_next(
    product: Any, draft: MediaDraft, publisher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan(draft, publisher)
    let_the_time_come()

    def die(*_args: object, **_kwargs: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(publishing.AuditEntry.objects, "record", die)
        with pytest.raises(KeyboardInterrupt):
            publish_planned()
    assert (live(product), Publication.objects.count()) == ("", 0)
    assert publish_planned() == 0  # its lease is not over
    let_the_time_come()
    assert (publish_planned(), live(product)) == (1, draft.text)


def test_a_plan_that_kills_every_worker_is_stopped(product: Any, draft: MediaDraft, publisher: User) -> None:
    planned = plan(draft, publisher)
    let_the_time_come()
    PlannedPublication.objects.update(attempts=MOST_ATTEMPTS)
    publish_planned()
    planned.refresh_from_db()
    assert planned.state == PlanState.STOPPED
    assert "never came to an end" in planned.why["message"]
    assert live(product) == ""


def test_a_plan_does_not_wait_behind_one_that_is_stopped(make_product: Callable[..., Any], publisher: User) -> None:
    moved, fine = make_product("Moved"), make_product("Fine")
    for product in (moved, fine):
        plan(make_draft(product, state="approved"), publisher)
    type(moved).objects.filter(pk=moved.pk).update(description="<p>By hand.</p>")
    let_the_time_come()
    assert publish_planned() == 2
    assert live(fine) == "<p>A fine stool.</p>"


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_moment_publish_once(product: Any, draft: MediaDraft, publisher: User) -> None:
    plan(draft, publisher)
    let_the_time_come()
    counts: list[int] = []
    together = threading.Barrier(4)

    def work() -> None:
        together.wait()
        counts.append(publish_planned())
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(counts) == [0, 0, 0, 1]
    assert Publication.objects.count() == 1
