"""Random histories of jobs, claims, frozen workers and rescues, held step by step against a model in plain Python."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule, run_state_machine_as_test

from pdp_ai.models import GenerationJob
from pdp_ai.models.job_queue import SUSPECT_ATTEMPTS
from pdp_ai.models.job_state import UNFINISHED, JobState

MAX_CRASHES, MAX_ATTEMPTS, BATCH, INTERACTIVE_BATCH = 3, 5, 16, 8
ENDS = (JobState.SUCCESSFUL, JobState.FAILED, JobState.STALE)


@dataclass
class Plain:
    """What a job is, without a database."""

    wish: str
    engine: str
    priority: int
    state: JobState = JobState.READY
    attempts: int = 0
    crashes: int = 0
    token: int = 0
    claim: uuid.UUID | None = None
    delayed: bool = False
    expired: bool = False

    @property
    def runnable(self) -> bool:
        return self.state == JobState.READY and not self.delayed

    @property
    def suspect(self) -> bool:
        return self.crashes > 0 or self.attempts >= SUSPECT_ATTEMPTS


class JobMachine(RuleBasedStateMachine):
    """Workers keep what they claimed for ever, and come back with it at any time."""

    jobs = Bundle("jobs")
    claimed = Bundle("claimed")

    def __init__(self) -> None:
        super().__init__()
        GenerationJob.objects.all().delete()
        self.plain: dict[int, Plain] = {}

    @rule(
        target=jobs,
        wish=st.sampled_from("abc"),
        engine=st.sampled_from(["copy", "cutout"]),
        priority=st.sampled_from([10, 50, 100]),
    )
    def ask(self, wish: str, engine: str, priority: int) -> Any:
        taken = any(job.wish == wish and job.state in UNFINISHED for job in self.plain.values())
        try:
            with transaction.atomic():
                job = GenerationJob.objects.create(
                    product_model="shop.product", product_id="1", recipe="r", lane="gpu", batch_key=engine,
                    brief_data={}, fingerprint=wish, facts_fingerprint="f", priority=priority,
                )  # fmt: skip
        except IntegrityError:
            assert taken
            return multiple()
        assert not taken
        self.plain[job.pk] = Plain(wish, engine, priority)
        return job.pk

    @rule(target=claimed)
    def claim(self) -> Any:
        runnable = {key: job for key, job in self.plain.items() if job.runnable}
        handles = GenerationJob.objects.claim("gpu")
        assert bool(handles) is bool(runnable)
        if not handles:
            return multiple()
        first = self.plain[handles[0].pk]
        assert first.priority == max(job.priority for job in runnable.values())
        if first.suspect:
            assert len(handles) == 1
        else:
            alike = [key for key, job in runnable.items() if job.engine == first.engine and not job.suspect]
            size = INTERACTIVE_BATCH if first.priority == 100 else BATCH
            assert len(handles) == min(size, len(alike))
            assert {handle.pk for handle in handles} <= set(alike)
        for handle in handles:
            job = runnable[handle.pk]
            job.state, job.claim, job.expired = JobState.RUNNING, handle.claim, False
            job.attempts += 1
            job.token += 1
            assert handle.token == job.token
        return multiple(*handles)

    @rule(handle=claimed, end=st.sampled_from(ENDS))
    def finish(self, handle: GenerationJob, end: JobState) -> None:
        self.write(handle, handle.finish(end, code="code" if end != JobState.SUCCESSFUL else "", message="why"), end)

    @rule(handle=claimed)
    def try_later(self, handle: GenerationJob) -> None:
        if self.write(handle, handle.retry_later(code="broke", message="why"), JobState.READY):
            self.plain[handle.pk].delayed = True

    @rule(handle=claimed)
    def release(self, handle: GenerationJob) -> None:
        if self.write(handle, handle.release(), JobState.READY):
            self.plain[handle.pk].attempts -= 1

    def write(self, handle: GenerationJob, accepted: bool, state: JobState) -> bool:
        """A write is accepted from the worker that holds the job at this moment, and from nobody else."""
        job = self.plain[handle.pk]
        assert accepted is (job.state == JobState.RUNNING and job.token == handle.token)
        if accepted:
            job.state = state
        return accepted

    @rule(handle=claimed)
    def renew(self, handle: GenerationJob) -> None:
        assert handle.claim is not None
        held = {key for key, job in self.plain.items() if job.claim == handle.claim and job.state == JobState.RUNNING}
        assert GenerationJob.objects.held(handle.claim) == held
        assert GenerationJob.objects.renew(handle.claim, 50) == held
        for key in held:
            self.plain[key].expired = False

    @rule(key=jobs)
    def let_the_lease_expire(self, key: int) -> None:
        past = timezone.now() - timedelta(seconds=5)
        GenerationJob.objects.filter(pk=key, state=JobState.RUNNING).update(lease_until=past)
        self.plain[key].expired = self.plain[key].state == JobState.RUNNING

    @rule()
    def sweep(self) -> None:
        ready = quarantined = 0
        for job in self.plain.values():
            if job.state == JobState.RUNNING and job.expired:
                job.crashes += 1
                job.token += 1
                worn_out = job.crashes >= MAX_CRASHES or job.attempts >= MAX_ATTEMPTS
                job.state = JobState.QUARANTINED if worn_out else JobState.READY
                quarantined += worn_out
                ready += not worn_out
        rescued, set_aside = GenerationJob.objects.rescue_expired()
        assert (rescued, len(set_aside)) == (ready, quarantined)

    @rule(key=jobs)
    def cancel(self, key: int) -> None:
        job = self.plain[key]
        unfinished = job.state in UNFINISHED
        assert GenerationJob.objects.filter(pk=key).cancel() == int(unfinished)
        if unfinished:
            job.state = JobState.CANCELLED
            job.token += 1

    @rule(key=jobs)
    def ask_again_by_hand(self, key: int) -> None:
        job = self.plain[key]
        ended = job.state in {JobState.FAILED, JobState.QUARANTINED, JobState.CANCELLED, JobState.STALE}
        taken = any(other.wish == job.wish and other.state in UNFINISHED for other in self.plain.values())
        try:
            with transaction.atomic():
                count = GenerationJob.objects.filter(pk=key).retry()
        except IntegrityError:
            assert ended
            assert taken
            return
        assert count == int(ended)
        if ended:
            job.state, job.attempts, job.crashes, job.delayed = JobState.READY, 0, 0, False
            job.token += 1

    @rule()
    def time_passes(self) -> None:
        past = timezone.now() - timedelta(seconds=1)
        GenerationJob.objects.filter(run_after__gt=timezone.now()).update(run_after=past)
        for job in self.plain.values():
            job.delayed = False

    @invariant()
    def rows_equal_the_model(self) -> None:
        rows = GenerationJob.objects.values_list("pk", "state", "attempts", "crashes", "token")
        assert {key: tuple(rest) for key, *rest in rows} == {
            key: (job.state, job.attempts, job.crashes, job.token) for key, job in self.plain.items()
        }


def run_histories(examples: int) -> None:
    run_state_machine_as_test(
        JobMachine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=30,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )


@pytest.mark.django_db
def test_no_history_of_jobs_departs_from_the_model() -> None:
    run_histories(15)


@pytest.mark.django_db
def test_the_model_notices_when_the_token_is_taken_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def write_without_token(self: GenerationJob, **changes: Any) -> bool:
        return GenerationJob.objects.filter(pk=self.pk).update(lease_until=None, **changes) == 1

    monkeypatch.setattr(GenerationJob, "_move", write_without_token)
    with pytest.raises(AssertionError):
        run_histories(25)
