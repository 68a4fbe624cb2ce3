"""What the decoding loop reads, drops and remembers, counted at the model's own door."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pdp_ai.engines.base import QuietContext
from pdp_ai.engines.transformers_copy import TransformersCopyEngine
from pdp_ai.types import Artifact, CopyRequest, Message

pytest.importorskip("transformers")

LONG = "You write for a shop, in plain words and short sentences, and use nothing but the facts of the product."


def ask(title: str, **decoding: Any) -> CopyRequest:
    messages = (Message("system", LONG), Message("user", title))
    return CopyRequest(messages, **{"max_new_tokens": 24, "temperature": 1.5, "top_p": 0.99, **decoding})


@pytest.fixture(scope="module")
def engine(tiny_model: Path) -> TransformersCopyEngine:
    engine = TransformersCopyEngine({"model": str(tiny_model), "batch_size": 8})
    engine.load()
    return engine


@contextmanager
def read_by(engine: TransformersCopyEngine) -> Iterator[list[tuple[int, int]]]:
    """The shape of what the model is given at every pass: rows × tokens."""
    shapes: list[tuple[int, int]] = []
    hook = engine.model.register_forward_pre_hook(
        lambda _model, _args, given: shapes.append(tuple(given["input_ids"].shape)), with_kwargs=True
    )
    yield shapes
    hook.remove()


def texts(engine: TransformersCopyEngine, *requests: CopyRequest) -> list[str]:
    outcomes = dict(engine.generate(requests, QuietContext()))
    written = [outcomes[index] for index in range(len(requests))]
    assert all(isinstance(outcome, Artifact) for outcome in written), written
    return [str(outcome.text) for outcome in written]  # type: ignore[union-attr]


def test_several_answers_to_one_prompt_read_it_once(engine: TransformersCopyEngine) -> None:
    request = ask("Oak stool")
    with read_by(engine) as shapes:
        answers = texts(engine, *(ask("Oak stool", seed=seed) for seed in range(5)))
    assert shapes[0] == (1, len(engine.tokens(request)))
    assert all(tokens == 1 for _rows, tokens in shapes[1:])
    assert len(set(answers)) == 5


def test_what_all_prompts_begin_with_is_read_once(engine: TransformersCopyEngine) -> None:
    requests = [ask(title) for title in ("Oak stool", "Brass lamp", "Mug")]
    longest = max(len(engine.tokens(request)) for request in requests)
    with read_by(engine) as shapes:
        texts(engine, *requests)
    (one, prefix), (rows, rest) = shapes[:2]
    assert (one, rows, prefix + rest) == (1, 3, longest)
    assert prefix > 100


def test_rows_that_have_ended_are_dropped(engine: TransformersCopyEngine) -> None:
    requests = [ask("Oak stool", max_new_tokens=200, seed=seed) for seed in range(8)]
    with read_by(engine) as shapes:
        outcomes = dict(engine.generate(requests, QuietContext()))
    written = [outcome.tokens_out for outcome in outcomes.values() if isinstance(outcome, Artifact)]
    assert len(set(written)) > 1, "the seeds no longer give answers of different length"
    assert sum(rows for rows, _tokens in shapes[1:]) <= sum(count or 0 for count in written)


@pytest.mark.parametrize("seed", range(3))
def test_an_answer_is_the_same_whoever_ends_before_it(engine: TransformersCopyEngine, seed: int) -> None:
    request = ask("Oak stool", max_new_tokens=120, seed=seed)
    others = [ask(title, max_new_tokens=120, seed=9) for title in ("Mug", "A lamp of brass", "Throw", "红色运动鞋")]
    assert texts(engine, *others, request)[-1] == texts(engine, request)[0]


def test_repeated_words_lose_weight(engine: TransformersCopyEngine) -> None:
    plain, held_down = (
        texts(engine, ask("Oak stool", strategy="greedy", max_new_tokens=60, repetition_penalty=penalty))[0]
        for penalty in (1.0, 2.0)
    )
    assert len(set(held_down)) > len(set(plain))


def test_a_model_with_a_running_state_writes_row_by_row(tiny_model: Path, tmp_path: Path) -> None:
    """Its state cannot be padded, repeated or dropped like keys and values."""
    import shutil

    import torch
    from transformers import AutoTokenizer, Lfm2Config, Lfm2ForCausalLM

    shutil.copytree(tiny_model, tmp_path / "lfm")
    tokenizer = AutoTokenizer.from_pretrained(tiny_model)
    torch.manual_seed(0)
    config = Lfm2Config(
        vocab_size=len(tokenizer),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        layer_types=["conv", "full_attention"],
        max_position_embeddings=512,
        initializer_range=0.3,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
        bos_token_id=tokenizer.bos_token_id,
    )
    Lfm2ForCausalLM(config).save_pretrained(tmp_path / "lfm")
    engine = TransformersCopyEngine({"model": str(tmp_path / "lfm")})
    engine.load()
    requests = [ask(title, seed=3) for title in ("Oak stool", "A much longer lamp of brass")]
    with read_by(engine) as shapes:
        together = texts(engine, *requests)
    assert {rows for rows, _tokens in shapes} == {1}
    assert together == [texts(engine, request)[0] for request in requests]
