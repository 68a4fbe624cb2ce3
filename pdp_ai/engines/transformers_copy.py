"""Copy from any causal instruct model that transformers can load, on this machine."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from pdp_ai.engines.adapters import merged, put_on, with_adapters
from pdp_ai.engines.base import Answer, Engine, EngineContext, RequestFailed, stop_if_asked
from pdp_ai.engines.chat_markers import part_own_markers
from pdp_ai.engines.decoding import decode
from pdp_ai.engines.prompt_reading import rows_are_separable
from pdp_ai.engines.torch_device import free_gpu_memory
from pdp_ai.engines.torch_options import TorchOptions
from pdp_ai.engines.transformers_loading import load_model, load_part
from pdp_ai.exceptions import ModelRefused, RequestRefused
from pdp_ai.sentences import sentence as _
from pdp_ai.types import Artifact, CopyRequest


@dataclass(frozen=True, slots=True)
class Prompt:
    """A request as tokens."""

    index: int
    request: CopyRequest
    tokens: list[int]

    @property
    def decoding(self) -> tuple[object, ...]:
        """Requests with the same value may share a batch."""
        request = self.request
        sampling = (request.temperature, request.top_p) if request.strategy == "sample" else ()
        beams = request.num_beams if request.strategy == "beam" else 1
        limits = (request.max_new_tokens, request.repetition_penalty, request.json_schema)
        return (beams, sampling, *limits, request.adapter)


class TransformersCopyEngine(Engine[CopyRequest]):
    """Batches of chats, decoded greedily, by beam search or by sampling with a seed per request.

    A request's text does not depend on the batch it travels in, up to the rounding of sums in another order.
    """

    produces: ClassVar[str] = "text/plain"
    requires: ClassVar[tuple[str, ...]] = ("torch", "transformers")

    @dataclass(frozen=True)
    class Options(TorchOptions):
        model: str = "smollm2-135m-instruct"
        #: Requests decoded together.
        batch_size: int = 16
        #: A LoRA adapter in safetensors, merged into the model for every request: its directory, or a name in the
        #: catalogue; empty for none.
        adapter: str = ""
        #: The same by alias, kept beside that model: each request names the one it wants, or none.
        adapters: Mapping[str, str] = field(default_factory=dict)

    def load(self) -> None:
        """Raises `EngineUnavailable`, `ModelNotFetched`, or `ModelRefused` when the model has no chat template."""
        self.require_packages()
        from transformers import AutoModelForCausalLM, AutoTokenizer

        self.tokenizer = load_part(AutoTokenizer, self.options)
        if not self.tokenizer.chat_template:
            raise ModelRefused(
                _(
                    "%(model)s has no chat template; choose a model tuned to follow instructions.",
                    model=self.options.model,
                )
            )
        model = load_model(AutoModelForCausalLM, self.options)
        if self.options.adapter:
            model = merged(model, self.options.adapter)
        if self.options.adapters:
            model = with_adapters(model, self.options.adapters)
        self.model = model.eval()
        self.rows = self.options.batch_size if rows_are_separable(model) else 1

    def unload(self) -> None:
        del self.model, self.tokenizer
        free_gpu_memory()

    def generate(self, requests: Sequence[CopyRequest], context: EngineContext) -> Iterator[Answer]:
        prompts: list[Prompt] = []
        for index, request in enumerate(requests):
            try:
                prompts.append(Prompt(index, request, self.tokens(request)))
            except RequestRefused as error:
                yield index, RequestFailed(error)
        answered = len(requests) - len(prompts)
        for batch in _batches(prompts, self.rows):
            yield from self._answer(batch, context, answered, len(requests))
            answered += len(batch)

    def tokens(self, request: CopyRequest) -> list[int]:
        """The chat in the model's own template; raises `RequestRefused` when it cannot be put to this model."""
        from jinja2 import TemplateError

        if request.adapter and request.adapter not in self.options.adapters:
            known = ", ".join(self.options.adapters) or "none"
            raise RequestRefused(
                _(
                    "The engine has no adapter %(adapter)s; its option `adapters` names %(known)s.",
                    adapter=repr(request.adapter),
                    known=known,
                )
            )
        if request.images:
            raise RequestRefused(_("This engine cannot see; give questions about photos to a vision engine."))
        markers = self.tokenizer.get_added_vocab()
        chat = [
            {"role": message.role, "content": part_own_markers(message.content, markers)}
            for message in request.messages
        ]
        try:
            text = self.tokenizer.apply_chat_template(chat, tokenize=False, add_generation_prompt=True)
        except TemplateError as error:
            raise RequestRefused(
                _("The model's chat template refuses this conversation: %(error)s", error=error)
            ) from error
        tokens: list[int] = self.tokenizer(text, add_special_tokens=False).input_ids
        room = getattr(self.model.config.get_text_config(), "max_position_embeddings", None)
        if room and len(tokens) + request.max_new_tokens > room:
            raise RequestRefused(
                _(
                    "The prompt has %(tokens)s tokens and the answer may have %(max_new_tokens)s, but the model holds "
                    "%(room)s; shorten the product's description.",
                    tokens=len(tokens),
                    max_new_tokens=request.max_new_tokens,
                    room=room,
                )
            )
        return tokens

    def _answer(self, batch: list[Prompt], context: EngineContext, before: int, total: int) -> Iterator[Answer]:
        """`before` requests of `total` were answered in earlier batches."""
        stop_if_asked(context, before / total)
        started = time.perf_counter()
        try:
            with put_on(self.model, batch[0].request.adapter, self.options.adapters):
                answers = decode(
                    self.model,
                    self.tokenizer,
                    [prompt.tokens for prompt in batch],
                    [prompt.request for prompt in batch],
                    lambda share: stop_if_asked(context, (before + share * len(batch)) / total),
                )
        except RequestRefused as error:
            yield from ((prompt.index, RequestFailed(error)) for prompt in batch)
            return
        seconds = (time.perf_counter() - started) / len(batch)
        for prompt, tokens in zip(batch, answers, strict=True):
            text = self.tokenizer.decode(tokens, skip_special_tokens=True).strip()
            if prompt.request.json_schema and not _is_json(text):
                cut = RequestRefused(_("The answer ran out of room before its JSON ended; allow more new tokens."))
                yield prompt.index, RequestFailed(cut)
                continue
            yield (
                prompt.index,
                Artifact(
                    mime=self.produces,
                    text=text,
                    model=self.name_with(prompt.request.adapter),
                    revision=self.options.revision,
                    seed=prompt.request.seed,
                    complete=len(tokens) < prompt.request.max_new_tokens,
                    seconds=seconds,
                    tokens_in=len(prompt.tokens),
                    tokens_out=len(tokens),
                ),
            )

    def name_with(self, adapter: str) -> str:
        """What writes for a request that names this adapter, or none: the model, and all that is put on it."""
        parts = (self.options.name, Path(self.options.adapter).name, adapter)
        return " + ".join(part for part in parts if part)


def _batches(prompts: list[Prompt], size: int) -> Iterator[list[Prompt]]:
    """Prompts of the same decoding together, of similar length, so that little is spent on padding."""
    groups: dict[tuple[object, ...], list[Prompt]] = {}
    for prompt in prompts:
        groups.setdefault(prompt.decoding, []).append(prompt)
    for group in groups.values():
        group.sort(key=lambda prompt: len(prompt.tokens))
        yield from (group[start : start + size] for start in range(0, len(group), size))


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
