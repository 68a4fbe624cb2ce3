"""Two scenes that go wrong when, and only when, a safeguard is taken out."""

from __future__ import annotations

from contextlib import suppress

from tests.faults.controls import CONTROL
from tests.faults.shop import Shop, await_value, thaw
from tests.faults.strikes import prepare_strike, recorded, struck


def drafts_doubled_by_a_frozen_worker(backend: str, control: str = "") -> int:
    """A worker freezes between its files and its rows, is overtaken by another host, and wakes."""
    shop = Shop(backend, hosts=2, environment={CONTROL: control, "FAULTS_SILENCE": "60"})
    try:
        for host in shop.hosts:
            host.await_pid("pusher")
        prepare_strike("files written", "freeze")
        shop.desk("ask", titles=[f"plain {number}" for number in range(8)])
        frozen = await_value(lambda: struck("files written"), 30, "nobody was frozen")
        shop.settle(60)
        thaw(frozen)
        with suppress(AssertionError):
            await_value(lambda: recorded("fenced") or shop.desk("tally")["doubled"], 20, "the frozen worker slept on")
        return int(shop.desk("tally")["doubled"])
    finally:
        shop.close()


def jobs_lost_by_a_killed_worker(backend: str, control: str = "") -> int:
    """A worker is killed in the middle of its batch."""
    shop = Shop(backend, environment={CONTROL: control})
    try:
        shop.host.await_pid("pusher")
        prepare_strike("engine step", "kill")
        shop.desk("ask", titles=[f"plain {number}" for number in range(8)])
        await_value(lambda: struck("engine step"), 30, "nobody was killed")
        with suppress(AssertionError):
            shop.settle(10)
        return int(shop.desk("tally")["lost"])
    finally:
        shop.close()


def controls_failing(backend: str) -> int:
    """How many of the two controls fail, as they must."""
    return bool(drafts_doubled_by_a_frozen_worker(backend, "token")) + bool(
        jobs_lost_by_a_killed_worker(backend, "lease")
    )
