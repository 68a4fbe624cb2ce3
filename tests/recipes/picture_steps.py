"""Runs a picture recipe by hand, answering its question with a drawn mask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pdp_ai.imaging.arrays import Bytes
from pdp_ai.recipes.base import Ask, Recipe
from pdp_ai.types import Artifact, Brief, Candidate, Photo, ProductFacts, StyleSnapshot
from tests.imaging.drawn import encoded

FACTS = ProductFacts("shop.product", "1", title="Vase", photos=(Photo("vase.jpg"), Photo("back.jpg")))


def brief(recipe: str, *, theme: str = "", **fields: Any) -> Brief:
    return Brief(FACTS, recipe, style=StyleSnapshot(theme=theme), **fields)


@dataclass(frozen=True)
class Ran:
    asks: list[Ask]
    opened: list[str]
    candidates: list[Candidate]


def run_steps(recipe: Recipe, of: Brief, photo: bytes, mask: Bytes) -> Ran:
    opened: list[str] = []

    def open_photo(wanted: Photo) -> bytes:
        opened.append(wanted.key)
        return photo

    steps = recipe.steps(of, open_photo)
    asks: list[Ask] = []
    answer: Any = None
    try:
        while True:
            asks += steps.send(answer)
            answer = [Artifact("image/png", content=encoded(mask), model="u2netp", revision="sha256:1", seconds=0.5)]
    except StopIteration as stop:
        return Ran(asks, opened, stop.value)
