"""LoRA adapters: one merged into the model, or several beside it that requests choose from."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from pdp_ai.engines.base import QuietContext, RequestFailed
from pdp_ai.engines.transformers_copy import TransformersCopyEngine
from pdp_ai.exceptions import ModelNotFetched, ModelRefused, RequestRefused
from pdp_ai.types import Artifact, CopyRequest, Message

peft = pytest.importorskip("peft")

pytestmark = pytest.mark.filterwarnings("ignore:.is_gradient_checkpointing. is deprecated:FutureWarning")  # in peft


def ask(adapter: str = "", **decoding: Any) -> CopyRequest:
    return CopyRequest(
        (Message("user", "Oak stool"),), adapter=adapter, **{"max_new_tokens": 12, "strategy": "greedy", **decoding}
    )


@pytest.fixture(scope="module")
def adapters(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Two of the real class; what they say differs from the model's own words and from each other's."""
    import torch
    from transformers import AutoModelForCausalLM

    folder = tmp_path_factory.mktemp("adapters")
    for seed, name in enumerate(("sporty", "solemn"), 1):
        torch.manual_seed(seed)
        base = AutoModelForCausalLM.from_pretrained(tiny_model)
        config = peft.LoraConfig(r=4, target_modules=["q_proj", "v_proj"], init_lora_weights=False)
        adapted = peft.get_peft_model(base, config)
        with torch.no_grad():
            for parameter_name, weight in adapted.named_parameters():
                if "lora_B" in parameter_name:
                    weight.normal_()
        adapted.save_pretrained(folder / name)
    return {name: str(folder / name) for name in ("sporty", "solemn")}


def loaded(**options: Any) -> TransformersCopyEngine:
    engine = TransformersCopyEngine(options)
    engine.load()
    return engine


def outcomes(engine: TransformersCopyEngine, *requests: CopyRequest) -> list[Any]:
    answers = dict(engine.generate(requests, QuietContext()))
    return [answers[index] for index in range(len(requests))]


def texts(engine: TransformersCopyEngine, *requests: CopyRequest) -> list[str]:
    return [outcome.text for outcome in outcomes(engine, *requests)]


def test_a_merged_adapter_changes_all_that_is_written(tiny_model: Path, adapters: dict[str, str]) -> None:
    [artifact] = outcomes(loaded(model=str(tiny_model), adapter=adapters["sporty"]), ask())
    assert artifact.model == f"{tiny_model} + sporty"
    assert artifact.text != texts(loaded(model=str(tiny_model)), ask())[0]


@pytest.mark.parametrize("strategy", ["greedy", "beam", "sample"])
def test_each_request_is_written_with_the_adapter_it_names(
    tiny_model: Path, adapters: dict[str, str], strategy: Any
) -> None:
    engine = loaded(model=str(tiny_model), adapters=adapters)
    wishes = [ask(name, strategy=strategy) for name in ("sporty", "", "solemn", "sporty")]
    sporty, plain, solemn, again = texts(engine, *wishes)
    assert sporty == again
    assert len({sporty, plain, solemn}) == 3
    assert plain == texts(loaded(model=str(tiny_model)), ask(strategy=strategy))[0]
    assert solemn == texts(loaded(model=str(tiny_model), adapters={"solemn": adapters["solemn"]}), wishes[2])[0]


def test_an_artifact_names_its_adapter(tiny_model: Path, adapters: dict[str, str]) -> None:
    sporty, plain = outcomes(loaded(model=str(tiny_model), adapters=adapters), ask("sporty"), ask())
    assert (sporty.model, plain.model) == (f"{tiny_model} + sporty", str(tiny_model))


def test_an_unknown_adapter_is_refused_by_name_and_harms_no_other(tiny_model: Path, adapters: dict[str, str]) -> None:
    unknown, plain = outcomes(loaded(model=str(tiny_model), adapters=adapters), ask("quaint"), ask())
    assert isinstance(unknown, RequestFailed)
    assert isinstance(unknown.error, RequestRefused)
    assert "'quaint'" in str(unknown.error)
    assert "sporty, solemn" in str(unknown.error)
    assert isinstance(plain, Artifact)


def test_requests_choose_from_adapters_beside_a_model_that_another_is_merged_into(
    tiny_model: Path, adapters: dict[str, str]
) -> None:
    both = loaded(model=str(tiny_model), adapter=adapters["sporty"], adapters={"solemn": adapters["solemn"]})
    plain, solemn = outcomes(both, ask(), ask("solemn"))
    assert (plain.model, solemn.model) == (f"{tiny_model} + sporty", f"{tiny_model} + sporty + solemn")
    assert plain.text == texts(loaded(model=str(tiny_model), adapter=adapters["sporty"]), ask())[0]
    assert solemn.text not in {plain.text, texts(loaded(model=str(tiny_model), adapters=adapters), ask("solemn"))[0]}


@pytest.mark.parametrize("option", ["adapter", "adapters"])
def test_pickled_adapters_are_not_read(tiny_model: Path, adapters: dict[str, str], tmp_path: Path, option: str) -> None:
    import torch

    shutil.copytree(adapters["sporty"], tmp_path / "pickled")
    (tmp_path / "pickled" / "adapter_model.safetensors").rename(tmp_path / "pickled" / "other.safetensors")
    torch.save({}, tmp_path / "pickled" / "adapter_model.bin")
    directory = str(tmp_path / "pickled")
    with pytest.raises(ModelRefused, match=r"adapter_model\.safetensors"):
        loaded(model=str(tiny_model), **{option: directory if option == "adapter" else {"sporty": directory}})


def test_a_missing_adapter_is_named(tiny_model: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelNotFetched, match="nowhere"):
        loaded(model=str(tiny_model), adapters={"sporty": str(tmp_path / "nowhere")})
