"""Texts as vectors that lie close together when the texts say the same, by any sentence encoder in transformers."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from pdp_ai.engines.base import Answer, Engine, EngineContext, RequestFailed, stop_if_asked
from pdp_ai.engines.torch_device import free_gpu_memory
from pdp_ai.engines.torch_options import TorchOptions
from pdp_ai.engines.transformers_loading import load_model, load_part
from pdp_ai.exceptions import RequestRefused
from pdp_ai.sentences import sentence as _
from pdp_ai.types import Artifact, EmbeddingRequest


class TransformersEmbeddingEngine(Engine[EmbeddingRequest]):
    """The mean of the last layer, brought to length 1 (Reimers and Gurevych, "Sentence-BERT", 2019).

    Artifacts hold little-endian 32-bit floats, so that the product of two vectors is the cosine between them.
    """

    produces: ClassVar[str] = "application/x-float32"
    requires: ClassVar[tuple[str, ...]] = ("torch", "transformers")
    batch_size: ClassVar[int] = 64

    @dataclass(frozen=True)
    class Options(TorchOptions):
        model: str = "all-minilm-l6-v2"
        #: Texts read together.
        batch_size: int = 32

    def load(self) -> None:
        self.require_packages()
        from transformers import AutoModel, AutoTokenizer

        self.tokenizer = load_part(AutoTokenizer, self.options)
        self.model = load_model(AutoModel, self.options)

    def unload(self) -> None:
        del self.model, self.tokenizer
        free_gpu_memory()

    def generate(self, requests: Sequence[EmbeddingRequest], context: EngineContext) -> Iterator[Answer]:
        texts: list[tuple[int, str]] = []
        for index, request in enumerate(requests):
            if request.text.strip():
                texts.append((index, request.text))
            else:
                yield index, RequestFailed(RequestRefused(_("An empty text says nothing that could be compared.")))
        texts.sort(key=lambda text: len(text[1]))
        for start in range(0, len(texts), self.options.batch_size):
            stop_if_asked(context, start / len(texts))
            yield from self._read(texts[start : start + self.options.batch_size], context)

    def _read(self, batch: Sequence[tuple[int, str]], context: EngineContext) -> Iterator[Answer]:
        import torch

        started = time.perf_counter()
        read = self.tokenizer(
            [text for _, text in batch],
            padding=True,
            truncation=True,
            max_length=self.model.config.max_position_embeddings,
            return_tensors="pt",
        ).to(self.model.device)
        with torch.inference_mode():
            states = self.model(**read).last_hidden_state
        weight = read["attention_mask"].unsqueeze(-1).to(states.dtype)
        means = (states * weight).sum(1) / weight.sum(1)
        vectors = torch.nn.functional.normalize(means, dim=-1).float().cpu().numpy().astype("<f4")
        seconds = (time.perf_counter() - started) / len(batch)
        for (index, _text), vector, tokens in zip(batch, vectors, read["attention_mask"].sum(1).tolist(), strict=True):
            stop_if_asked(context)
            yield (
                index,
                Artifact(
                    mime=self.produces,
                    content=vector.tobytes(),
                    model=self.options.name,
                    revision=self.options.revision,
                    seconds=seconds,
                    tokens_in=tokens,
                ),
            )
