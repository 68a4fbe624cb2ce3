"""Chooses every row's next token: repetition held down, JSON kept to its grammar, chance from the row's own seed."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from pdp_ai.exceptions import RequestRefused
from pdp_ai.sentences import sentence as _
from pdp_ai.types import CopyRequest

#: Tokens looked at before all of the vocabulary is sorted; the nucleus is nearly always among them.
_LIKELY = 256


class NextToken:
    """For a batch of requests that agree in everything but messages and seed.

    What a row gets does not depend on the rows beside it. Raises `RequestRefused` for a schema that is not one.
    """

    def __init__(self, model: Any, tokenizer: Any, requests: Sequence[CopyRequest]) -> None:
        import torch

        self._request = requests[0]
        #: Tokens an answer may have.
        self.most = self._request.max_new_tokens
        self._vocabulary = model.config.get_text_config().vocab_size
        #: Rows × tokens so far.
        self._written = torch.empty((len(requests), 0), dtype=torch.long)
        self._chance = [torch.Generator().manual_seed(request.seed) for request in requests]
        schema = self._request.json_schema
        self._grammars = [_matcher(tokenizer, self._vocabulary, schema) for _ in requests] if schema else []

    def __call__(self, logits: Any, rows: list[int]) -> list[int]:
        """One token for each of the batch's `rows` that are still being written; logits are rows × vocabulary."""
        import torch

        scores = self._without_repetition(logits.float(), rows)
        if self._grammars:
            self._keep_to_grammar(scores, rows)
        chosen = self._draw(scores, rows) if self._request.strategy == "sample" else scores.argmax(dim=-1)
        tokens: list[int] = chosen.tolist()
        written = torch.zeros((len(self._written), 1), dtype=torch.long)
        written[rows, 0] = chosen.cpu()
        self._written = torch.cat([self._written, written], dim=-1)
        if self._grammars:
            for row, token in zip(rows, tokens, strict=True):
                self._grammars[row].accept_token(token)
        return tokens

    def _without_repetition(self, scores: Any, rows: list[int]) -> Any:
        """Keskar et al., "CTRL", 2019. Words of the prompt are the product's own and stay free of penalty."""
        import torch

        if self._request.repetition_penalty == 1:
            return scores
        said = self._written[rows].to(scores.device)
        score = scores.gather(-1, said)
        penalty = self._request.repetition_penalty
        return scores.scatter(-1, said, torch.where(score < 0, score * penalty, score / penalty))

    def _keep_to_grammar(self, scores: Any, rows: list[int]) -> None:
        import xgrammar

        allowed = xgrammar.allocate_token_bitmask(len(rows), self._vocabulary)
        for place, row in enumerate(rows):
            self._grammars[row].fill_next_token_bitmask(allowed, place)
        xgrammar.apply_token_bitmask_inplace(scores, allowed.to(scores.device))

    def _draw(self, scores: Any, rows: list[int]) -> Any:
        """One uniform number a row picks from the nucleus: the fewest most likely tokens that hold `top_p`.

        Holtzman et al., "The Curious Case of Neural Text Degeneration", 2020.
        """
        import torch

        probabilities = torch.softmax(scores / self._request.temperature, dim=-1)
        likely, order = probabilities.topk(min(_LIKELY, probabilities.shape[-1]))
        if likely.sum(-1).min() < self._request.top_p:
            likely, order = probabilities.sort(dim=-1, descending=True)
        before = likely.cumsum(dim=-1) - likely
        nucleus = likely * (before < self._request.top_p)
        upto = nucleus.cumsum(dim=-1)
        drawn = torch.stack([torch.rand(1, generator=self._chance[row]) for row in rows]).to(scores.device)
        rank = torch.searchsorted(upto, drawn * upto[:, -1:], right=True)
        last = (nucleus > 0).sum(dim=-1, keepdim=True) - 1
        return order.gather(-1, rank.minimum(last)).squeeze(-1)


def _matcher(tokenizer: Any, vocabulary: int, schema: str) -> Any:
    import xgrammar

    try:
        return xgrammar.GrammarMatcher(_grammar_compiler(tokenizer, vocabulary).compile_json_schema(schema))
    except (RuntimeError, ValueError) as error:
        raise RequestRefused(_("The JSON schema cannot be used: %(error)s", error=error)) from error


@functools.lru_cache(maxsize=1)
def _grammar_compiler(tokenizer: Any, vocabulary: int) -> Any:
    """Reading the vocabulary takes seconds; the compiler also remembers the schemas it has seen."""
    import xgrammar

    return xgrammar.GrammarCompiler(xgrammar.TokenizerInfo.from_huggingface(tokenizer, vocab_size=vocabulary))
