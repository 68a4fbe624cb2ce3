"""Who comes next: the most urgent, then those who have had least, then those who waited longest."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pdp_ai.models import EnginePause, GenerationJob
from pdp_ai.models.job_queue import QUEUE_ORDER
from pdp_ai.models.job_state import JobState
from tests.jobs import make_job

pytestmark = pytest.mark.django_db


def ask(user: User | None, count: int = 1, priority: int = GenerationJob.Priority.PERSON) -> None:
    key = user.pk if user else None
    first = GenerationJob.objects.next_turn("gpu", priority, key)
    for number in range(count):
        make_job(requested_by=user, turn=first + number, priority=priority)


def order() -> list[str]:
    jobs = GenerationJob.objects.runnable("gpu").order_by(*QUEUE_ORDER).select_related("requested_by")
    return [job.requested_by.username if job.requested_by else "-" for job in jobs]


def test_one_job_of_another_comes_next_but_one_whatever_waits(make_user: Callable[..., User]) -> None:
    busy, modest = make_user(name="busy"), make_user(name="modest")
    ask(busy, 5)
    ask(modest)
    assert order() == ["busy", "modest", "busy", "busy", "busy", "busy"]


def test_three_people_take_turns(make_user: Callable[..., User]) -> None:
    for name in ("ann", "bob", "cem"):
        ask(make_user(name=name), 2)
    assert order() == ["ann", "bob", "cem", "ann", "bob", "cem"]


def test_who_comes_late_does_not_get_back_what_others_had_meanwhile(
    make_user: Callable[..., User], settings: object
) -> None:
    busy, late = make_user(name="busy"), make_user(name="late")
    ask(busy, 20)
    GenerationJob.objects.claim("gpu")
    ask(late, 5)
    assert order()[:6] == ["busy", "late", "busy", "late", "busy", "late"]


def test_asking_again_and_again_gains_nothing(make_user: Callable[..., User]) -> None:
    busy, modest = make_user(name="busy"), make_user(name="modest")
    for _ in range(4):
        ask(busy)
    ask(modest)
    assert order().index("modest") == 1


def test_a_person_comes_before_a_backfill_whoever_asked(make_user: Callable[..., User]) -> None:
    ask(None, 3, GenerationJob.Priority.BULK)
    ask(make_user(name="ann"))
    assert order() == ["ann", "-", "-", "-"]


def test_of_equal_turns_the_longest_waiting_comes_first(make_user: Callable[..., User]) -> None:
    ask(make_user(name="first"))
    ask(make_user(name="second"))
    assert order() == ["first", "second"]


def test_a_claim_leaves_paused_engines_out_and_takes_them_up_again() -> None:
    make_job(batch_key="broken", priority=GenerationJob.Priority.PERSON)
    make_job(batch_key="copy", priority=GenerationJob.Priority.BULK)
    pause = EnginePause.objects.create(engine="broken")
    assert [job.batch_key for job in GenerationJob.objects.claim("gpu")] == ["copy"]
    assert GenerationJob.objects.claim("gpu") == []
    pause.delete()
    assert [job.batch_key for job in GenerationJob.objects.claim("gpu")] == ["broken"]


def test_a_claim_costs_four_queries() -> None:
    for _ in range(20):
        make_job()
    with CaptureQueriesContext(connection) as queries:
        GenerationJob.objects.claim("gpu")
    assert len(queries) == 4


def test_a_quarantined_job_is_not_run_and_its_worker_can_write_nothing() -> None:
    make_job()
    [held] = GenerationJob.objects.claim("gpu")
    assert GenerationJob.objects.all().quarantine() == 1
    assert not held.finish(JobState.SUCCESSFUL)
    assert GenerationJob.objects.claim("gpu") == []
    assert GenerationJob.objects.all().retry() == 1
