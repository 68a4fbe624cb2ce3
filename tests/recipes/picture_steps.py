"""Runs a picture recipe by hand, answering its question with a drawn mask."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from pdp_ai.imaging.arrays import Bytes, decode_rgb
from pdp_ai.recipes.base import Ask, Recipe
from pdp_ai.types import Artifact, Brief, Candidate, CutoutRequest, Photo, ProductFacts, StyleSnapshot
from tests.imaging.drawn import encoded

FACTS = ProductFacts("shop.product", "1", title="Vase", photos=(Photo("vase.jpg"), Photo("back.jpg")))


def brief(recipe: str, *, theme: str = "", **fields: Any) -> Brief:
    return Brief(FACTS, recipe, style=StyleSnapshot(theme=theme), **fields)


@dataclass(frozen=True)
class Ran:
    asks: list[Ask]
    opened: list[str]
    candidates: list[Candidate]


def run_steps(
    recipe: Recipe,
    of: Brief,
    photo: bytes | Mapping[str, bytes],
    mask: Bytes,
    others: Callable[[list[Ask]], list[Artifact]] | None = None,
) -> Ran:
    """photo: by its key, where there are several.

    others: answers the questions that are not about cutting out; they may raise what an engine would.
    """
    opened: list[str] = []

    def open_photo(wanted: Photo) -> bytes:
        opened.append(wanted.key)
        return photo if isinstance(photo, bytes) else photo[wanted.key]

    steps = recipe.steps(of, open_photo)
    asks: list[Ask] = []
    questions = next_step(steps.send, None)
    while isinstance(questions, list):
        asks += questions
        if isinstance(questions[0].request, CutoutRequest):
            questions = next_step(steps.send, [_cut(ask.request, mask) for ask in questions])
            continue
        assert others is not None
        try:
            answers = others(questions)
        except Exception as error:
            questions = next_step(steps.throw, error)
        else:
            questions = next_step(steps.send, answers)
    return Ran(asks, opened, questions.value)


def next_step(go_on: Callable[[Any], list[Ask]], told: Any) -> list[Ask] | StopIteration:
    try:
        return go_on(told)
    except StopIteration as stop:
        return stop


def _cut(request: Any, mask: Bytes) -> Artifact:
    """The photo's mask; in a finished picture what is as red as the drawn vase is taken for product."""
    pixels = decode_rgb(request.photo).astype(int)
    if pixels.shape[:2] != mask.shape:
        mask = ((pixels[..., 0] - pixels[..., 2] > 70) * 255).astype(np.uint8)
    return Artifact("image/png", content=encoded(mask), model="u2netp", revision="sha256:1", seconds=0.5)
