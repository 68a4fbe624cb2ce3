"""Contexts that engines report to in tests."""

from __future__ import annotations


class Listener:
    """Counts heartbeats and stops the work at one of them."""

    def __init__(self, stop_at: int = 1_000_000) -> None:
        self.beats = 0
        #: What it was told of how far the work has come.
        self.shares: list[float] = []
        self.stop_at = stop_at

    def heartbeat(self, done: float | None = None) -> None:
        self.beats += 1
        if done is not None:
            self.shares.append(done)

    def should_stop(self) -> bool:
        return self.beats >= self.stop_at
