"""The doorbell: one ring for many requests, and no broker that can hold a request up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django_q.conf import Conf

from pdp_ai.actions.ring_lane import ring_lane
from pdp_ai.models import Lane

pytestmark = pytest.mark.django_db


def test_a_broker_that_hangs_is_waited_for_once_and_not_long(
    django_capture_on_commit_callbacks: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.PDP_AI = {**settings.PDP_AI, "QUEUE": {"RING_SECONDS": 0.1}}
    answer = threading.Event()
    rung = []

    def hang(*arguments: Any, **_options: Any) -> None:
        rung.append(arguments)
        answer.wait(10)

    monkeypatch.setattr(Conf, "ORM", None)
    monkeypatch.setattr("django_q.tasks.async_task", hang)
    began = time.monotonic()
    for _ in range(3):
        with django_capture_on_commit_callbacks(execute=True):
            ring_lane("gpu")
    assert time.monotonic() - began < 1
    assert rung == [("pdp_ai.tasks.drain_lane", "gpu")]
    answer.set()


def test_a_request_rings_again_once_the_worker_has_answered(
    django_capture_on_commit_callbacks: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    rung = []
    monkeypatch.setattr("django_q.tasks.async_task", lambda *arguments, **_options: rung.append(arguments))
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            ring_lane("gpu")
    assert len(rung) == 1
    Lane.objects.answer("gpu")
    with django_capture_on_commit_callbacks(execute=True):
        ring_lane("gpu")
    assert len(rung) == 2
