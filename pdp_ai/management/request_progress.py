"""The line on standard error that says how far a request for many products has come, and how long it will take."""

from __future__ import annotations

import time
from typing import TextIO

#: Seconds between lines where they cannot be overwritten, as in a log file.
LOG_SECONDS = 10.0
TERMINAL_SECONDS = 0.2


class RequestProgress:
    def __init__(self, out: TextIO, total: int | None) -> None:
        self._out = out
        #: None where the number of products is not known beforehand.
        self._total = total
        self._started = self._shown = time.monotonic()
        self.products = 0
        self.jobs = 0

    def add(self, products: int, jobs: int) -> None:
        self.products += products
        self.jobs += jobs
        pause = TERMINAL_SECONDS if self._out.isatty() else LOG_SECONDS
        if time.monotonic() - self._shown >= pause:
            self._show()

    def end(self) -> None:
        if self._out.isatty() and self.products:
            self._show()
            self._out.write("\n")

    @property
    def line(self) -> str:
        seconds = time.monotonic() - self._started
        rate = self.products / max(seconds, 0.001)
        parts = [f"{self.products:,}", f"{self.jobs:,} new jobs", f"{rate:,.0f} products/s"]
        if self._total:
            parts[0] += f" of {self._total:,} products"
            left = max(0, self._total - self.products) / max(rate, 0.001)
            parts.append(f"{left // 60:.0f} min {left % 60:02.0f} s left")
        else:
            parts[0] += " products"
        return " · ".join(parts)

    def _show(self) -> None:
        self._shown = time.monotonic()
        self._out.write(f"\r\x1b[K{self.line}" if self._out.isatty() else f"{self.line}\n")
        self._out.flush()
