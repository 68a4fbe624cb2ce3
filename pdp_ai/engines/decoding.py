"""Decode a batch of token prompts: shared prefix read once, seeds per row, JSON by grammar, a stop at every token."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from pdp_ai.exceptions import RequestRefused
from pdp_ai.types import CopyRequest

#: A shared beginning shorter than this many tokens is not worth a pass of its own.
WORTHWHILE_PREFIX = 32


def decode(
    model: Any,
    tokenizer: Any,
    prompts: Sequence[list[int]],
    requests: Sequence[CopyRequest],
    each_step: Callable[[], None],
) -> list[list[int]]:
    """The new tokens of each prompt, without the end-of-answer token.

    `requests` agree in everything but messages and seed. `each_step` runs once per token and may raise to stop.
    With a schema, beam search becomes greedy: the grammar follows one path per row. Raises `RequestRefused` for a
    schema that is not one.
    """
    import torch
    from transformers import GenerationConfig, LogitsProcessorList, StoppingCriteriaList

    first = requests[0]
    beams = first.num_beams if first.strategy == "beam" and not first.json_schema else 1
    ends = _end_tokens(model, tokenizer)
    longest = max(len(prompt) for prompt in prompts)
    prefix = _shared_prefix(prompts)
    # Padding stands after the shared prefix: [prefix][padding][the rest], so that the prefix's keys serve every row.
    ids = torch.tensor([p[:prefix] + ends[:1] * (longest - len(p)) + p[prefix:] for p in prompts])
    mask = torch.tensor([[1] * prefix + [0] * (longest - len(p)) + [1] * (len(p) - prefix) for p in prompts])

    def watch(input_ids: Any, _scores: Any, **_: Any) -> Any:
        each_step()
        return torch.zeros(input_ids.shape[0], dtype=torch.bool, device=input_ids.device)

    with torch.no_grad():
        output = model.generate(
            input_ids=ids.to(model.device),
            attention_mask=mask.to(model.device),
            past_key_values=_read_prefix(model, prompts[0][:prefix], len(prompts) * beams),
            generation_config=GenerationConfig(
                max_new_tokens=first.max_new_tokens,
                num_beams=beams,
                do_sample=False,
                early_stopping=beams > 1,
                eos_token_id=ends,
                pad_token_id=ends[0],
            ),
            logits_processor=LogitsProcessorList(_processors(model, tokenizer, requests, longest)),
            stopping_criteria=StoppingCriteriaList([watch]),
        )
    return [_until_end(row, ends) for row in output[:, longest:].tolist()]


def _shared_prefix(prompts: Sequence[list[int]]) -> int:
    """How many tokens all prompts begin with; at least one token of each is left to be read with its row."""
    limit = min(len(prompt) for prompt in prompts) - 1
    shared = next((i for i in range(limit) if len({prompt[i] for prompt in prompts}) > 1), limit)
    return shared if len(prompts) > 1 and shared >= WORTHWHILE_PREFIX else 0


def _read_prefix(model: Any, prefix: list[int], rows: int) -> Any:
    """Keys and values of the shared prefix, computed once and repeated for every row; None without a prefix."""
    if not prefix:
        return None
    import torch
    from transformers import DynamicCache

    cache = DynamicCache(config=model.config)
    model(
        input_ids=torch.tensor([prefix], device=model.device), past_key_values=cache, use_cache=True, logits_to_keep=1
    )
    cache.batch_repeat_interleave(rows)
    return cache


def _processors(model: Any, tokenizer: Any, requests: Sequence[CopyRequest], prompt_length: int) -> list[Any]:
    from transformers import RepetitionPenaltyLogitsProcessor

    first = requests[0]
    processors: list[Any] = []
    if first.repetition_penalty != 1:
        # Words of the prompt are the product's own and stay free of penalty.
        penalty = RepetitionPenaltyLogitsProcessor(first.repetition_penalty, prompt_ignore_length=prompt_length)
        processors.append(penalty)
    if first.json_schema:
        processors.append(_json_grammar(model, tokenizer, first.json_schema))
    if first.strategy == "sample":
        processors.append(_seeded_sampling([request.seed for request in requests], first.temperature, first.top_p))
    return processors


def _json_grammar(model: Any, tokenizer: Any, schema: str) -> Any:
    from xgrammar.contrib.hf import LogitsProcessor

    try:
        grammar = _grammar_compiler(tokenizer, model.config.get_text_config().vocab_size).compile_json_schema(schema)
    except (RuntimeError, ValueError) as error:
        raise RequestRefused(f"The JSON schema cannot be used: {error}") from error
    return LogitsProcessor(grammar)


@functools.lru_cache(maxsize=1)
def _grammar_compiler(tokenizer: Any, vocabulary: int) -> Any:
    """Reading the vocabulary takes seconds; the compiler also remembers the schemas it has seen."""
    import xgrammar

    return xgrammar.GrammarCompiler(xgrammar.TokenizerInfo.from_huggingface(tokenizer, vocab_size=vocabulary))


def _seeded_sampling(seeds: Sequence[int], temperature: float, top_p: float) -> Callable[[Any, Any], Any]:
    """A logits processor that draws each row's next token with the row's own generator and leaves no other choice.

    Greedy decoding then takes the drawn token. One uniform number a step picks from the nucleus (Holtzman et al.,
    "The Curious Case of Neural Text Degeneration", 2020): the fewest most likely tokens that hold `top_p`.
    """
    import torch

    generators = [torch.Generator().manual_seed(seed) for seed in seeds]

    def draw(_input_ids: Any, scores: Any) -> Any:
        probabilities, order = torch.softmax(scores.float() / temperature, dim=-1).sort(dim=-1, descending=True)
        before = probabilities.cumsum(dim=-1) - probabilities
        nucleus = probabilities * (before < top_p)
        drawn = torch.stack([torch.rand(1, generator=generator) for generator in generators]).to(scores.device)
        upto = nucleus.cumsum(dim=-1)
        rank = torch.searchsorted(upto, drawn * upto[:, -1:], right=True)
        last = (nucleus > 0).sum(dim=-1, keepdim=True) - 1
        token = order.gather(-1, rank.minimum(last))
        return torch.full_like(scores, float("-inf")).scatter(-1, token, 0.0)

    return draw


def _end_tokens(model: Any, tokenizer: Any) -> list[int]:
    """Every token that ends an answer, by the model's own account and the tokenizer's."""
    declared = model.generation_config.eos_token_id
    ends = declared if isinstance(declared, list) else [declared]
    return list(dict.fromkeys(end for end in (tokenizer.eos_token_id, *ends) if end is not None))


def _until_end(tokens: list[int], ends: list[int]) -> list[int]:
    return tokens[: next((i for i, token in enumerate(tokens) if token in ends), len(tokens))]
