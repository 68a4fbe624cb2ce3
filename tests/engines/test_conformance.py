"""What every engine promises, asked of every engine. A new one joins by a `Case` of its own."""

from __future__ import annotations

import dataclasses
import gc
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from pdp_ai.engines.base import Engine, QuietContext, RequestFailed
from pdp_ai.engines.diffusers_image import DiffusersImageEngine
from pdp_ai.engines.onnx_cutout import OnnxCutoutEngine
from pdp_ai.engines.openai_copy import OpenAICopyEngine
from pdp_ai.engines.openai_image import OpenAIImageEngine
from pdp_ai.engines.transformers_copy import TransformersCopyEngine
from pdp_ai.engines.transformers_cutout import TransformersCutoutEngine
from pdp_ai.engines.transformers_embedding import TransformersEmbeddingEngine
from pdp_ai.engines.transformers_nli import TransformersNliEngine
from pdp_ai.engines.transformers_upscale import TransformersUpscaleEngine
from pdp_ai.engines.transformers_vision import TransformersVisionEngine
from pdp_ai.engines.weights import locate
from pdp_ai.exceptions import ConfigurationError, EngineUnavailable, GenerationStopped, ModelNotFetched
from pdp_ai.types import (
    Artifact,
    CopyRequest,
    CutoutRequest,
    EmbeddingRequest,
    EntailmentRequest,
    ImageRequest,
    LookRequest,
    Message,
)
from tests.engines.drawn_pictures import half_mask
from tests.engines.listeners import Listener
from tests.engines.tiny_vision_models import make_tiny_segmenter, make_tiny_upscaler
from tests.imaging.drawn import encoded, vase_photo

#: A server that starts while the tests wait, on a busy machine.
pytestmark = pytest.mark.timeout(400)


@dataclass(frozen=True)
class Case:
    engine: type[Engine[Any]]
    options: dict[str, Any]
    #: A good request with this seed.
    ask: Callable[[int], Any]
    #: One that cannot be answered.
    bad: Any
    #: Whether the seed changes the answer.
    seeded: bool = True

    def loaded(self) -> Engine[Any]:
        engine = self.engine(self.options)
        engine.load()
        return engine


def copy_request(seed: int) -> CopyRequest:
    messages = (Message("system", "You write for a shop."), Message("user", "Oak stool"))
    return CopyRequest(messages, seed=seed, max_new_tokens=12, temperature=1.5, top_p=0.99)


def image_request(seed: int) -> ImageRequest:
    return ImageRequest("an oak table", seed=seed, width=64, height=64)


BAD_COPY = dataclasses.replace(copy_request(0), json_schema='{"type": 3}')
BAD_IMAGE = ImageRequest("a mask without its picture", mask=half_mask())


def transformers_copy(need: Callable[[str], Any]) -> Case:
    pytest.importorskip("xgrammar")
    options = {"model": str(need("tiny_model")), "batch_size": 3}
    return Case(TransformersCopyEngine, options, copy_request, BAD_COPY)


def openai_copy(need: Callable[[str], Any]) -> Case:
    server = need("served_model")
    # One at a time: `transformers serve` has one random generator for all requests.
    options = {"model": server.model, "base_url": server.url, "concurrency": 1}
    return Case(OpenAICopyEngine, options, copy_request, BAD_COPY)


def onnx_cutout(need: Callable[[str], Any]) -> Case:
    try:
        locate("u2netp")
    except ModelNotFetched as error:
        pytest.skip(str(error))

    def ask(seed: int) -> CutoutRequest:
        return CutoutRequest(encoded(vase_photo((200, 200 + seed))[0]))

    return Case(OnnxCutoutEngine, {}, ask, CutoutRequest(b"no picture"), seeded=False)


def transformers_cutout(need: Callable[[str], Any]) -> Case:
    def ask(seed: int) -> CutoutRequest:
        return CutoutRequest(encoded(vase_photo((80, 80 + seed))[0]))

    options = {"model": str(make_tiny_segmenter(need("tmp_path") / "segmenter")), "device": "auto"}
    return Case(TransformersCutoutEngine, options, ask, CutoutRequest(b"no picture"), seeded=False)


