"""Database and broker away, hanging, locked or emptied; doorbells lost, doubled and garbled."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.faults.conftest import LONG, on
from tests.faults.shop import Desk, Shop, ShopError, await_value
from tests.faults.strikes import prepare_strike, recorded
from tests.faults.test_dying_processes import titles

#: Seconds that something is away.
OUTAGE = 30 if LONG else 4
WITH_POSTGRES = ("postgres_orm", "postgres_redis")


@on("postgres_orm", also=WITH_POSTGRES)
def test_the_database_is_killed_and_comes_back(shop: Shop, sound: Callable[..., Any]) -> None:
    assert shop.postgres
    shop.desk("ask", titles=titles(20, "slow"))
    await_value(lambda: shop.desk("running"), 10, "nothing runs")
    supervisor = shop.host.supervisor.pid
    shop.postgres.kill()
    time.sleep(OUTAGE)
    shop.postgres.start()
    sound(shop, within=120)
    assert shop.host.supervisor.pid == supervisor
    assert shop.host.supervisor.poll() is None


@on("sqlite_orm", also=("sqlite_orm",))
def test_sqlite_is_locked(shop: Shop, sound: Callable[..., Any]) -> None:
    """A save waits for the lock like any other write, and does not fail because of ours."""
    shop.desk("ask", titles=titles(20, "slow"))
    await_value(lambda: shop.desk("running"), 10, "nothing runs")
    intruder = shop.another_desk()
    intruder.begin("hold_lock", seconds=15 if LONG else OUTAGE)
    time.sleep(0.3)
    shop.desk("save", titles=["saved while locked"])
    intruder.answer()
    intruder.close()
    sound(shop, within=120)


@on("sqlite_orm", also=("sqlite_orm",))
def test_sqlite_is_locked_for_longer_than_anybody_waits(shop: Shop, sound: Callable[..., Any]) -> None:
    shop.desk("ask", titles=titles(20, "slow"))
    intruder = shop.another_desk()
    intruder.begin("hold_lock", seconds=30 if LONG else 6)
    time.sleep(31 if LONG else 6.5)
    intruder.answer()
    intruder.close()
    sound(shop, within=120)


@on("postgres_redis", also=("postgres_redis",))
def test_redis_is_killed_and_comes_back(shop: Shop, sound: Callable[..., Any]) -> None:
    assert shop.redis
    shop.redis.kill()
    try:
        assert shop.desk("save", titles=titles(5, "saved")) < 0.5
        assert shop.desk("ask", titles=titles(20)) == 20
        time.sleep(OUTAGE)
    finally:
        shop.redis.start()
    sound(shop, within=120)


@on("postgres_redis", also=("postgres_redis",))
def test_redis_hangs(shop: Shop, sound: Callable[..., Any]) -> None:
    """No save and no request waits for it longer than `RING_SECONDS`."""
    assert shop.redis
    shop.redis.freeze()
    try:
        assert shop.desk("save", titles=titles(5, "saved")) < 0.5
        assert shop.desk("ask_timed", title="asked") < 1.5
        time.sleep(OUTAGE)
    finally:
        shop.redis.thaw()
    sound(shop, within=120)


@on("postgres_redis", also=("postgres_redis",))
def test_redis_forgets_everything(shop: Shop, sound: Callable[..., Any]) -> None:
    assert shop.redis
    shop.desk("ask", titles=titles(20, "slow"))
    shop.redis.flush()
    shop.desk("ask", titles=titles(5, "later"))
    shop.redis.flush()
    sound(shop)


@on("sqlite_orm", also=("sqlite_orm", "postgres_orm"))
def test_the_queue_table_is_emptied(shop: Shop, sound: Callable[..., Any]) -> None:
    shop.desk("ask", titles=titles(20, "slow"))
    shop.desk("lose_doorbells")
    sound(shop)


@on("sqlite_orm")
def test_ten_doorbells_for_one_request(shop: Shop, sound: Callable[..., Any]) -> None:
    shop.desk("ring", times=5)
    shop.desk("ask", titles=["one"])
    shop.desk("ring", times=5)
    tally = sound(shop)
    time.sleep(2)
    assert (tally["jobs"], len(recorded("runs"))) == (1, 1)


@on("sqlite_orm")
def test_doorbells_nobody_can_read(shop: Shop, sound: Callable[..., Any]) -> None:
    shop.desk("garble_doorbells")
    shop.desk("ask", titles=titles(5))
    shop.desk("garble_doorbells")
    sound(shop)


@on("sqlite_orm")
def test_the_secret_key_is_rotated_and_a_class_renamed(
    open_shop: Callable[..., Shop], backend: str, sound: Any
) -> None:
    """What was queued under the old key and the old name is done after the deploy."""
    shop = open_shop(backend)
    shop.host.terminate()
    shop.desk("ask", titles=titles(20))
    before = shop.host._environment
    deployed = {"FAULTS_SECRET_KEY": "another key", "FAULTS_ENGINE": "tests.faults.renamed.SmoothEngine"}
    shop.host._environment = before | deployed
    shop.host.start()
    try:
        sound(shop)
    finally:
        shop.host.terminate()
        shop.host._environment = before


@on("sqlite_orm")
def test_the_desk_dies_between_its_commit_and_the_doorbell(shop: Shop, sound: Callable[..., Any]) -> None:
    prepare_strike("before ring", "kill")
    shop.host.terminate()
    doomed = Desk(shop.environment | {"PDP_AI_FAILPOINTS": "tests.faults.strikes.strike"})
    with pytest.raises(ShopError, match="the desk died"):
        doomed("ask", titles=titles(3))
    doomed.close()
    shop.host.start()
    tally = sound(shop)
    assert tally["jobs"] == 3
