"""Texts as vectors that lie close together when the texts say the same, by any sentence encoder in transformers."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from pdp_ai.engines.base import Answer, Engine, EngineContext, RequestFailed, stop_if_asked
from pdp_ai.engines.torch_device import free_gpu_memory, set_up_torch
from pdp_ai.engines.weights import locate, revision_of
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
    class Options:
        #: Starter model, ``org/name@<commit>`` or local directory (see `engines.weights.locate`).
        model: str = "all-minilm-l6-v2"
        #: Directory of the model cache; empty for the default.
        cache: str = ""
        #: ``cpu``, ``cuda``, or ``auto`` for cuda where there is one.
        device: str = "cpu"
        #: CPU threads; 0 leaves torch's own choice.
        threads: int = 1
        #: Texts read together.
        batch_size: int = 32
        #: Whether the model's licence allows commercial use, where you know better than the catalogue.
        commercial_use: bool | None = None

    def load(self) -> None:
        self.require_packages()
        path = locate(self.options.model, self.options.cache)
        from transformers import AutoModel, AutoTokenizer

        device = set_up_torch(self.options.device, self.options.threads)
        safe = {"local_files_only": True, "trust_remote_code": False}
        self.tokenizer = AutoTokenizer.from_pretrained(path, **safe)
        self.model = AutoModel.from_pretrained(path, use_safetensors=True, **safe).to(device).eval()

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
                    model=self.options.model.partition("@")[0],
                    revision=revision_of(self.options.model),
                    seconds=seconds,
                    tokens_in=tokens,
                ),
            )
