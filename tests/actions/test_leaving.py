"""A worker hears that it has to leave: from its supervisor's note, and from SIGTERM."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from pdp_ai.actions.leaving import STOP_NOTE, hear_sigterm, may_claim, must_leave, write_stop_note
from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.actions.run_generation import run_generation
from pdp_ai.models import GenerationJob


def test_after_the_note_nothing_is_claimed_and_what_runs_has_its_grace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = tmp_path / "stop"
    monkeypatch.setenv(STOP_NOTE, str(note))
    assert may_claim()
    write_stop_note(note, grace=0.2)
    assert not may_claim()
    assert not must_leave()
    time.sleep(0.25)
    assert must_leave()


def test_without_a_supervisor_a_worker_works_on() -> None:
    assert may_claim()
    assert not must_leave()


def test_sigterm_is_delivered_once_the_work_has_been_given_back() -> None:
    delivered = []
    before = signal.signal(signal.SIGTERM, lambda *_: delivered.append(must_leave()))
    try:
        with hear_sigterm():
            os.kill(os.getpid(), signal.SIGTERM)
            assert must_leave()
            assert not may_claim()
            assert delivered == []
        assert delivered == [True]
    finally:
        signal.signal(signal.SIGTERM, before)
        with hear_sigterm():
            assert may_claim()


@pytest.mark.django_db
@pytest.mark.usefixtures("stand_ins")
def test_a_worker_that_is_leaving_takes_up_nothing(
    product: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request_generation([product], Wish(slots=("description",)))
    monkeypatch.setenv(STOP_NOTE, str(tmp_path / "stop"))
    write_stop_note(tmp_path / "stop", grace=60)
    assert run_generation("gpu") == 0
    assert GenerationJob.objects.get().attempts == 0
