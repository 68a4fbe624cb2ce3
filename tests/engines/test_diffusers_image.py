"""The image engine over pipelines of the real classes: three families, three tasks, loaded by its real code."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pdp_ai.engines.base import QuietContext, RequestFailed
from pdp_ai.engines.diffusers_image import DiffusersImageEngine
from pdp_ai.exceptions import ConfigurationError, EngineBroke, GenerationStopped, ModelRefused, RequestRefused
from pdp_ai.types import Artifact, ImageRequest
from tests.engines.drawn_pictures import difference, half_mask, pixels, png
from tests.engines.listeners import Listener

FAMILIES = ("stable-diffusion", "sdxl", "flux")
#: Beginnings of requests by task.
TASKS: dict[str, dict[str, Any]] = {
    "text": {},
    "image": {"image": png()},
    "inpaint": {"image": png(), "mask": half_mask(), "strength": 1.0},
}
#: Pictures of a batch are summed up in another order than one alone.
ROUNDING = 2

MakeEngine = Callable[..., DiffusersImageEngine]


@pytest.fixture(scope="module")
def make_engine(tiny_pipelines: dict[str, Path]) -> Iterator[MakeEngine]:
    """Loaded engines, one for each set of options."""
    made: dict[str, DiffusersImageEngine] = {}

    def make(family: str = "stable-diffusion", **options: Any) -> DiffusersImageEngine:
        options = {"model": str(tiny_pipelines[family]), "steps": 2, "batch_size": 3, **options}
        key = repr(options)
        if key not in made:
            made[key] = DiffusersImageEngine(options)
            made[key].load()
        return made[key]

    yield make
    for engine in made.values():
        engine.unload()


def ask(prompt: str = "an oak table by a window", **changes: Any) -> ImageRequest:
    return ImageRequest(prompt, **{"width": 64, "height": 64, **changes})


def answers(engine: DiffusersImageEngine, *requests: ImageRequest) -> list[Artifact | RequestFailed]:
    outcomes = dict(engine.generate(requests, QuietContext()))
    assert sorted(outcomes) == list(range(len(requests)))
    return [outcomes[index] for index in sorted(outcomes)]


def error_of(outcome: Artifact | RequestFailed) -> Exception:
    assert isinstance(outcome, RequestFailed), outcome
    return outcome.error


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_does_every_task_with_seeds_that_hold(make_engine: MakeEngine, family: str, task: str) -> None:
    engine = make_engine(family)
    requests = [ask(seed=seed, **TASKS[task]) for seed in (1, 2, 1)]
    first, second, again = answers(engine, *requests)
    [alone] = answers(engine, requests[0])
    assert pixels(first).shape == (64, 64, 3)
    assert difference(first, again) == 0
    assert difference(first, alone) <= ROUNDING
    assert difference(first, second) > ROUNDING


@pytest.mark.parametrize("family", FAMILIES)
def test_the_mask_says_where_to_paint(make_engine: MakeEngine, family: str) -> None:
    half, whole = answers(
        make_engine(family),
        ask(**TASKS["inpaint"]),
        ask(**{**TASKS["inpaint"], "mask": png(colour=255, mode="L")}),
    )
    assert difference(half, whole) > ROUNDING


def test_a_model_made_for_inpainting_inpaints_and_refuses_the_rest(make_engine: MakeEngine) -> None:
    text, inpainted = answers(make_engine("inpainting"), ask(), ask(**TASKS["inpaint"]))
    assert pixels(inpainted).shape == (64, 64, 3)
    assert isinstance(text, RequestFailed)


def test_a_family_without_a_task_says_so(make_engine: MakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    from diffusers.pipelines import auto_pipeline

    engine = make_engine(scheduler="DDPMScheduler")
    monkeypatch.setattr(auto_pipeline, "SUPPORTED_TASKS_MAPPINGS", [])
    text, inpainted = answers(engine, ask(), ask(**TASKS["inpaint"]))
    assert isinstance(text, Artifact)
    assert isinstance(error_of(inpainted), RequestRefused)
    assert "no pipeline for this task" in str(error_of(inpainted))


@pytest.mark.parametrize("family", FAMILIES)
def test_half_precision_stays_half_and_paints(make_engine: MakeEngine, family: str) -> None:
    import torch

    engine = make_engine(family, dtype="bfloat16")
    for outcome in answers(engine, *(ask(**task) for task in TASKS.values())):
        assert pixels(outcome).shape == (64, 64, 3)
    [plain] = answers(make_engine(family), ask())
    [half] = answers(engine, ask())
    assert difference(plain, half) > 0
    denoiser = "transformer" if family == "flux" else "unet"
    assert {getattr(pipeline, denoiser).dtype for pipeline in engine._pipelines.values()} == {torch.bfloat16}


@pytest.mark.parametrize("size", [(64, 64), (70, 45), (1, 1)])
@pytest.mark.parametrize("task", TASKS)
def test_any_size_is_painted_exactly(make_engine: MakeEngine, size: tuple[int, int], task: str) -> None:
    [artifact] = answers(make_engine(), ask(width=size[0], height=size[1], **TASKS[task]))
    assert pixels(artifact).shape == (size[1], size[0], 3)


@pytest.mark.parametrize("wish", [{"prompt": "sand"}, {"negative_prompt": "people"}, {"guidance": 1.5}, {"steps": 4}])
def test_every_wish_reaches_the_model(make_engine: MakeEngine, wish: dict[str, Any]) -> None:
    plain, wished = answers(make_engine(), ask(), ask(**wish))
    assert difference(plain, wished) > 0


def test_strength_says_how_far_to_leave_the_picture(make_engine: MakeEngine) -> None:
    little, much = answers(make_engine(steps=4), *(ask(image=png(), strength=strength) for strength in (0.3, 0.9)))
    assert difference(little, much) > ROUNDING


@pytest.mark.parametrize(
    "options",
    [
        {"scheduler": "DDPMScheduler", "scheduler_options": {"timestep_spacing": "trailing"}},
        {"guidance": 2.0},
        {"call_options": {"guidance_rescale": 0.7}},
    ],
    ids=lambda options: next(iter(options)),
)
def test_options_change_the_picture(make_engine: MakeEngine, options: dict[str, Any]) -> None:
    [plain] = answers(make_engine(steps=3), ask())
    [changed] = answers(make_engine(steps=3, **options), ask())
    assert difference(plain, changed) > 0


@pytest.mark.parametrize("options", [{"vae_slicing": False}, {"vae_tiling": True}, {"compile": "eager"}])
def test_options_that_save_memory_or_time_leave_the_picture_alone(
    make_engine: MakeEngine, options: dict[str, Any]
) -> None:
    plain = answers(make_engine(), ask(), ask(seed=2))
    thrifty = answers(make_engine(**options), ask(), ask(seed=2))
    assert all(difference(one, other) <= ROUNDING for one, other in zip(plain, thrifty, strict=True))


def test_an_adapter_changes_the_picture(
    make_engine: MakeEngine, tiny_pipelines: dict[str, Path], tmp_path: Path
) -> None:
    peft = pytest.importorskip("peft")
    import torch
    from diffusers import StableDiffusionPipeline

    pipeline = StableDiffusionPipeline.from_pretrained(tiny_pipelines["stable-diffusion"])
    pipeline.unet.add_adapter(peft.LoraConfig(r=2, target_modules=["to_q", "to_v"], init_lora_weights=False))
    with torch.no_grad():
        for name, weight in pipeline.unet.named_parameters():
            if "lora_B" in name:
                weight.fill_(0.5)
    layers = peft.get_peft_model_state_dict(pipeline.unet)
    StableDiffusionPipeline.save_lora_weights(tmp_path / "house-style", unet_lora_layers=layers)

    [plain] = answers(make_engine(), ask())
    [styled] = answers(make_engine(adapter=str(tmp_path / "house-style")), ask())
    assert isinstance(styled, Artifact)
    assert styled.model == f"{tiny_pipelines['stable-diffusion']} + house-style"
    assert difference(plain, styled) > 0


def test_an_artifact_says_how_it_was_made(make_engine: MakeEngine, tiny_pipelines: dict[str, Path]) -> None:
    [artifact] = answers(make_engine(), ask(seed=3))
    assert isinstance(artifact, Artifact)
    assert artifact.seconds > 0
    assert (artifact.model, artifact.revision) == (str(tiny_pipelines["stable-diffusion"]), "local")
    assert artifact.seed == 3


@pytest.mark.parametrize("family", FAMILIES)
def test_a_stop_is_heard_at_the_next_step(make_engine: MakeEngine, family: str) -> None:
    listener = Listener(stop_at=3)
    with pytest.raises(GenerationStopped):
        list(make_engine(family).generate([ask(steps=20)], listener))
    assert listener.beats == 3


def test_every_step_tells_how_far_the_work_has_come(make_engine: MakeEngine) -> None:
    engine, listener = make_engine(batch_size=1, steps=4), Listener()
    list(engine.generate([ask(seed=1), ask(seed=2, **TASKS["image"], strength=0.5)], listener))
    assert listener.shares == [0.125, 0.25, 0.375, 0.5, 0.75, 1.0]


def test_every_step_is_a_heartbeat(make_engine: MakeEngine) -> None:
    listener = Listener()
    list(make_engine().generate([ask(steps=5)], listener))
    assert listener.beats >= 5


@pytest.mark.parametrize(
    "changes",
    [
        {"prompt": " "},
        {"width": 0},
        {"width": 100_000, "height": 100_000},
        {"mask": half_mask()},
        {"image": b"no picture"},
        {"image": png()[:100]},
        {"image": png(), "mask": b"no picture"},
        {"image": png(), "strength": 2.0},
    ],
)
def test_a_request_that_cannot_be_answered_fails_alone(make_engine: MakeEngine, changes: dict[str, Any]) -> None:
    alike = {"image": png()} if "image" in changes else {}
    bad, *good = answers(make_engine(), ask(**{"prompt": "oak", **changes}), ask(**alike), ask(seed=1, **alike))
    assert isinstance(error_of(bad), RequestRefused)
    assert all(isinstance(artifact, Artifact) for artifact in good)


def test_a_start_so_weak_that_no_step_is_left_is_refused(make_engine: MakeEngine) -> None:
    [outcome] = answers(make_engine(), ask(image=png(), strength=0.01))
    assert isinstance(error_of(outcome), RequestRefused)


# --- models that must not, or cannot, be loaded


def copy_of(folder: Path, target: Path) -> Path:
    shutil.copytree(folder, target)
    return target


def test_pickled_weights_are_not_loaded(tiny_pipelines: dict[str, Path], tmp_path: Path) -> None:
    import torch

    folder = copy_of(tiny_pipelines["stable-diffusion"], tmp_path / "pickled")
    (folder / "unet" / "diffusion_pytorch_model.safetensors").unlink()
    torch.save({}, folder / "unet" / "diffusion_pytorch_model.bin")
    with pytest.raises(ModelRefused):
        DiffusersImageEngine({"model": str(folder)}).load()


def test_code_that_comes_with_a_model_is_not_run(tiny_pipelines: dict[str, Path], tmp_path: Path) -> None:
    folder = copy_of(tiny_pipelines["stable-diffusion"], tmp_path / "coded")
    index = json.loads((folder / "model_index.json").read_text())
    (folder / "model_index.json").write_text(json.dumps({**index, "_class_name": ["own_pipeline", "OwnPipeline"]}))
    (folder / "own_pipeline.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\nclass OwnPipeline: pass\n")
    with pytest.raises(ModelRefused):
        DiffusersImageEngine({"model": str(folder)}).load()
    assert not (tmp_path / "ran").exists()


def test_a_folder_that_is_no_pipeline_is_refused(tiny_pipelines: dict[str, Path]) -> None:
    with pytest.raises(ModelRefused, match=r"model_index\.json"):
        DiffusersImageEngine({"model": str(tiny_pipelines["sdxl"] / "unet")}).load()


def test_an_unpinned_hub_model_is_refused() -> None:
    with pytest.raises(ModelRefused, match="not pinned"):
        DiffusersImageEngine({"model": "stabilityai/sdxl-turbo"}).load()


def test_an_adapter_for_another_model_is_refused(tiny_pipelines: dict[str, Path]) -> None:
    folder = str(tiny_pipelines["stable-diffusion"])
    with pytest.raises(ModelRefused, match="adapter"):
        DiffusersImageEngine({"model": folder, "adapter": str(tiny_pipelines["sdxl"] / "unet")}).load()


def test_a_model_that_overflows_is_no_black_picture(tiny_pipelines: dict[str, Path], tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    folder = copy_of(tiny_pipelines["stable-diffusion"], tmp_path / "overflowing")
    weights = folder / "vae" / "diffusion_pytorch_model.safetensors"
    tensors = load_file(weights)
    tensors["decoder.conv_out.bias"] += float("nan")
    save_file(tensors, weights, metadata={"format": "pt"})
    engine = DiffusersImageEngine({"model": str(folder), "steps": 1})
    engine.load()
    [outcome] = answers(engine, ask())
    assert isinstance(error_of(outcome), EngineBroke)
    assert "bfloat16" in str(error_of(outcome))


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"model": "x", "modle": "x"},
        {"model": "x", "dtype": "int3"},
        {"model": "x", "cpu_offload": True},
        {"model": "x", "batch_size": 0},
    ],
)
def test_a_wrong_option_is_a_configuration_error(options: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError):
        DiffusersImageEngine(options)


def test_an_unknown_scheduler_is_a_configuration_error(tiny_pipelines: dict[str, Path]) -> None:
    with pytest.raises(ConfigurationError, match="NoSuchScheduler"):
        DiffusersImageEngine({"model": str(tiny_pipelines["sdxl"]), "scheduler": "NoSuchScheduler"}).load()
