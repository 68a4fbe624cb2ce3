"""Requests for more products than a web server has time for."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.models import OrmQ

from pdp_ai.actions import request_in_bulk
from pdp_ai.actions.request_generation import Wish
from pdp_ai.actions.request_in_bulk import (
    begin_bulk_request,
    cancel_bulk_request,
    resume_bulk_request,
    ring_for_stuck_bulk_requests,
    work_off_bulk_requests,
)
from pdp_ai.exceptions import TransitionRefused
from pdp_ai.models import BulkChunk, BulkRequest, GenerationJob, bulk_request

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]

TEXT = Wish(slots=("description",), hint="for the spring")


@pytest.fixture
def user(make_user: Callable[..., User]) -> User:
    return make_user("generate", name="ann")


@pytest.fixture
def bulk(make_product: Callable[..., Any], user: User, monkeypatch: pytest.MonkeyPatch) -> BulkRequest:
    """Five products in chunks of two."""
    monkeypatch.setattr(bulk_request, "CHUNK", 2)
    keys = [make_product(f"Stool {number}", photo=None).pk for number in range(5)]
    return BulkRequest.objects.store({"shop.product": keys}, user.pk)


def stop_after_one_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker dies when it turns to the second chunk."""
    request, seen = request_in_bulk.request_generation, []

    def dying(*arguments: Any, **options: Any) -> Any:
        if seen:
            raise SystemExit
        seen.append(1)
        return request(*arguments, **options)

    monkeypatch.setattr(request_in_bulk, "request_generation", dying)


def test_every_product_is_asked_for_once_as_a_backfill_of_the_persons(bulk: BulkRequest, user: User) -> None:
    begin_bulk_request(bulk, TEXT, user=user)
    assert work_off_bulk_requests() == 3
    bulk.refresh_from_db()
    assert (bulk.state, bulk.products, bulk.done, bulk.jobs) == ("done", 5, 5, 5)
    assert not BulkChunk.objects.exists()
    jobs = GenerationJob.objects.all()
    assert {(job.requested_by_id, job.priority, job.brief.hint) for job in jobs} == {(user.pk, 10, "for the spring")}


