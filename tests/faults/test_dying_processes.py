"""SIGKILL, SIGSTOP and SIGTERM to every process that takes part."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.faults.conftest import LONG, on
from tests.faults.shop import BACKENDS, Role, Shop, await_value, thaw
from tests.faults.strikes import prepare_strike, recorded, struck

#: From the doorbell to the acknowledgement: each commit boundary of a worker.
PLACES = (
    "doorbell heard", "before claim", "claimed", "engine step", "files written", "finished, not committed",
    "drafts committed", "lane drained",
)  # fmt: skip


def titles(count: int, word: str = "plain") -> list[str]:
    return [f"{word} {number}" for number in range(count)]


@pytest.mark.parametrize("place", PLACES if LONG else PLACES[::2])
@on("sqlite_orm")
def test_sigkill_a_worker_at(shop: Shop, sound: Callable[..., Any], place: str) -> None:
    prepare_strike(place, "kill")
    shop.desk("ask", titles=titles(20))
    tally = sound(shop)
    assert struck(place)
    died_holding_jobs = place in {"claimed", "engine step", "files written", "finished, not committed"}
    assert bool(tally["crashes"]) is died_holding_jobs or place == "drafts committed"


@on("postgres_orm", "postgres_redis")
def test_sigkill_a_worker_mid_run(shop: Shop, sound: Callable[..., Any]) -> None:
    prepare_strike("engine step", "kill")
    shop.desk("ask", titles=titles(20))
    assert sound(shop)["reruns"] == 1


@on("postgres_redis")
def test_sigkill_a_worker_that_has_taken_the_only_doorbell(shop: Shop, sound: Callable[..., Any]) -> None:
    prepare_strike("doorbell heard", "kill")
    shop.desk("ask", titles=titles(5))
    sound(shop)
    assert struck("doorbell heard")


@on("sqlite_orm")
def test_sigkill_an_idle_worker(shop: Shop, sound: Callable[..., Any]) -> None:
    assert shop.host.signal("worker", signal.SIGKILL)
    shop.desk("ask", titles=titles(20))
    sound(shop)


@on("sqlite_orm")
def test_sigkill_an_idle_worker_that_should_follow_saves(shop: Shop, sound: Callable[..., Any]) -> None:
    shop.host.await_pid("pusher", "cpu")
    time.sleep(0.5)
    assert shop.host.signal("worker", signal.SIGKILL, "cpu")
    shop.desk("save", titles=titles(5))
    sound(shop)


@pytest.mark.parametrize("role", ["monitor", "pusher", "sentinel", "main"])
@on("sqlite_orm")
def test_sigkill_the(shop: Shop, sound: Callable[..., Any], role: Role) -> None:
    shop.desk("ask", titles=titles(12, "slow"))
    await_value(lambda: shop.desk("running"), 10, "nothing runs")
    assert shop.host.signal(role, signal.SIGKILL)
    shop.desk("ask", titles=titles(5, "later"))
    sound(shop)
    shop.host.await_pid("pusher")


@on("sqlite_orm", "postgres_redis")
def test_sigkill_the_whole_group(shop: Shop, sound: Callable[..., Any]) -> None:
    shop.desk("ask", titles=titles(12, "slow"))
    await_value(lambda: shop.desk("running"), 10, "nothing runs")
    shop.host.signal_group(signal.SIGKILL)
    assert sound(shop)["crashes"] > 0


@on("sqlite_orm")
def test_sigkill_the_supervisor_takes_its_clusters_with_it(shop: Shop, sound: Callable[..., Any]) -> None:
    import psutil

    shop.desk("ask", titles=titles(12, "slow"))
    await_value(lambda: shop.desk("running"), 10, "nothing runs")
    worker = shop.host.await_pid("worker")
    shop.host.supervisor.kill()
    shop.host.supervisor.wait()
    gone = lambda: not psutil.pid_exists(worker) or psutil.Process(worker).status() == psutil.STATUS_ZOMBIE  # noqa: E731
    await_value(gone, 5, "the worker outlived its supervisor")
    shop.host.start()
    sound(shop)


@on("sqlite_orm", "postgres_orm")
def test_sigstop_a_worker_past_its_lease_then_cont(two_hosts: Shop, sound: Callable[..., Any]) -> None:
    """It wakes between its files and its rows, when another host has long done the job."""
    prepare_strike("files written", "freeze")
    two_hosts.desk("ask", titles=titles(12))
    frozen = await_value(lambda: struck("files written"), 20, "nobody was frozen")
    for number in range(20):  # the other host is given work, so that the frozen one's supervisor sees a busy lane
        two_hosts.desk("ask", titles=[f"slow meanwhile {number}"])
        time.sleep(0.15)
    thaw(frozen)
    tally = sound(two_hosts)
    await_value(lambda: recorded("fenced"), 10, "no stale write was refused")
    assert tally["doubled"] == 0


@on(also=BACKENDS)
def test_sigstop_a_worker_for_good(shop: Shop, sound: Callable[..., Any]) -> None:
    prepare_strike("engine step", "freeze")
    shop.desk("ask", titles=titles(12))
    await_value(lambda: struck("engine step"), 20, "nobody was frozen")
    sound(shop)


@on("sqlite_orm")
def test_sigterm_to_the_supervisor_lets_the_batch_finish(shop: Shop, sound: Callable[..., Any]) -> None:
    shop.desk("ask", titles=titles(12, "slow"))
    await_value(lambda: shop.desk("running"), 10, "nothing runs")
    assert shop.host.terminate() < 6
    states = shop.desk("states")
    assert "running" not in states
    assert states["successful"] > 0
    assert shop.desk("tally")["crashes"] == 0
    shop.host.start()
    sound(shop)


@on("sqlite_orm")
def test_sigterm_to_the_supervisor_gives_back_what_cannot_finish(shop: Shop, sound: Callable[..., Any]) -> None:
    shop.desk("ask", titles=["endless"])
    await_value(lambda: shop.desk("running"), 10, "nothing runs")
    assert shop.host.terminate() < 6
    job = shop.desk("job", title="endless")
    assert (job["state"], job["attempts"], job["crashes"]) == ("ready", 0, 0)
    shop.desk("cancel", title="endless")
    shop.desk("delete", title="endless")
    shop.host.start()
    sound(shop)


@pytest.mark.parametrize("whom", ["main", "group"])
@on("sqlite_orm")
def test_sigterm_to_the_clusters(shop: Shop, sound: Callable[..., Any], whom: str) -> None:
    shop.desk("ask", titles=titles(12, "slow"))
    await_value(lambda: shop.desk("running"), 10, "nothing runs")
    if whom == "main":
        shop.host.signal("main", signal.SIGTERM)
    else:
        shop.host.signal_group(signal.SIGTERM)
    assert sound(shop)["crashes"] == 0


@on("sqlite_orm")
def test_a_running_job_is_cancelled_within_a_step(shop: Shop, sound: Callable[..., Any]) -> None:
    shop.desk("ask", titles=["endless"])
    await_value(lambda: shop.desk("running"), 10, "nothing runs")
    assert shop.desk("cancel", title="endless") == 1
    shop.desk("delete", title="endless")
    shop.desk("ask", titles=titles(3))
    assert sound(shop, within=10)["doubled"] == 0


@on("postgres_orm", also=("postgres_orm", "postgres_redis"))
def test_sigstop_a_worker_inside_its_transaction(shop: Shop, sound: Callable[..., Any]) -> None:
    """It holds locks on its rows, so that whoever waited for them would stand as still as it does."""
    prepare_strike("finished, not committed", "freeze")
    shop.desk("ask", titles=titles(6))
    await_value(lambda: struck("finished, not committed"), 20, "nobody was frozen")
    sound(shop)
    assert shop.host.terminate() < 8


@on("postgres_orm", also=("postgres_orm", "postgres_redis"))
def test_sigterm_to_the_supervisor_while_the_database_hangs(shop: Shop, sound: Callable[..., Any]) -> None:
    shop.desk("ask", titles=titles(12, "slow"))
    await_value(lambda: shop.desk("running"), 10, "nothing runs")
    assert shop.postgres
    shop.postgres.freeze()
    try:
        time.sleep(2)
        assert shop.host.terminate() < 10
    finally:
        shop.postgres.thaw()
    shop.host.start()
    sound(shop)
