"""Examples as tokens, and the loss of a batch: only answers are learnt, and what prompts begin with is read once."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch.nn import functional

from pdp_ai.engines.prompt_reading import read_prefix, shared_prefix
from pdp_ai.engines.transformers_copy import TransformersCopyEngine
from pdp_ai.exceptions import RequestRefused
from pdp_ai.training.copy_adapter.examples import TrainingExample
from pdp_ai.types import CopyRequest

#: As cross entropy leaves them out.
_IGNORED = -100


@dataclass(frozen=True, slots=True)
class Tokens:
    prompt: list[int]
    #: The answer and the token that ends it.
    completion: list[int]
    #: Examples of one kind begin alike.
    kind: str


def as_tokens(engine: TransformersCopyEngine, example: TrainingExample) -> Tokens | None:
    """The engine's own tokens for the chat; None when the model has no room for it."""
    answer = engine.tokenizer(example.completion, add_special_tokens=False).input_ids
    completion = [*answer, engine.tokenizer.eos_token_id]
    try:
        prompt = engine.tokens(CopyRequest(example.chat, max_new_tokens=len(completion)))
    except RequestRefused:
        return None
    return Tokens(prompt, completion, f"{example.slot} {example.chat[0].content}")


def batches(examples: Sequence[Tokens], size: int, rng: random.Random) -> list[list[Tokens]]:
    """Of one kind each, for what they begin with to be read once; in an order drawn anew."""
    shuffled = rng.sample(examples, len(examples))
    kinds = {example.kind: [other for other in shuffled if other.kind == example.kind] for example in shuffled}
    parts = [many[start : start + size] for many in kinds.values() for start in range(0, len(many), size)]
    rng.shuffle(parts)
    return parts


def loss_of(model: Any, batch: Sequence[Tokens]) -> tuple[Any, int]:
    """The mean negative log-likelihood of the answers' tokens, in nats, with its gradient; and how many there are.

    Rows are laid out as the engine reads them: [shared beginning][padding][the rest][answer]. The gradient flows
    through the shared beginning too, which is read once for all rows.
    """
    prefix = shared_prefix([example.prompt for example in batch])
    rests = [example.prompt[prefix:] + example.completion for example in batch]
    longest, kept = max(map(len, rests)), max(len(example.completion) for example in batch)
    padding = batch[0].completion[-1]
    rows = torch.tensor([[padding] * (longest - len(rest)) + rest for rest in rests], device=model.device)
    seen = [[1] * prefix + [0] * (longest - len(rest)) + [1] * len(rest) for rest in rests]
    mask = torch.tensor(seen, device=model.device)
    labels = [[_IGNORED] * (kept - len(example.completion)) + example.completion for example in batch]
    logits = model(
        input_ids=rows,
        attention_mask=mask,
        position_ids=(mask.cumsum(-1) - 1).clamp(min=0)[:, prefix:],
        past_key_values=read_prefix(model, batch[0].prompt[:prefix], len(batch)),
        use_cache=True,
        logits_to_keep=kept + 1,
    ).logits[:, :-1]
    wanted = torch.tensor(labels, device=model.device)
    loss = functional.cross_entropy(logits.transpose(1, 2).float(), wanted, ignore_index=_IGNORED)
    return loss, sum(len(example.completion) for example in batch)


def tokens_read(batch: Sequence[Tokens]) -> int:
    """That a step on the batch costs."""
    prefix = shared_prefix([example.prompt for example in batch])
    return prefix + sum(len(example.prompt) - prefix + len(example.completion) for example in batch)
