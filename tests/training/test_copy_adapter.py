"""The training of LoRA adapters, with models of the real classes and random weights."""

from __future__ import annotations

import itertools
import json
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("peft")

import torch
from torch.nn import functional

from pdp_ai.engines.base import QuietContext
from pdp_ai.engines.transformers_copy import TransformersCopyEngine
from pdp_ai.exceptions import TrainingRefused
from pdp_ai.training.copy_adapter.batches import Tokens, as_tokens, batches, loss_of
from pdp_ai.training.copy_adapter.examples import TrainingExample
from pdp_ai.training.copy_adapter.settings import Settings
from pdp_ai.training.copy_adapter.train import FEWEST_EXAMPLES, Figures, train_adapter
from pdp_ai.types import CopyRequest, Message
from tests.engines.tiny_language_model import make_tiny_language_model

pytestmark = pytest.mark.filterwarnings("ignore:.is_gradient_checkpointing. is deprecated:FutureWarning")  # in peft

SYSTEM = Message("system", "You write for an online shop. Use only the facts.")
QUICK = Settings(epochs=3, rate=2e-2)


def example(number: int, completion: str = "Fine, and made of oak.") -> TrainingExample:
    return TrainingExample(f"shop.product:{number}", "title", (SYSTEM, Message("user", f"Stool {number}")), completion)


EXAMPLES = [example(number) for number in range(60)]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_language_model(tmp_path_factory.mktemp("tiny"))


@pytest.fixture
def engine(tiny: Path) -> TransformersCopyEngine:
    return loaded(tiny)


def loaded(tiny: Path, **options: Any) -> TransformersCopyEngine:
    engine = TransformersCopyEngine({"model": str(tiny), **options})
    engine.load()
    return engine


def train(engine: TransformersCopyEngine, folder: Path, settings: Settings = QUICK) -> Figures:
    return train_adapter(engine, EXAMPLES, folder, settings, "Stools", lambda _line: None)


def test_answers_about_products_held_out_become_likelier_and_only_the_adapter_changes(
    engine: TransformersCopyEngine, tmp_path: Path
) -> None:
    before = {name: weight.clone() for name, weight in engine.model.state_dict().items()}
    figures = train(engine, tmp_path / "adapter")
    assert (figures.examples, figures.held_out, figures.too_long) == (54, 6, 0)
    assert figures.loss_after < 0.5 * figures.loss_before
    after = {name.replace(".base_layer", ""): weight for name, weight in engine.model.state_dict().items()}
    assert all(torch.equal(weight, after[name]) for name, weight in before.items())
    assert any("lora" in name for name in after)


def test_the_engine_writes_what_was_learnt_when_a_request_names_the_adapter(
    engine: TransformersCopyEngine, tiny: Path, tmp_path: Path
) -> None:
    train(engine, tmp_path / "stools", replace(QUICK, epochs=12))
    shop = loaded(tiny, adapters={"stools": str(tmp_path / "stools")})
    chat = (SYSTEM, Message("user", "Stool 77"))
    asked = [CopyRequest(chat, max_new_tokens=30, strategy="greedy", adapter=name) for name in ("stools", "")]
    answers = dict(shop.generate(asked, QuietContext()))
    assert answers[0].text == "Fine, and made of oak."  # type: ignore[union-attr]
    assert answers[1].text != answers[0].text  # type: ignore[union-attr]


def test_the_same_seed_gives_the_same_adapter(tiny: Path, tmp_path: Path) -> None:
    settings = replace(QUICK, epochs=1)
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        train(loaded(tiny), tmp_path / name, replace(settings, seed=seed))
    one, again, other = (
        (tmp_path / name / "adapter_model.safetensors").read_bytes() for name in ("one", "again", "other")
    )
    assert one == again != other


def test_the_folder_says_how_the_adapter_came_to_be(engine: TransformersCopyEngine, tiny: Path, tmp_path: Path) -> None:
    figures = train(engine, tmp_path / "adapter", replace(QUICK, epochs=1))
    told = json.loads((tmp_path / "adapter" / "training.json").read_text())
    assert (told["seed"], told["data"], told["steps"], len(told["losses"])) == (1, "Stools", 7, 7)
    assert told["loss_after"] == figures.loss_after
    config = json.loads((tmp_path / "adapter" / "adapter_config.json").read_text())
    assert config["base_model_name_or_path"] == str(tiny)
    card = (tmp_path / "adapter" / "MODEL_CARD.md").read_text()
    assert f"{figures.loss_before:.3f} without it" in card
    assert not list((tmp_path / "adapter").glob("*.new"))


