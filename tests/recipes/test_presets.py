"""Precise, balanced and creative: each gives the same text for the same brief and seed, by a real engine."""

from __future__ import annotations

from typing import Any

import pytest

from pdp_ai.engines.base import QuietContext
from pdp_ai.engines.transformers_copy import TransformersCopyEngine
from pdp_ai.recipes.copy import CopyRecipe
from pdp_ai.types import Artifact, Brief, ProductFacts, StyleSnapshot
from tests.engines.tiny_language_model import make_tiny_language_model

FACTS = ProductFacts("shop.product", "1", title="Oak Stool", description="A stool of solid oak, 45 cm high.")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> TransformersCopyEngine:
    """Copy prompts are a few thousand bytes, and this model reads byte by byte."""
    path = make_tiny_language_model(tmp_path_factory.mktemp("tiny"), positions=8_192)
    engine = TransformersCopyEngine({"model": str(path), "batch_size": 4})
    engine.load()
    return engine


def answers(engine: TransformersCopyEngine, preset: Any, seed: int) -> list[str | None]:
    recipe = CopyRecipe({"slot": "alt_text", "max_new_tokens": 8, "tries": 2})
    brief = Brief(FACTS, "alt_text", style=StyleSnapshot(preset=preset), seed=seed)
    requests: list[Any] = [ask.request for ask in next(recipe.steps(brief, lambda _photo: b""))]
    written = dict(engine.generate(requests, QuietContext()))
    return [outcome.text for _, outcome in sorted(written.items()) if isinstance(outcome, Artifact)]


@pytest.mark.parametrize("preset", ["precise", "balanced", "creative"])
def test_the_same_brief_and_seed_give_the_same_texts(engine: TransformersCopyEngine, preset: str) -> None:
    first = answers(engine, preset, 7)
    assert len(first) == 2
    assert answers(engine, preset, 7) == first


@pytest.mark.parametrize("preset", ["balanced", "creative"])
def test_another_seed_gives_others(engine: TransformersCopyEngine, preset: str) -> None:
    assert answers(engine, preset, 7) != answers(engine, preset, 70)