def transformers_upscale(need: Callable[[str], Any]) -> Case:
    def ask(seed: int) -> LookRequest:
        return LookRequest(encoded(vase_photo((32, 32 + seed))[0]))

    options = {"model": str(make_tiny_upscaler(need("tmp_path") / "upscaler")), "device": "auto"}
    return Case(TransformersUpscaleEngine, options, ask, LookRequest(b"no picture"), seeded=False)


def transformers_vision(need: Callable[[str], Any]) -> Case:
    pytest.importorskip("xgrammar")

    def ask(seed: int) -> CopyRequest:
        return dataclasses.replace(copy_request(seed), images=(encoded(vase_photo((64, 64))[0]),))

    return Case(TransformersVisionEngine, {"model": str(need("tiny_vision_model"))}, ask, copy_request(0))


def transformers_embedding(need: Callable[[str], Any]) -> Case:
    options = {"model": str(need("tiny_encoder")), "batch_size": 1}

    def ask(seed: int) -> EmbeddingRequest:
        return EmbeddingRequest(f"Oak stool number {seed}")

    return Case(TransformersEmbeddingEngine, options, ask, EmbeddingRequest(" "), seeded=False)


def diffusers_image(need: Callable[[str], Any]) -> Case:
    options = {"model": str(need("tiny_pipelines")["stable-diffusion"]), "steps": 2, "batch_size": 2}
    return Case(DiffusersImageEngine, options, image_request, BAD_IMAGE)


def openai_image(need: Callable[[str], Any]) -> Case:
    pytest.importorskip("openai")
    options = {"model": "tiny", "base_url": need("painter").url, "concurrency": 1, "fields": {"seed": "seed"}}
    return Case(OpenAIImageEngine, options, image_request, BAD_IMAGE)


def transformers_nli(need: Callable[[str], Any]) -> Case:
    def ask(seed: int) -> EntailmentRequest:
        return EntailmentRequest("An oak stool.", f"It has {'x' * seed} legs.")

    options = {"model": str(need("tiny_nli_model")), "batch_size": 1}
    return Case(TransformersNliEngine, options, ask, EntailmentRequest("An oak stool.", " "), seeded=False)


TORCH_CASES = [
    transformers_copy,
    transformers_vision,
    transformers_embedding,
    transformers_nli,
    transformers_cutout,
    transformers_upscale,
    diffusers_image,
]

CASES = [*TORCH_CASES, openai_copy, onnx_cutout, openai_image]


@pytest.fixture(params=CASES, ids=lambda case: case.__name__)
def case(request: pytest.FixtureRequest) -> Case:
    made: Case = request.param(request.getfixturevalue)
    return made


def outcomes(engine: Engine[Any], requests: list[Any]) -> list[Any]:
    """In the order of the requests; each must have been answered once."""
    answers = list(engine.generate(requests, QuietContext()))
    assert sorted(index for index, _ in answers) == list(range(len(requests)))
    return [outcome for _, outcome in sorted(answers, key=lambda answer: answer[0])]


def result(outcome: Any) -> Any:
    assert isinstance(outcome, Artifact), outcome
    return outcome.text if outcome.content is None else outcome.content


def test_every_request_is_answered_once_and_every_answer_says_how_it_was_made(case: Case) -> None:
    engine = case.loaded()
    for artifact in outcomes(engine, [case.ask(seed) for seed in range(4)]):
        assert isinstance(artifact, Artifact)
        assert artifact.mime == engine.produces
        assert (artifact.text is None) != (artifact.content is None)
        assert artifact.model
        assert artifact.seconds > 0
    engine.unload()


@pytest.mark.parametrize("made", TORCH_CASES, ids=lambda made: made.__name__)
def test_half_precision_answers_too(made: Callable[..., Case], request: pytest.FixtureRequest) -> None:
    case = made(request.getfixturevalue)
    halved = dataclasses.replace(case, options={**case.options, "dtype": "bfloat16"})
    engine = halved.loaded()
    (answer,) = outcomes(engine, [case.ask(1)])
    assert result(answer)
    engine.unload()


