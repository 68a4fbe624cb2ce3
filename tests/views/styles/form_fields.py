"""What a browser sends from the form of a style."""

from __future__ import annotations

from typing import Any


def form_fields(**changed: Any) -> dict[str, Any]:
    empty = dict.fromkeys(
        ["category", "language", "voice", "tone", "audience", "length", "copy_language", "do_words", "forbidden_words",
         "published_examples", "theme", "negative_prompt", "preset", "candidates", "adapter"], ""
    )  # fmt: skip
    row = {"examples-0-slot": "description", "examples-0-facts": "", "examples-0-copy": ""}
    return {"name": "Shop", "is_active": "on", **empty, **row, **changed}