def test_the_doorbell_names_a_task_that_works_it_off(
    bulk: BulkRequest, user: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        begin_bulk_request(bulk, TEXT, user=user)
    [queued] = OrmQ.objects.all()
    assert queued.key == "cpu"
    assert import_string(queued.task["func"])() == 3


def test_a_slice_leaves_the_rest_to_the_next(
    bulk: BulkRequest, user: User, django_capture_on_commit_callbacks: Any
) -> None:
    begin_bulk_request(bulk, TEXT, user=user)
    OrmQ.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        assert work_off_bulk_requests(seconds=0) == 1
    assert OrmQ.objects.filter(key="cpu").count() == 1
    assert work_off_bulk_requests() == 2


def test_a_lost_doorbell_is_rung_again_and_only_where_nobody_works(
    bulk: BulkRequest, user: User, django_capture_on_commit_callbacks: Any
) -> None:
    assert not ring_for_stuck_bulk_requests()
    begin_bulk_request(bulk, TEXT, user=user)
    with django_capture_on_commit_callbacks(execute=True):
        assert ring_for_stuck_bulk_requests()
        assert ring_for_stuck_bulk_requests()
    assert OrmQ.objects.count() == 1
    BulkRequest.objects.hold(bulk.pk, uuid.uuid4())
    assert not ring_for_stuck_bulk_requests()


def test_it_goes_on_where_a_killed_worker_stopped(
    bulk: BulkRequest, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_bulk_request(bulk, TEXT, user=user)
    with monkeypatch.context() as patch:
        stop_after_one_chunk(patch)
        patch.setattr(bulk_request.BulkRequestQuerySet, "release", lambda *_: None)
        with pytest.raises(SystemExit):
            work_off_bulk_requests()
    assert GenerationJob.objects.count() == 2
    assert work_off_bulk_requests() == 0, "its lease still runs"
    BulkRequest.objects.update(held_until=timezone.now() - timedelta(seconds=1))
    assert work_off_bulk_requests() == 2
    assert GenerationJob.objects.count() == 5
    bulk.refresh_from_db()
    assert (bulk.done, bulk.jobs) == (5, 5)


def test_a_worker_that_lost_its_hold_writes_nothing(bulk: BulkRequest, user: User) -> None:
    begin_bulk_request(bulk, TEXT, user=user)
    late, present = uuid.uuid4(), uuid.uuid4()
    assert BulkRequest.objects.hold(bulk.pk, late)
    assert not BulkRequest.objects.hold(bulk.pk, present)
    BulkRequest.objects.update(held_until=timezone.now() - timedelta(seconds=1))
    assert BulkRequest.objects.hold(bulk.pk, present)
    chunk = BulkChunk.objects.first()
    assert chunk
    assert not BulkRequest.objects.settle(chunk, late, jobs=2)
    assert BulkChunk.objects.count() == 3


def test_a_cancelled_request_asks_for_no_more_and_can_go_on(bulk: BulkRequest, user: User) -> None:
    begin_bulk_request(bulk, TEXT, user=user)
    assert cancel_bulk_request(bulk.pk, user=user)
    assert work_off_bulk_requests() == 0
    assert not GenerationJob.objects.exists()
    assert resume_bulk_request(bulk.pk, user=user)
    assert work_off_bulk_requests() == 3


def test_a_limit_stops_it_with_its_reason_and_it_goes_on_when_there_is_room(
    bulk: BulkRequest, user: User, settings: Any
) -> None:
    settings.PDP_AI = {**settings.PDP_AI, "LIMITS": {"USER_DAILY": 3}}
    begin_bulk_request(bulk, TEXT, user=user)
    work_off_bulk_requests()
    bulk.refresh_from_db()
    assert (bulk.state, bulk.done, GenerationJob.objects.count()) == ("refused", 2, 2)
    assert "You may ask for 3 jobs a day" in bulk.message
    settings.PDP_AI = {**settings.PDP_AI, "LIMITS": {"USER_DAILY": 5}}
    resume_bulk_request(bulk.pk, user=user)
    work_off_bulk_requests()
    assert GenerationJob.objects.count() == 5


def test_it_stops_when_whoever_asked_may_no_longer_ask(bulk: BulkRequest, user: User) -> None:
    begin_bulk_request(bulk, TEXT, user=user)
    user.user_permissions.clear()
    work_off_bulk_requests()
    bulk.refresh_from_db()
    assert bulk.state == "failed"
    assert not GenerationJob.objects.exists()


def test_products_that_are_gone_meanwhile_are_passed_over(bulk: BulkRequest, user: User) -> None:
    from example_project.shop.models import Product

    Product.objects.filter(title="Stool 3").delete()
    begin_bulk_request(bulk, TEXT, user=user)
    work_off_bulk_requests()
    assert GenerationJob.objects.count() == 4


def test_a_selection_is_asked_for_once_and_by_its_owner(
    bulk: BulkRequest, user: User, make_user: Callable[..., User]
) -> None:
    with pytest.raises(PermissionDenied):
        begin_bulk_request(bulk, TEXT, user=make_user("generate"))
    begin_bulk_request(bulk, TEXT, user=user)
    with pytest.raises(TransitionRefused):
        begin_bulk_request(bulk, TEXT, user=user)


def test_selections_nobody_asked_for_are_cleared_away(bulk: BulkRequest, user: User) -> None:
    BulkRequest.objects.update(created_at=timezone.now() - timedelta(days=2))
    kept = BulkRequest.objects.store({"shop.product": [1]}, user.pk)
    assert list(BulkRequest.objects.all()) == [kept]
