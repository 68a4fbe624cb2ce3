from __future__ import annotations

from pathlib import Path

import pytest

from pdp_ai.engines.base import QuietContext
from pdp_ai.engines.transformers_embedding import TransformersEmbeddingEngine
from pdp_ai.exceptions import ModelNotFetched
from pdp_ai.quality.similarity import cosine
from pdp_ai.types import Artifact, EmbeddingRequest


def vectors(engine: TransformersEmbeddingEngine, *texts: str) -> list[bytes]:
    answers = dict(engine.generate([EmbeddingRequest(text) for text in texts], QuietContext()))
    found = [answers[index] for index in range(len(texts))]
    return [vector.content or b"" for vector in found if isinstance(vector, Artifact)]


def test_a_text_has_the_same_vector_of_length_one_alone_and_in_a_batch(tiny_encoder: Path) -> None:
    engine = TransformersEmbeddingEngine({"model": str(tiny_encoder), "batch_size": 2})
    engine.load()
    texts = ("Oak stool", "A much longer sentence on a lamp of brass", "红色运动鞋")
    together = vectors(engine, *texts)
    for text, vector in zip(texts, together, strict=True):
        assert cosine(vector, vector) == pytest.approx(1, abs=1e-5)
        assert cosine(vector, vectors(engine, text)[0]) == pytest.approx(1, abs=1e-5)


@pytest.mark.models
def test_the_starter_model_finds_what_says_the_same_in_other_words() -> None:
    engine = TransformersEmbeddingEngine()
    try:
        engine.load()
    except ModelNotFetched as error:
        pytest.skip(str(error))
    stool, seat, lamp = vectors(
        engine,
        "A sturdy stool made of solid oak.",
        "This robust wooden seat is built from oak.",
        "The lamp dims in three steps and is powered over USB.",
    )
    assert cosine(stool, seat) > 0.6
    assert max(cosine(stool, lamp), cosine(seat, lamp)) < 0.4
    engine.unload()