def test_a_number_format_that_does_not_exist_is_named_when_the_engine_is_configured() -> None:
    with pytest.raises(ConfigurationError, match="not 'int4'"):
        TransformersCutoutEngine({"model": "any", "dtype": "int4"})


def test_nothing_asked_is_nothing_answered(case: Case) -> None:
    engine = case.loaded()
    assert outcomes(engine, []) == []
    engine.unload()


def test_one_bad_request_harms_no_other(case: Case) -> None:
    engine = case.loaded()
    first, bad, last = outcomes(engine, [case.ask(1), case.bad, case.ask(2)])
    assert isinstance(bad, RequestFailed)
    assert str(bad.error)
    assert result(first)
    assert result(last)
    engine.unload()


def test_it_says_that_it_works_and_stops_when_it_is_asked(case: Case) -> None:
    engine = case.loaded()
    requests = [case.ask(seed) for seed in range(3)]
    listener = Listener()
    list(engine.generate(requests, listener))
    assert listener.beats >= len(requests)
    assert listener.shares == sorted(listener.shares)
    assert not listener.shares or 0 <= listener.shares[0] < listener.shares[-1] <= 1
    for stop_at in (1, 2):
        stopping = Listener(stop_at)
        with pytest.raises(GenerationStopped):
            list(engine.generate(requests, stopping))
        assert stopping.beats == stop_at
    assert len(outcomes(engine, requests)) == 3
    engine.unload()


def test_seeds_decide(case: Case) -> None:
    engine = case.loaded()
    first, second, again = (result(outcomes(engine, [case.ask(seed)])[0]) for seed in (1, 2, 1))
    assert first == again
    assert (first != second) or not case.seeded
    engine.unload()


def test_unloading_gives_everything_back_and_loading_works_again(case: Case) -> None:
    def held() -> int:
        gc.collect()
        models = tuple(
            getattr(sys.modules[module], kind)
            for module, kind in (("torch.nn", "Module"), ("onnxruntime", "InferenceSession"))
            if module in sys.modules
        )
        return sum(issubclass(type(thing), models) for thing in gc.get_objects())

    case.loaded().unload()  # whatever a library keeps for ever, it keeps from now on
    before = held()
    engine = case.loaded()
    first = result(outcomes(engine, [case.ask(1)])[0])
    engine.unload()
    assert held() <= before
    engine.load()
    assert result(outcomes(engine, [case.ask(1)])[0]) == first
    engine.unload()


def test_missing_packages_are_named(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    assert case.engine.missing_packages() == ()
    monkeypatch.setattr(case.engine, "requires", (*case.engine.requires, "no_such_package"))
    with pytest.raises(EngineUnavailable, match=r"no_such_package.*pdp_ai\["):
        case.engine(case.options).load()


def test_a_misspelt_option_is_a_configuration_error(case: Case) -> None:
    with pytest.raises(ConfigurationError, match="modle"):
        case.engine({**case.options, "modle": "x"})


def test_to_name_engines_costs_neither_django_nor_any_model_library() -> None:
    program = """
import sys
from pdp_ai.engines import diffusers_image, onnx_cutout, openai_copy, openai_image
from pdp_ai.engines import transformers_copy, transformers_cutout, transformers_embedding, transformers_upscale
from pdp_ai.engines import transformers_vision
transformers_copy.TransformersCopyEngine({})
transformers_embedding.TransformersEmbeddingEngine({})
onnx_cutout.OnnxCutoutEngine({})
transformers_vision.TransformersVisionEngine({"model": "x"})
transformers_cutout.TransformersCutoutEngine({"model": "x"})
transformers_upscale.TransformersUpscaleEngine({"model": "x"})
for engine in (openai_copy.OpenAICopyEngine, openai_image.OpenAIImageEngine, diffusers_image.DiffusersImageEngine):
    engine({"model": "x"})
heavy = "django", "torch", "transformers", "diffusers", "onnxruntime", "openai", "httpx2", "jsonschema", "numpy"
print([name for name in heavy if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr
