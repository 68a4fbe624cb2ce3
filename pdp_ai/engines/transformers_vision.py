"""Copy from a model that sees the photo: any vision-language model that transformers can load, on this machine."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from PIL import Image

from pdp_ai.engines.base import Answer, Engine, EngineContext, RequestFailed, stop_if_asked
from pdp_ai.engines.chat_markers import part_own_markers
from pdp_ai.engines.next_token import NextToken
from pdp_ai.engines.torch_device import free_gpu_memory
from pdp_ai.engines.torch_options import TorchOptions
from pdp_ai.engines.transformers_loading import load_model, load_part
from pdp_ai.exceptions import ModelRefused, RequestRefused
from pdp_ai.sentences import sentence as _
from pdp_ai.types import Artifact, CopyRequest


class TransformersVisionEngine(Engine[CopyRequest]):
    """Chats whose last message is about one or more photos, answered one after the other.

    Pictures are made ready by Pillow: the models' own preparation needs no torchvision.
    """

    produces: ClassVar[str] = "text/plain"
    requires: ClassVar[tuple[str, ...]] = ("torch", "transformers")

    @dataclass(frozen=True)
    class Options(TorchOptions):
        #: Pixels of the photo's longer side, at most; large photos are many tokens to some models.
        side: int = 768

    def load(self) -> None:
        """Raises `EngineUnavailable`, `ModelNotFetched`, or `ModelRefused` when the model has no chat template."""
        self.require_packages()
        from transformers import AutoModelForImageTextToText, AutoProcessor

        self.processor = load_part(AutoProcessor, self.options, backend="pil")
        if not self.processor.chat_template:
            raise ModelRefused(
                _(
                    "%(model)s has no chat template; choose a model that answers instructions.",
                    model=self.options.model,
                )
            )
        self.model = load_model(AutoModelForImageTextToText, self.options)

    def unload(self) -> None:
        del self.model, self.processor
        free_gpu_memory()

    def generate(self, requests: Sequence[CopyRequest], context: EngineContext) -> Iterator[Answer]:
        for index, request in enumerate(requests):
            stop_if_asked(context, index / len(requests))
            started = time.perf_counter()
            try:
                tokens_in, tokens = self._answer(request, context)
            except RequestRefused as error:
                yield index, RequestFailed(error)
                continue
            yield (
                index,
                Artifact(
                    mime=self.produces,
                    text=self.processor.tokenizer.decode(tokens, skip_special_tokens=True).strip(),
                    model=self.options.name,
                    revision=self.options.revision,
                    seed=request.seed,
                    seconds=time.perf_counter() - started,
                    tokens_in=tokens_in,
                    tokens_out=len(tokens),
                    complete=len(tokens) < request.max_new_tokens,
                ),
            )

    def _answer(self, request: CopyRequest, context: EngineContext) -> tuple[int, list[int]]:
        """The number of tokens read, and those written. Raises `RequestRefused`."""
        import torch
        from transformers import GenerationConfig, StoppingCriteriaList

        given = self._read(request)
        length = given["input_ids"].shape[1]
        ends = self._ends()
        beams = request.num_beams if request.strategy == "beam" and not request.json_schema else 1

        def watch(input_ids: Any, _scores: Any, **_: Any) -> Any:
            stop_if_asked(context)
            return torch.zeros(input_ids.shape[0], dtype=torch.bool, device=input_ids.device)

        with torch.no_grad():
            output = self.model.generate(
                **given,
                generation_config=GenerationConfig(
                    max_new_tokens=request.max_new_tokens,
                    num_beams=beams,
                    do_sample=False,
                    early_stopping=beams > 1,
                    eos_token_id=ends,
                    pad_token_id=ends[0],
                ),
                logits_processor=[self._chosen(request)] if beams == 1 else [],
                stopping_criteria=StoppingCriteriaList([watch]),
            )
        written: list[int] = output[0, length:].tolist()
        return length, written[: next((i for i, token in enumerate(written) if token in ends), len(written))]

    def _chosen(self, request: CopyRequest) -> Any:
        """Leaves `NextToken`'s choice as the only token, so that seeds, penalty and schema hold here too."""
        import torch

        next_token = NextToken(self.model, self.processor.tokenizer, [request])

        def choose(_input_ids: Any, scores: Any) -> Any:
            [token] = next_token(scores, [0])
            alone = torch.full_like(scores, float("-inf"))
            alone[0, token] = 0.0
            return alone

        return choose

    def _read(self, request: CopyRequest) -> Any:
        """The chat with its photos in the model's own template, as tensors."""
        from jinja2 import TemplateError

        if not request.images:
            raise RequestRefused(_("This engine answers about photos, and none came with the request."))
        if request.adapter:
            raise RequestRefused(_("The engine has no adapter %(adapter)s.", adapter=repr(request.adapter)))
        pictures = [self._picture(content) for content in request.images]
        markers = self.processor.tokenizer.get_added_vocab()
        chat: list[dict[str, Any]] = [
            {"role": message.role, "content": [{"type": "text", "text": part_own_markers(message.content, markers)}]}
            for message in request.messages
        ]
        chat[-1]["content"] = [{"type": "image"} for _ in pictures] + chat[-1]["content"]
        try:
            text = self.processor.apply_chat_template(chat, tokenize=False, add_generation_prompt=True)
        except TemplateError as error:
            raise RequestRefused(
                _("The model's chat template refuses this conversation: %(error)s", error=error)
            ) from error
        given = self.processor(text=text, images=pictures, add_special_tokens=False, return_tensors="pt")
        room = getattr(self.model.config.get_text_config(), "max_position_embeddings", None)
        if room and given["input_ids"].shape[1] + request.max_new_tokens > room:
            raise RequestRefused(
                _("Photos and prompt take more than the %(room)s tokens the model holds; lower `side`.", room=room)
            )
        return given.to(self.model.device)

    def _picture(self, content: bytes) -> Image.Image:
        try:
            with Image.open(io.BytesIO(content)) as opened:
                picture = opened.convert("RGB")
        except (OSError, ValueError, SyntaxError) as error:
            raise RequestRefused(_("The photo cannot be read: %(error)s", error=error)) from error
        picture.thumbnail((self.options.side, self.options.side))
        return picture

    def _ends(self) -> list[int]:
        declared = self.model.generation_config.eos_token_id
        ends = declared if isinstance(declared, list) else [declared]
        return list(dict.fromkeys(end for end in (self.processor.tokenizer.eos_token_id, *ends) if end is not None))
