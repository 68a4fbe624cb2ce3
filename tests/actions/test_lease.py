"""The heartbeat of a claim: what engines tell it reaches the job's row, seldom."""

from __future__ import annotations

import time
from typing import Any

import pytest

from pdp_ai.actions.lease import Lease
from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.models import GenerationJob

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("stand_ins")]


def test_progress_reaches_the_row_and_a_report_costs_the_engine_nothing(
    settings: Any, product: Any, django_assert_num_queries: Any
) -> None:
    settings.PDP_AI = {**settings.PDP_AI, "QUEUE": {"POLL_SECONDS": 0.05}}
    request_generation([product], Wish(slots=("description",)))
    jobs = GenerationJob.objects.claim("gpu")
    with Lease(jobs) as lease:
        with django_assert_num_queries(0):
            for token in range(1_000):
                lease.heartbeat(token / 2_000)
        deadline = time.monotonic() + 20
        while GenerationJob.objects.get().progress != 50 and time.monotonic() < deadline:
            time.sleep(0.05)
        lease.heartbeat()  # says nothing of how far
        time.sleep(0.2)
        assert GenerationJob.objects.get().progress == 50
    assert jobs[0].release()
    [again] = GenerationJob.objects.claim("gpu")
    assert again.progress == 0
