"""The engine under the name that a deploy gives it."""

from __future__ import annotations

from tests.faults.steady import SteadyEngine


class SmoothEngine(SteadyEngine):
    """The same under another name."""
