"""Products that do not exist, and the copy a plain-spoken writer would make of them: what small models learn from.

The copy stays close to the facts on purpose. An example that embroiders teaches the model to invent.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pdp_ai.types import Length, ProductFacts


@dataclass(frozen=True, slots=True)
class Example:
    facts: ProductFacts
    #: Text by slot; another length of it by slot and length.
    copy: dict[str, str]
    #: By slot that is asked for fact by fact: one fact, and what is made of it.
    points: dict[str, dict[str, str]]

    def text(self, slot: str, length: Length) -> str:
        """A small model writes as much as its examples do, whatever it is told."""
        return self.copy.get(f"{slot}, {length}", self.copy[slot])


@cache
def examples_in(language: str) -> tuple[Example, ...]:
    """None in most languages: English ones would lead the model back to English."""
    listed = json.loads((Path(__file__).parent / "copy_examples.json").read_text(encoding="utf-8"))
    return tuple(_example(data) for data in listed.get(language, ()))


def _example(data: dict[str, Any]) -> Example:
    facts = data["facts"]
    return Example(
        facts=ProductFacts(
            product_model="",
            product_id="",
            title=facts["title"],
            description=facts["description"],
            category=tuple(facts["category"]),
            attributes=tuple(facts["attributes"].items()),
        ),
        copy=data["copy"],
        points=data["points"],
    )
