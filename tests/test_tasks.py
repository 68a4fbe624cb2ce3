"""What a worker does with doorbells, also with those of another version."""

from __future__ import annotations

import multiprocessing
import os
import pydoc
import queue
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pdp_ai.actions import ask_for_sameness, notify, request_in_bulk, send_webhooks

#: Every doorbell but those of the lanes, which are made as they are rung.
DOORBELLS = [ask_for_sameness.DOORBELL, notify.DOORBELL, request_in_bulk.DOORBELL, send_webhooks.DOORBELL]


def test_every_doorbell_names_a_function_of_the_one_module_that_a_cluster_has_read() -> None:
    for doorbell in DOORBELLS:
        assert doorbell.task.rpartition(".")[0] == "pdp_ai.tasks"
        assert callable(pydoc.locate(doorbell.task)), doorbell


@pytest.mark.parametrize("cluster", ["gpu", ""])
def test_a_cluster_has_read_its_tasks_before_it_hears_anything_and_a_web_server_has_not(cluster: str) -> None:
    environment = {**os.environ, **({"Q_CLUSTER_NAME": cluster} if cluster else {})}
    code = "import django, sys; django.setup(); print('pdp_ai.tasks' in sys.modules, 'torch' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == [str(bool(cluster)), "False"]


@pytest.fixture(autouse=True)
def _connection_is_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker closes its connection between two tasks."""
    monkeypatch.setattr("django_q.worker.close_old_django_connections", lambda: None)


def answered(*functions: str) -> list[tuple[bool, str]]:
    """What django-q2's own worker makes of these tasks, one after the other, until it is told to stop."""
    from django_q.worker import worker  # reads its settings when imported

    asked: queue.Queue[Any] = queue.Queue()
    results: queue.Queue[Any] = queue.Queue()
    for function in functions:
        asked.put({"id": "1", "name": function, "func": function, "args": (), "kwargs": {}})
    asked.put("STOP")
    worker(asked, results, multiprocessing.Value("f", -1), timeout=30)  # type: ignore[arg-type]
    return [(result["success"], str(result["result"])) for result in _all_of(results)]


def _all_of(results: queue.Queue[Any]) -> Iterator[Any]:
    while not results.empty():
        yield results.get()


def test_a_doorbell_of_a_newer_version_is_put_down_and_the_worker_goes_on() -> None:
    (unknown, why), following = answered("pdp_ai.tasks.not_yet_known", "os.getpid")
    assert not unknown
    assert "Function pdp_ai.tasks.not_yet_known is not defined" in why
    assert following == (True, str(os.getpid()))


def test_a_module_that_is_read_only_now_and_does_not_fit_would_end_the_worker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "newer_tasks.py").write_text("from pdp_ai.tasks import not_yet_known")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(pydoc.ErrorDuringImport):
        answered("newer_tasks.answer")
