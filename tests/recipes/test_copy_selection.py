"""Candidates that differ: near-duplicates dropped, drawn again, the best first."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from pdp_ai.engines.base import Answer, EngineContext, QuietContext
from pdp_ai.exceptions import EngineUnavailable
from pdp_ai.recipes.batch import run_batch
from pdp_ai.recipes.copy import CopyRecipe
from pdp_ai.types import Artifact, Brief, Candidate, CopyRequest, EmbeddingRequest, ProductFacts, StyleSnapshot

FACTS = ProductFacts(
    "shop.product",
    "1",
    title="Oak Stool",
    description="A stool of solid oak, oiled by hand. 45 cm high. Made to last. For kitchen and workshop.",
)
PLAIN = "The Oak Stool is made of solid oak and oiled by hand."
TWIN = "The Oak Stool is made from solid oak and oiled by hand."
OTHER = "For kitchen and workshop: a stool of solid oak, 45 cm high."
THIRD = "Made to last, this stool is oiled by hand and stands 45 cm high."
INVENTED = "The Oak Stool is 60 cm high and comes with a brass footrest."


class Writer:
    """A copy engine that says what its script has for each seed."""

    def __init__(self, script: dict[int, str]) -> None:
        self.script = script
        self.seeds: list[int] = []

    def generate(self, requests: Sequence[CopyRequest], context: EngineContext) -> Iterator[Answer]:
        for index, request in enumerate(requests):
            self.seeds.append(request.seed)
            yield index, Artifact("text/plain", text=self.script[request.seed], seed=request.seed)


class Meaning:
    """An embedding engine to which two texts say the same when they begin with the same letter."""

    def generate(self, requests: Sequence[EmbeddingRequest], context: EngineContext) -> Iterator[Answer]:
        for index, request in enumerate(requests):
            vector = (1.0, 0.0) if request.text.startswith("F") else (0.0, 1.0)
            yield index, Artifact("application/x-float32", content=struct.pack("<2f", *vector))


def write(writer: Writer, candidates: int, meaning: Any = None, **options: Any) -> list[Candidate]:
    recipe = CopyRecipe({"slot": "meta_description", "tries": 1, **options})
    brief = Brief(FACTS, "meta_description", candidates=candidates)

    def engine(alias: str) -> Any:
        if alias == "copy":
            return writer
        if meaning is None:
            raise EngineUnavailable
        return meaning

    [ended] = run_batch([recipe.steps(brief, lambda _photo: b"")], engine, QuietContext())
    assert isinstance(ended.outcome, list), ended.outcome
    return ended.outcome


def texts(candidates: list[Candidate]) -> list[str | None]:
    return [candidate.artifact.text for candidate in candidates]


def test_a_near_duplicate_is_dropped_and_another_drawn() -> None:
    writer = Writer({0: PLAIN, 1: TWIN, 2: OTHER})
    assert set(texts(write(writer, 2))) == {PLAIN, OTHER}
    assert writer.seeds == [0, 1, 2]


def test_drawing_again_is_bounded() -> None:
    writer = Writer(dict.fromkeys(range(100), PLAIN))
    assert texts(write(writer, 3)) == [PLAIN]
    assert len(writer.seeds) == len(set(writer.seeds)) == 5


def test_candidates_are_numbered_the_best_first() -> None:
    candidates = write(Writer({0: INVENTED, 1: PLAIN, 2: OTHER}), 3)
    assert [candidate.index for candidate in candidates] == [0, 1, 2]
    assert texts(candidates)[2] == INVENTED


def test_all_tries_compete_for_all_places() -> None:
    script = {0: PLAIN, 1: OTHER, 2: INVENTED, 3: INVENTED}
    assert set(texts(write(Writer(script), 2, tries=2))) == {PLAIN, OTHER}


def test_an_engine_for_meaning_decides_where_there_is_one() -> None:
    script = {0: PLAIN, 1: OTHER, 2: THIRD, 3: THIRD, 4: THIRD}
    candidates = write(Writer(script), 3, Meaning(), embedding_engine="meaning")
    assert len(candidates) == 2, "PLAIN and THIRD say the same to it"
    assert OTHER in texts(candidates)


def test_without_its_package_words_decide(caplog: pytest.LogCaptureFixture) -> None:
    candidates = write(Writer({0: PLAIN, 1: OTHER, 2: THIRD}), 3, embedding_engine="meaning")
    assert set(texts(candidates)) == {PLAIN, OTHER, THIRD}
    assert "compared by their words" in caplog.text


def test_the_styles_adapter_reaches_the_engine() -> None:
    brief = Brief(FACTS, "meta_description", style=StyleSnapshot(adapter="solemn"))
    asks = next(CopyRecipe({"slot": "meta_description"}).steps(brief, lambda _photo: b""))
    assert {ask.request.adapter for ask in asks} == {"solemn"}  # type: ignore[union-attr]