def test_a_batch_is_learnt_from_as_its_examples_alone_would_be(engine: TransformersCopyEngine) -> None:
    """Loss and gradient, though what they begin with is read once and shorter ones are padded."""
    different = [example(1, "Oak."), example(22, "Of oak, oiled by hand."), example(333, "Fine!")]
    tokens = [found for one in different if (found := as_tokens(engine, one))]
    weight = engine.model.model.layers[0].self_attn.q_proj.weight
    loss, count = loss_of(engine.model, tokens)
    loss.backward()
    together, weight.grad = weight.grad, None
    total = sum(_plain_loss(engine.model, one) for one in tokens) / count
    total.backward()  # type: ignore[union-attr]
    assert count == sum(len(one.completion) for one in tokens)
    assert torch.allclose(loss, total, rtol=1e-4)
    assert torch.allclose(together, weight.grad, rtol=1e-3, atol=1e-5)


def _plain_loss(model: Any, one: Tokens) -> Any:
    """Of the answer's tokens alone, by one pass over the whole conversation."""
    logits = model(torch.tensor([one.prompt + one.completion])).logits[0, len(one.prompt) - 1 : -1]
    return functional.cross_entropy(logits, torch.tensor(one.completion), reduction="sum")


def test_an_answer_ends_where_the_engine_stops_reading(engine: TransformersCopyEngine) -> None:
    found = as_tokens(engine, example(1))
    assert found
    assert found.completion[-1] == engine.tokenizer.eos_token_id
    assert found.prompt == engine.tokens(CopyRequest(example(1).chat))


def test_every_example_is_in_one_batch_with_others_of_its_kind() -> None:
    import random

    many = [Tokens([number], [0], kind) for number, kind in zip(range(25), itertools.cycle("ab"), strict=False)]
    found = batches(many, 4, random.Random(1))
    assert sorted(one.prompt[0] for batch in found for one in batch) == list(range(25))
    assert all(len(batch) <= 4 and len({one.kind for one in batch}) == 1 for batch in found)


def test_what_the_model_has_no_room_for_is_left_out(engine: TransformersCopyEngine, tmp_path: Path) -> None:
    long = [example(number, "oak " * 200) for number in range(100, 103)]
    settings = replace(QUICK, epochs=1)
    figures = train_adapter(engine, [*EXAMPLES, *long], tmp_path / "adapter", settings, "", lambda _line: None)
    assert figures.too_long == 3


def test_a_few_of_the_examples_held_out_are_enough_to_judge_by(engine: TransformersCopyEngine, tmp_path: Path) -> None:
    many = [example(number % 10) for number in range(600)]
    settings = replace(QUICK, epochs=1, batch_size=60)
    figures = train_adapter(engine, many, tmp_path / "adapter", settings, "", lambda _line: None)
    assert (figures.examples, figures.held_out, figures.too_long) == (540, 48, 0)


@pytest.mark.parametrize("products", [1, 20])
def test_too_few_examples_are_refused(engine: TransformersCopyEngine, tmp_path: Path, products: int) -> None:
    few = [example(number % products) for number in range(FEWEST_EXAMPLES - 1 if products > 1 else 60)]
    with pytest.raises(TrainingRefused, match=rf"There are {len(few)} examples of {products} products; it takes 40"):
        train_adapter(engine, few, tmp_path / "adapter", QUICK, "", lambda _line: None)
    assert not (tmp_path / "adapter").exists()


def test_a_loss_that_is_no_number_ends_the_training_and_names_the_remedy(
    engine: TransformersCopyEngine, tmp_path: Path
) -> None:
    with pytest.raises(TrainingRefused, match=r"the loss was no number any more.* lower --rate"):
        train(engine, tmp_path / "adapter", replace(QUICK, rate=1e30))
    assert (tmp_path / "adapter" / "adapter_model.safetensors").is_file()


def test_a_folder_with_other_files_is_left_alone(engine: TransformersCopyEngine, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(TrainingRefused, match="holds files already"):
        train(engine, tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_full_disk_shows_before_the_work_and_spoils_nothing(engine: TransformersCopyEngine, tmp_path: Path) -> None:
    said: list[str] = []
    with _files_up_to(4_000), pytest.raises(OSError, match="too large"):
        train_adapter(engine, EXAMPLES, tmp_path / "adapter", QUICK, "", said.append)
    assert not said
    assert not (tmp_path / "adapter" / "adapter_model.safetensors").exists()


@contextmanager
def _files_up_to(size: int) -> Iterator[None]:
    """The kernel refuses to write more bytes than this to one file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
