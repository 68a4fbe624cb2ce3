"""Judges whether one text bears out another, with any natural-language-inference model that transformers can load."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from pdp_ai.engines.base import Answer, Engine, EngineContext, RequestFailed, stop_if_asked
from pdp_ai.engines.torch_device import free_gpu_memory, set_up_torch
from pdp_ai.engines.weights import locate, revision_of
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
    class Options:
        #: ``org/name@<commit>`` or local directory (see `engines.weights.locate`).
        model: str
        #: Directory of the model cache; empty for the default.
        cache: str = ""
        #: ``cpu``, ``cuda``, or ``auto`` for cuda where there is one.
        device: str = "cpu"
        #: ``float32``, ``bfloat16`` or ``float16``.
        dtype: str = "float32"
        #: CPU threads; 0 leaves torch's own choice.
        threads: int = 1
        #: Pairs judged together.
        batch_size: int = 16
        #: Whether the model's licence allows commercial use.
        commercial_use: bool | None = None

    def load(self) -> None:
        """Raises `EngineUnavailable`, `ModelNotFetched`, or `ModelRefused` when the model has other classes."""
        self.require_packages()
        path = locate(self.options.model, self.options.cache)
        import torch
        from transformers import AutoModelForSequenceClassification, AutoTokenizer

        device = set_up_torch(self.options.device, self.options.threads)
        self.tokenizer = AutoTokenizer.from_pretrained(path, local_files_only=True, trust_remote_code=False)
        model = AutoModelForSequenceClassification.from_pretrained(
            path,
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=True,
            dtype=getattr(torch, self.options.dtype),
        )
        self.columns = _columns(model.config.id2label)
        self.room = min(self.tokenizer.model_max_length, model.config.max_position_embeddings - _RESERVED)
        self.model = model.to(device).eval()

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
                        model=self.options.model.partition("@")[0],
                        revision=revision_of(self.options.model),
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
