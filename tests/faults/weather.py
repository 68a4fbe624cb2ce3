"""The faults that a storm draws from: each strikes a shop at work, and leaves it able to go on."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from subprocess import TimeoutExpired
from typing import get_args

from tests.faults.shop import Desk, Host, Role, Shop, ShopError, thaw
from tests.faults.strikes import folder, prepare_strike
from tests.faults.test_dying_processes import PLACES

Fault = Callable[["Weather"], None]
#: Longer than the shortened lease.
FREEZE_SECONDS = 3.5


class Weather:
    """Draws faults by a seed, and undoes in time what must not last."""

    def __init__(self, shop: Shop, dice: random.Random) -> None:
        self.shop = shop
        self.dice = dice
        #: Supervisors that did not leave in their time.
        self.overdue = 0
        self.counts: dict[str, int] = {}
        self._frozen: dict[int, float] = {}
        self._intruders: list[Desk] = []
        self._faults = [*FAULTS, *(POSTGRES if shop.postgres else SQLITE), *(REDIS if shop.redis else ORM)]

    def strike(self) -> None:
        fault = self.dice.choice(self._faults)
        self.counts[fault.__name__] = self.counts.get(fault.__name__, 0) + 1
        fault(self)

    def relent(self) -> None:
        """Thaw what has been frozen for long enough, and start what is gone."""
        for path in (folder() / "strikes").glob("*.[0-9]*"):
            if path.read_text() == "freeze":
                self._frozen.setdefault(int(path.suffix[1:]), time.monotonic() + FREEZE_SECONDS)
                path.unlink()
        for pid, until in list(self._frozen.items()):
            if time.monotonic() > until:
                thaw(pid)
                del self._frozen[pid]
        for host in self.shop.hosts:
            if host.supervisor.poll() is not None:
                host.start()

    def end(self) -> None:
        """Nobody is struck any more, and nothing stays frozen or locked."""
        for path in list((folder() / "strikes").iterdir()):
            if not path.suffix[1:].isdigit():
                path.unlink(missing_ok=True)
        for intruder in self._intruders:
            with suppress(ShopError):  # it may have waited too long for a lock itself
                intruder.answer()
            intruder.close()
        self._intruders.clear()
        self.relent()
        while self._frozen:
            time.sleep(0.1)
            self.relent()

    @property
    def lane(self) -> str:
        return self.dice.choice(("gpu", "gpu", "cpu"))

    @property
    def host(self) -> Host:
        return self.dice.choice(self.shop.hosts)

    def freeze(self, pid: int | None) -> None:
        if pid:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)
                self._frozen[pid] = time.monotonic() + FREEZE_SECONDS

    def intrude(self, command: str, **arguments: object) -> None:
        intruder = self.shop.another_desk()
        intruder.begin(command, **arguments)
        self._intruders.append(intruder)


def kill_a_process(weather: Weather) -> None:
    weather.host.signal(weather.dice.choice(get_args(Role)), signal.SIGKILL, weather.lane)


def kill_a_worker(weather: Weather) -> None:
    weather.host.signal("worker", signal.SIGKILL, weather.lane)


def kill_a_group(weather: Weather) -> None:
    weather.host.signal_group(signal.SIGKILL, weather.lane)


def kill_a_supervisor(weather: Weather) -> None:
    host = weather.host
    host.supervisor.kill()
    host.supervisor.wait()


def restart_a_host(weather: Weather) -> None:
    host = weather.host
    if host.supervisor.poll() is None:
        try:
            host.terminate()
        except TimeoutExpired:
            weather.overdue += 1
            kill_a_supervisor(weather)


def terminate_a_main(weather: Weather) -> None:
    weather.host.signal("main", signal.SIGTERM, weather.lane)


def terminate_a_group(weather: Weather) -> None:
    weather.host.signal_group(signal.SIGTERM, weather.lane)


def freeze_a_worker(weather: Weather) -> None:
    weather.freeze(weather.host.pid("worker", weather.lane))


def strike_at_a_boundary(weather: Weather) -> None:
    places = (*PLACES, "stale, not asked anew", "change followed, not committed")
    prepare_strike(weather.dice.choice(places), weather.dice.choice(("kill", "kill", "terminate", "break")))


def freeze_before_the_rows(weather: Weather) -> None:
    prepare_strike("files written", "freeze")


def ring_too_often(weather: Weather) -> None:
    weather.shop.desk("ring", times=weather.dice.randint(2, 10))


def garble_doorbells(weather: Weather) -> None:
    weather.shop.desk("garble_doorbells")


def change_a_product(weather: Weather) -> None:
    weather.shop.desk("edit_or_delete", draw=weather.dice.random())


def lock_sqlite(weather: Weather) -> None:
    weather.intrude("hold_lock", seconds=weather.dice.uniform(0.5, 3))


def lose_doorbells(weather: Weather) -> None:
    weather.shop.desk("lose_doorbells")


def kill_postgres(weather: Weather) -> None:
    assert weather.shop.postgres
    weather.shop.postgres.kill()
    time.sleep(weather.dice.uniform(0.2, 2))
    weather.shop.postgres.start()


def kill_redis(weather: Weather) -> None:
    assert weather.shop.redis
    weather.shop.redis.kill()
    time.sleep(weather.dice.uniform(0.2, 2))
    weather.shop.redis.start()


def freeze_redis(weather: Weather) -> None:
    assert weather.shop.redis
    weather.shop.redis.freeze()
    time.sleep(weather.dice.uniform(0.2, 2))
    weather.shop.redis.thaw()


def flush_redis(weather: Weather) -> None:
    assert weather.shop.redis
    weather.shop.redis.flush()


#: On every backend.
FAULTS: list[Fault] = [
    kill_a_process, kill_a_process, kill_a_worker, kill_a_worker, kill_a_group, kill_a_supervisor, restart_a_host,
    terminate_a_main, terminate_a_group, freeze_a_worker, strike_at_a_boundary, strike_at_a_boundary,
    strike_at_a_boundary, strike_at_a_boundary, freeze_before_the_rows, freeze_before_the_rows, ring_too_often,
    garble_doorbells, change_a_product, change_a_product,
]  # fmt: skip
SQLITE: list[Fault] = [lock_sqlite]
POSTGRES: list[Fault] = [kill_postgres]
ORM: list[Fault] = [lose_doorbells]
REDIS: list[Fault] = [kill_redis, freeze_redis, flush_redis]
