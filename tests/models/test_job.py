"""Transitions of a job: each one UPDATE, each fenced."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from pdp_ai.models import GenerationJob
from pdp_ai.models.job_state import JobState
from tests.jobs import make_job

pytestmark = pytest.mark.django_db


def claim_one() -> GenerationJob:
    [job] = GenerationJob.objects.claim("gpu")
    return job


def expire(job: GenerationJob) -> None:
    GenerationJob.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_claim_counts_the_attempt_before_the_work_and_sets_a_lease() -> None:
    make_job()
    job = claim_one()
    assert (job.state, job.attempts, job.token) == (JobState.RUNNING, 1, 1)
    assert job.lease_until is not None
    assert job.lease_until > timezone.now() + timedelta(seconds=50)


def test_a_claimed_job_cannot_be_claimed_again() -> None:
    make_job()
    claim_one()
    assert GenerationJob.objects.claim("gpu") == []


def test_the_most_urgent_job_is_claimed_first_with_those_that_ask_the_same_engine() -> None:
    make_job(priority=GenerationJob.Priority.BULK, batch_key="other")
    make_job(priority=GenerationJob.Priority.BULK, batch_key="copy")
    urgent = make_job(priority=GenerationJob.Priority.PERSON, batch_key="copy")
    claimed = GenerationJob.objects.claim("gpu")
    assert claimed[0] == urgent
    assert {job.batch_key for job in claimed} == {"copy"}
    assert len(claimed) == 2


def test_a_job_waits_for_its_run_after() -> None:
    make_job(run_after=timezone.now() + timedelta(minutes=1))
    assert GenerationJob.objects.claim("gpu") == []


def test_a_worker_whose_lease_was_taken_over_can_write_nothing() -> None:
    make_job()
    frozen = claim_one()
    expire(frozen)
    GenerationJob.objects.rescue_expired()
    successor = claim_one()
    assert not frozen.finish(JobState.SUCCESSFUL)
    assert not frozen.retry_later(code="x", message="late")
    assert not frozen.release()
    assert successor.finish(JobState.SUCCESSFUL)


def test_a_live_lease_is_not_rescued() -> None:
    make_job()
    claim_one()
    assert GenerationJob.objects.rescue_expired() == (0, [])


def test_a_job_that_kills_its_worker_three_times_is_quarantined() -> None:
    make_job()
    for _ in range(2):
        expire(claim_one())
        assert GenerationJob.objects.rescue_expired() == (1, [])
    expire(last := claim_one())
    assert GenerationJob.objects.rescue_expired() == (0, [last])
    assert GenerationJob.objects.get().state == JobState.QUARANTINED
    assert GenerationJob.objects.claim("gpu") == []


def test_after_a_crash_each_job_of_the_batch_runs_alone_and_says_what_happened() -> None:
    make_job()
    make_job()
    batch = GenerationJob.objects.claim("gpu")
    assert len(batch) == 2
    for job in batch:
        expire(job)
    GenerationJob.objects.rescue_expired()
    make_job()
    assert [len(GenerationJob.objects.claim("gpu")) for _ in range(4)] == [1, 1, 1, 0]
    assert [job.errors[-1]["code"] for job in GenerationJob.objects.filter(crashes=1)] == ["worker_died"] * 2


def test_a_lease_renewed_at_the_last_moment_is_not_taken_over() -> None:
    make_job()
    frozen = claim_one()
    expire(frozen)
    late = GenerationJob.objects.get()
    assert frozen.claim is not None
    GenerationJob.objects.renew(frozen.claim, 0)
    assert late.rescue() is None
    assert frozen.finish(JobState.SUCCESSFUL)


def test_renewing_keeps_only_what_is_still_held() -> None:
    make_job()
    make_job()
    kept, cancelled = GenerationJob.objects.claim("gpu")
    GenerationJob.objects.filter(pk=cancelled.pk).cancel()
    assert kept.claim is not None
    assert GenerationJob.objects.renew(kept.claim, 40) == {kept.pk}
    assert [job.progress for job in GenerationJob.objects.order_by("pk")] == [40, 0]


def test_a_cancelled_job_accepts_no_result() -> None:
    make_job()
    job = claim_one()
    assert GenerationJob.objects.filter(pk=job.pk).cancel() == 1
    assert not job.finish(JobState.SUCCESSFUL)
    assert GenerationJob.objects.get().state == JobState.CANCELLED


def test_each_retry_waits_twice_as_long_and_keeps_its_error() -> None:
    make_job()
    waits = []
    for attempt in (1, 2, 3):
        GenerationJob.objects.update(run_after=timezone.now() - timedelta(seconds=1))
        job = claim_one()
        assert job.retry_later(code="engine_broke", message=f"attempt {attempt}")
        waits.append((GenerationJob.objects.get().run_after - timezone.now()).total_seconds())
    assert waits == pytest.approx([15, 30, 60], rel=0.1, abs=0.5)
    assert [error["message"] for error in GenerationJob.objects.get().errors] == ["attempt 1", "attempt 2", "attempt 3"]


def test_a_released_job_has_not_used_an_attempt() -> None:
    make_job()
    claim_one().release()
    assert GenerationJob.objects.get().attempts == 0
    assert claim_one().attempts == 1


def test_one_request_has_one_unfinished_job() -> None:
    make_job(fingerprint="same")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_job(fingerprint="same")
    claim_one().finish(JobState.SUCCESSFUL)
    make_job(fingerprint="same")


def test_retry_makes_an_ended_job_runnable_with_a_clean_count() -> None:
    make_job()
    claim_one().finish(JobState.FAILED, code="x", message="y")
    assert GenerationJob.objects.all().retry() == 1
    assert claim_one().attempts == 1


def test_an_error_that_no_database_would_store_is_kept_cleaned() -> None:
    make_job()
    claim_one().finish(JobState.FAILED, code="x", message="bro\x00ken \ud800here")
    assert GenerationJob.objects.get().errors[0]["message"] == "broken here"
