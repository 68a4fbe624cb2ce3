"""Decode a batch of token prompts: each read once, rows dropped as they end, a stop and a report at every token."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pdp_ai.engines.next_token import NextToken
from pdp_ai.engines.prompt_reading import read_prefix, read_prompts, shared_prefix
from pdp_ai.types import CopyRequest

#: Called once per token with the share of the batch that is written, 0 to 1; may raise to stop.
EachStep = Callable[[float], None]


def decode(
    model: Any, tokenizer: Any, prompts: Sequence[list[int]], requests: Sequence[CopyRequest], each_step: EachStep
) -> list[list[int]]:
    """The new tokens of each prompt, without the end-of-answer token.

    `requests` agree in everything but messages and seed. With a schema, beam search becomes greedy: the grammar follows
    one path per row. Raises `RequestRefused` for a schema that is not one.
    """
    import torch

    first = requests[0]
    ends = _end_tokens(model, tokenizer)
    with torch.no_grad():
        if first.strategy == "beam" and not first.json_schema:
            return _search(model, prompts, first, ends, each_step)
        return _write(model, prompts, NextToken(model, tokenizer, requests), ends, each_step)


def _write(
    model: Any, prompts: Sequence[list[int]], next_token: NextToken, ends: list[int], each_step: EachStep
) -> list[list[int]]:
    """Token by token, along one path per row. A row that has ended costs nothing more.

    transformers' own loop carries ended rows along to the end of the longest, and copies all keys and values for every
    token; that is why this one exists.
    """
    import torch

    answers: list[list[int]] = [[] for _ in prompts]
    rows, most = list(range(len(prompts))), next_token.most
    cache, mask, logits = read_prompts(model, prompts, room=most, padding=ends[0])
    for step in range(1, most + 1):
        each_step((len(rows) * step / most + len(prompts) - len(rows)) / len(prompts))
        tokens = next_token(logits, rows)
        going = [place for place, token in enumerate(tokens) if token not in ends]
        for place in going:
            answers[rows[place]].append(tokens[place])
        if not going or step == most:
            break
        if len(going) < len(rows):
            rows = [rows[place] for place in going]
            kept = torch.tensor(going, device=mask.device)
            cache.batch_select_indices(kept)
            mask = mask[kept]
        mask = torch.cat([mask, mask.new_ones(len(rows), 1)], dim=-1)
        last = torch.tensor([[tokens[place]] for place in going], device=mask.device)
        positions = mask.sum(-1, keepdim=True) - 1
        step_input = {"input_ids": last, "attention_mask": mask, "position_ids": positions}
        logits = model(**step_input, past_key_values=cache, use_cache=True).logits[:, -1]
    return answers


def _search(
    model: Any, prompts: Sequence[list[int]], request: CopyRequest, ends: list[int], each_step: EachStep
) -> list[list[int]]:
    """Beam search, transformers' own."""
    import torch
    from transformers import GenerationConfig, RepetitionPenaltyLogitsProcessor, StoppingCriteriaList

    longest, prefix = max(len(prompt) for prompt in prompts), shared_prefix(prompts)
    # Padding stands after the shared prefix: [prefix][padding][the rest], so that the prefix's keys serve every row.
    ids = torch.tensor([p[:prefix] + ends[:1] * (longest - len(p)) + p[prefix:] for p in prompts])
    mask = torch.tensor([[1] * prefix + [0] * (longest - len(p)) + [1] * (len(p) - prefix) for p in prompts])

    def watch(input_ids: Any, _scores: Any, **_: Any) -> Any:
        each_step((input_ids.shape[1] - longest) / request.max_new_tokens)
        return torch.zeros(input_ids.shape[0], dtype=torch.bool, device=input_ids.device)

    # Words of the prompt are the product's own and stay free of penalty.
    penalty = RepetitionPenaltyLogitsProcessor(request.repetition_penalty, prompt_ignore_length=longest)
    output = model.generate(
        input_ids=ids.to(model.device),
        attention_mask=mask.to(model.device),
        past_key_values=read_prefix(model, prompts[0][:prefix], len(prompts) * request.num_beams),
        generation_config=GenerationConfig(
            max_new_tokens=request.max_new_tokens,
            num_beams=request.num_beams,
            do_sample=False,
            early_stopping=request.num_beams > 1,
            eos_token_id=ends,
            pad_token_id=ends[0],
        ),
        logits_processor=[penalty] if request.repetition_penalty != 1 else [],
        stopping_criteria=StoppingCriteriaList([watch]),
    )
    return [_until_end(row, ends) for row in output[:, longest:].tolist()]


def _end_tokens(model: Any, tokenizer: Any) -> list[int]:
    """Every token that ends an answer, by the model's own account and the tokenizer's."""
    declared = model.generation_config.eos_token_id
    ends = declared if isinstance(declared, list) else [declared]
    return list(dict.fromkeys(end for end in (tokenizer.eos_token_id, *ends) if end is not None))


def _until_end(tokens: list[int], ends: list[int]) -> list[int]:
    return tokens[: next((i for i, token in enumerate(tokens) if token in ends), len(tokens))]
