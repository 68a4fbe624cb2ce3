"""The tests of this folder can fail: with a safeguard taken out, they do; with both in place, the same scenes hold."""

from __future__ import annotations

import pytest

from tests.faults.conftest import LONG
from tests.faults.safeguards import drafts_doubled_by_a_frozen_worker, jobs_lost_by_a_killed_worker


@pytest.mark.parametrize("control", ["token", ""] if LONG else ["token"])
def test_without_the_token_a_frozen_worker_doubles_its_drafts(control: str) -> None:
    assert bool(drafts_doubled_by_a_frozen_worker("sqlite_orm", control)) is (control == "token")


@pytest.mark.parametrize("control", ["lease", ""] if LONG else ["lease"])
def test_without_the_lease_a_killed_worker_loses_its_jobs(control: str) -> None:
    assert bool(jobs_lost_by_a_killed_worker("sqlite_orm", control)) is (control == "lease")
