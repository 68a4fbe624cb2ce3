"""Judges whether one text bears out another, with any natural-language-inference model that transformers can load."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from pdp_ai.engines.base import Answer, Engine, EngineContext, RequestFailed, stop_if_asked
from pdp_ai.engines.torch_device import free_gpu_memory
from pdp_ai.engines.torch_options import TorchOptions
from pdp_ai.engines.transformers_loading import load_model, load_part
from pdp_ai.exceptions import ModelRefused, RequestRefused
from pdp_ai.sentences import sentence as _
from pdp_ai.types import Artifact, EntailmentRequest

#: What the three classes of MNLI are called, whatever their order and case.
LABELS = ("entailment", "neutral", "contradiction")
#: Tokens that a position embedding of RoBERTa's kind keeps for itself.
_RESERVED = 2


class TransformersNliEngine(Engine[EntailmentRequest]):
    """Answers with JSON: the probabilities of ``entailment``, ``neutral`` and ``contradiction``, which sum to 1.

    A premise too long for the model is cut at its end.
    """

    produces: ClassVar[str] = "application/json"
    requires: ClassVar[tuple[str, ...]] = ("torch", "transformers")

    @dataclass(frozen=True)
    class Options(TorchOptions):
        #: Pairs judged together.
        batch_size: int = 16

    def load(self) -> None:
        """Raises `EngineUnavailable`, `ModelNotFetched`, or `ModelRefused` when the model has other classes."""
        self.require_packages()
        from transformers import AutoModelForSequenceClassification, AutoTokenizer

        self.tokenizer = load_part(AutoTokenizer, self.options)
        self.model = load_model(AutoModelForSequenceClassification, self.options)
        self.columns = _columns(self.model.config.id2label)
        self.room = min(self.tokenizer.model_max_length, self.model.config.max_position_embeddings - _RESERVED)

    def unload(self) -> None:
        del self.model, self.tokenizer
        free_gpu_memory()

    def generate(self, requests: Sequence[EntailmentRequest], context: EngineContext) -> Iterator[Answer]:
        pairs = []
        for index, request in enumerate(requests):
            if request.premise.strip() and request.hypothesis.strip():
                pairs.append((index, request))
            else:
                yield index, RequestFailed(RequestRefused(_("There is nothing to compare: one of the texts is empty.")))
        pairs.sort(key=lambda pair: len(pair[1].premise) + len(pair[1].hypothesis))
        for start in range(0, len(pairs), self.options.batch_size):
            stop_if_asked(context, start / len(pairs))
            batch = pairs[start : start + self.options.batch_size]
            started = time.perf_counter()
            judged = self._judge([request for _, request in batch])
            seconds = (time.perf_counter() - started) / len(batch)
            for (index, _request), (shares, tokens) in zip(batch, judged, strict=True):
                yield (
                    index,
                    Artifact(
                        mime=self.produces,
                        text=json.dumps(shares),
                        model=self.options.name,
                        revision=self.options.revision,
                        seconds=seconds,
                        tokens_in=tokens,
                    ),
                )

    def _judge(self, requests: Sequence[EntailmentRequest]) -> list[tuple[dict[str, float], int]]:
        """Each pair's probabilities by label, and the tokens read."""
        import torch

        encoded = self.tokenizer(
            [request.premise for request in requests],
            [request.hypothesis for request in requests],
            truncation=True,
            max_length=self.room,
            padding=True,
            return_tensors="pt",
        ).to(self.model.device)
        with torch.inference_mode():
            shares = self.model(**encoded).logits.float().softmax(-1).tolist()
        lengths = encoded.attention_mask.sum(-1).tolist()
        return [
            ({label: round(row[column], 4) for label, column in self.columns.items()}, length)
            for row, length in zip(shares, lengths, strict=True)
        ]


def _columns(id2label: Mapping[int, Any]) -> dict[str, int]:
    """The column of each class, by the names in the model's own configuration. Raises `ModelRefused`."""
    named = {str(label).casefold(): column for column, label in id2label.items()}
    if set(named) != set(LABELS):
        raise ModelRefused(
            _(
                "The model's classes are %(values)s; a judge of claims needs %(labels)s. Choose a model trained on "
                "MNLI.",
                values=", ".join(map(str, id2label.values())),
                labels=", ".join(LABELS),
            )
        )
    return {label: named[label] for label in LABELS}
