"""Named places at the commit boundaries, where a test may let this process die, freeze or fail.

Nothing happens there unless the environment variable `PDP_AI_FAILPOINTS` holds the dotted path of a function that takes
the place's name. `tests/faults/` is its only user.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache

from django.utils.module_loading import import_string


def failpoint(name: str) -> None:
    """The process has come to this place."""
    if handler := _handler():
        handler(name)


@cache
def _handler() -> Callable[[str], None] | None:
    path = os.environ.get("PDP_AI_FAILPOINTS")
    handler: Callable[[str], None] | None = import_string(path) if path else None
    return handler
