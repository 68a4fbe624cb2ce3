from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pdp_ai.engines.base import QuietContext
from pdp_ai.engines.transformers_nli import LABELS, TransformersNliEngine
from pdp_ai.exceptions import ModelRefused
from pdp_ai.types import Artifact, EntailmentRequest
from tests.engines.tiny_nli_model import make_tiny_nli_model


@pytest.fixture
def engine(tiny_nli_model: Path) -> Iterator[TransformersNliEngine]:
    engine = TransformersNliEngine({"model": str(tiny_nli_model)})
    engine.load()
    yield engine
    engine.unload()


PAIRS = [
    EntailmentRequest("A stool of oak.", "It is made of wood."),
    EntailmentRequest("A stool of oak with three legs, oiled by hand.", "The stool has wheels."),
    EntailmentRequest("A mug.", "A mug."),
]


def shares(engine: TransformersNliEngine, pairs: list[EntailmentRequest]) -> list[dict[str, float]]:
    answers = dict(engine.generate(pairs, QuietContext()))
    artifacts = [answers[index] for index in range(len(pairs))]
    assert all(isinstance(artifact, Artifact) for artifact in artifacts)
    return [json.loads(artifact.text or "") for artifact in artifacts if isinstance(artifact, Artifact)]


def test_each_pair_gets_three_probabilities(engine: TransformersNliEngine) -> None:
    for judged in shares(engine, PAIRS):
        assert set(judged) == set(LABELS)
        assert sum(judged.values()) == pytest.approx(1, abs=0.001)


def test_a_pair_is_judged_alike_alone_and_in_a_batch(engine: TransformersNliEngine) -> None:
    together = shares(engine, PAIRS)
    assert together[0] != together[1]
    for pair, judged in zip(PAIRS, together, strict=True):
        assert shares(engine, [pair])[0] == pytest.approx(judged, abs=0.001)


def test_the_probabilities_are_those_of_the_models_own_labels(engine: TransformersNliEngine) -> None:
    import torch

    pair = PAIRS[1]
    encoded = engine.tokenizer(pair.premise, pair.hypothesis, return_tensors="pt")
    with torch.inference_mode():
        contradiction, neutral, entailment = engine.model(**encoded).logits.softmax(-1)[0].tolist()
    [judged] = shares(engine, [pair])
    assert judged == pytest.approx(
        {"contradiction": contradiction, "neutral": neutral, "entailment": entailment}, abs=0.001
    )


def test_a_premise_too_long_is_cut_and_the_sentence_kept(engine: TransformersNliEngine) -> None:
    long = "oak " * 200
    [one], [other] = (
        [judged] for judged in shares(engine, [EntailmentRequest(long, "a"), EntailmentRequest(long, "b")])
    )
    assert one != other


def test_a_model_with_other_classes_is_refused_by_name(tmp_path: Path) -> None:
    model = make_tiny_nli_model(tmp_path, {0: "negative", 1: "neutral", 2: "positive"})
    with pytest.raises(ModelRefused, match=r"negative, neutral, positive.*MNLI"):
        TransformersNliEngine({"model": str(model)}).load()
