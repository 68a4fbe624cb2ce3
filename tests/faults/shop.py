"""A whole shop in a folder of its own: database, broker, desk, and hosts that run `manage.py pdp_cluster`."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

import psutil

from tests.faults import strikes
from tests.faults.servers import Postgres, Redis, remove

ROOT = Path(__file__).resolve().parents[2]
BACKENDS = ("sqlite_orm", "postgres_orm", "postgres_redis")
Role = Literal["main", "sentinel", "worker", "monitor", "pusher"]
#: How each of django-q2's processes introduces itself in the log.
INTRODUCTIONS = {"worker": r"ready for work at (\d+)", "monitor": r"monitoring at (\d+)", "pusher": r"tasks at (\d+)"}


class ShopError(Exception):
    """The desk could not do what it was told."""


class Desk:
    """A process of the shop that does what `tests.faults.desk` can do."""

    def __init__(self, environment: dict[str, str]) -> None:
        with (Path(environment[strikes.FOLDER]) / "desk.log").open("a") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.desk"],
                cwd=ROOT,
                env=environment,
                text=True,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
            )

    def begin(self, name: str, **arguments: Any) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps([name, arguments]) + "\n")
        self._process.stdin.flush()

    def answer(self) -> Any:
        assert self._process.stdout
        line = self._process.stdout.readline()
        answer = json.loads(line) if line else {"error": "the desk died"}
        if "error" in answer:
            raise ShopError(answer["error"])
        return answer["result"]

    def __call__(self, name: str, **arguments: Any) -> Any:
        self.begin(name, **arguments)
        return self.answer()

    def close(self) -> None:
        self._process.kill()
        with suppress(BrokenPipeError):
            self._process.communicate()


class Host:
    """One machine with a supervisor, in a process group of its own."""

    def __init__(self, name: str, environment: dict[str, str], lanes: tuple[str, ...]) -> None:
        self._environment = environment | {"FAULTS_HOST": name, "PDP_AI_FAILPOINTS": "tests.faults.strikes.strike"}
        self._command = [sys.executable, "-m", "django", "pdp_cluster"]
        self._command += [part for lane in lanes for part in ("--lane", lane)]
        self.log = Path(environment[strikes.FOLDER]) / f"{name}.log"

    def start(self) -> None:
        with self.log.open("a") as log:
            self.supervisor = subprocess.Popen(
                self._command, cwd=ROOT, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )

    def pid(self, role: Role, lane: str = "gpu") -> int | None:
        """The living process of that role, if there is one."""
        with suppress(psutil.NoSuchProcess, IndexError, AttributeError):
            main = self._main(lane)
            if role == "main":
                return main.pid if main else None
            sentinel = main.children()[0]  # type: ignore[union-attr]
            if role == "sentinel":
                return int(sentinel.pid)
            living = {child.pid for child in sentinel.children() if child.status() != psutil.STATUS_ZOMBIE}
            said = [int(pid) for pid in re.findall(INTRODUCTIONS[role], self.log.read_text(errors="replace"))]
            return [pid for pid in said if pid in living][-1]
        return None

    def await_pid(self, role: Role, lane: str = "gpu", within: float = 30) -> int:
        return await_value(lambda: self.pid(role, lane), within, f"no {role} appeared")

    def signal(self, role: Role, number: int, lane: str = "gpu") -> int | None:
        pid = self.pid(role, lane)
        if pid:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        return pid

    def signal_group(self, number: int, lane: str = "gpu") -> None:
        pid = self.pid("main", lane)
        if pid:
            with suppress(ProcessLookupError):
                os.killpg(pid, number)

    def start_again(self) -> None:
        """Unless it is at work: its processes all there."""
        if self.supervisor.poll() is not None:
            self.start()
        self.await_pid("pusher")

    def terminate(self, within: float = 20) -> float:
        """SIGTERM to the supervisor, as systemd sends it; seconds until it has left."""
        began = time.monotonic()
        self.supervisor.terminate()
        self.supervisor.wait(within)
        return time.monotonic() - began

    def close(self) -> None:
        if self.supervisor.poll() is None:
            self.supervisor.kill()  # its clusters die with it
            self.supervisor.wait()

    def _main(self, lane: str) -> psutil.Process | None:
        for child in psutil.Process(self.supervisor.pid).children():
            if "qcluster" in child.cmdline() and child.environ().get("Q_CLUSTER_NAME") == lane:
                return child
        return None


class Shop:
    def __init__(
        self,
        backend: str,
        *,
        hosts: int = 1,
        lanes: tuple[str, ...] = ("gpu", "cpu"),
        environment: dict[str, str] | None = None,
    ) -> None:
        self.backend = backend
        self.folder = Path(tempfile.mkdtemp(prefix="faults-"))
        self.enter()
        strikes.forget_records()
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": f"tests.faults.{backend}",
            "PYTHONPATH": str(ROOT),
            **(environment or {}),
        }
        self.postgres = Postgres(self.folder) if backend.startswith("postgres") else None
        self.redis = Redis(self.folder) if backend.endswith("redis") else None
        self.desk = Desk(self.environment)
        self.desk("migrate")
        self.hosts = [Host(f"host{number}", self.environment, lanes) for number in range(hosts)]
        for host in self.hosts:
            host.start()

    def enter(self) -> None:
        """Strikes and records are this shop's from now on."""
        os.environ[strikes.FOLDER] = str(self.folder)

    def clear(self) -> None:
        """An empty shop with its hosts at work, for the next scene."""
        self.enter()
        self.desk("forget_all")
        strikes.forget_records()
        for host in self.hosts:
            host.start_again()

    @property
    def host(self) -> Host:
        return self.hosts[0]

    def another_desk(self) -> Desk:
        return Desk(self.environment)

    def settle(self, within: float = 60) -> float:
        """Wait until nothing waits or runs; the seconds it took."""
        began = time.monotonic()
        await_value(self._settled, within, f"work is left after {within} s; the logs are in {self.folder}")
        return time.monotonic() - began

    def _settled(self) -> bool:
        with suppress(ShopError):
            return self.desk("unfinished") == 0
        return False

    def close(self, *, keep: bool = False) -> None:
        for host in self.hosts:
            host.close()
        self.desk.close()
        if self.redis:
            self.redis.stop()
        if self.postgres:
            self.postgres.stop()
        if not keep:
            remove(self.folder)


def await_value(look: Callable[[], Any], within: float, otherwise: str) -> Any:
    """The first true value that `look` returns."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        if value := look():
            return value
        time.sleep(0.05)
    raise AssertionError(otherwise)


def thaw(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGCONT)
