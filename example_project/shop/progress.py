"""A progress bar for a terminal; silent where nobody watches."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from django.core.management.base import OutputWrapper

WIDTH = 32


class Progress:
    def __init__(self, stream: OutputWrapper, total: int) -> None:
        self.stream = stream
        self.total = total
        self.done = 0
        self.watched = bool(stream.isatty())

    def __enter__(self) -> Self:
        self._draw()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.watched:
            self.stream.write("")

    def advance(self) -> None:
        self.done += 1
        self._draw()

    def say(self, line: str) -> None:
        """Print a line above the bar."""
        self.stream.write(f"\r\x1b[K{line}" if self.watched else line)
        self._draw()

    def _draw(self) -> None:
        if self.watched:
            filled = WIDTH * self.done // max(self.total, 1)
            bar = "█" * filled + "·" * (WIDTH - filled)
            self.stream.write(f"\r{bar} {self.done}/{self.total}", style_func=str, ending="")
            self.stream.flush()
