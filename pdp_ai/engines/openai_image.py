"""Pictures from any server that speaks OpenAI's images API: gpt-image, DALL·E and the servers that imitate it."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar

from PIL import Image, ImageOps

from pdp_ai.engines.base import Answer, Engine, EngineContext, RequestFailed
from pdp_ai.engines.picture_bytes import check_request, read_picture, write_png
from pdp_ai.engines.server_options import ServerOptions
from pdp_ai.exceptions import ConfigurationError, PdpAiError, RequestRefused
from pdp_ai.sentences import sentence as _
from pdp_ai.types import Artifact, ImageRequest

#: Bytes an answer may have: a 25-megapixel PNG in base64 seldom has more.
_MOST_BYTES = 64_000_000
#: What OpenAI's own API has no word for; see `Options.fields`.
_EXTRAS = ("seed", "negative_prompt", "steps", "guidance", "strength")


class OpenAIImageEngine(Engine[ImageRequest]):
    """Text → image by ``images/generations``, image → image and inpainting by ``images/edits``.

    Whatever size the server paints, the answer is fitted to the size that was asked for and written anew as PNG.
    """

    produces: ClassVar[str] = "image/png"
    requires: ClassVar[tuple[str, ...]] = ("openai",)
    extra: ClassVar[str] = "openai"
    batch_size: ClassVar[int] = 8

    @dataclass(frozen=True)
    class Options(ServerOptions):
        concurrency: int = 4
        timeout: float = 300
        #: What one picture costs, where the server does not count tokens.
        price_picture: float = 0.0
        #: Sizes the server paints, e.g. ``("1024x1024", "1536x1024")``: the most similar one is asked for, and the
        #: answer fitted. Empty where it paints any size.
        sizes: Sequence[str] = ()
        #: Whether to ask for base64 by ``response_format``. By default for all but gpt-image, which refuses the field.
        response_format: bool | None = None
        #: The server's own names for `seed`, `negative_prompt`, `steps`, `guidance` and `strength`, as far as it has
        #: them, e.g. ``{"seed": "seed", "steps": "num_inference_steps"}``. The others are not sent; a negative prompt
        #: without a name is added to the prompt.
        fields: Mapping[str, str] = field(default_factory=dict)

        def __post_init__(self) -> None:
            super().__post_init__()
            if unknown := sorted(set(self.fields) - set(_EXTRAS)):
                raise ConfigurationError(f"fields names {', '.join(unknown)}; there are {', '.join(_EXTRAS)}.")
            try:
                [_size(size) for size in self.sizes]
            except ValueError as error:
                raise ConfigurationError('sizes are written like "1024x1024".') from error

    def load(self) -> None:
        """Nothing but a look at what is needed: a server that's down must not keep its jobs from being tried again."""
        self.require_packages()
        self.options.key()

    def unload(self) -> None:
        return None

    def generate(self, requests: Sequence[ImageRequest], context: EngineContext) -> Iterator[Answer]:
        from pdp_ai.engines.openai_server import ask_all

        started = time.perf_counter()
        accepted: list[int] = []
        for index, request in enumerate(requests):
            try:
                check_request(request)
            except RequestRefused as error:
                yield index, RequestFailed(error)
            else:
                accepted.append(index)
        calls = [partial(self._begin, requests[index]) for index in accepted]
        for position, reply in ask_all(calls, self.options, context, most_bytes=_MOST_BYTES):
            index = accepted[position]
            seconds = (time.perf_counter() - started) / len(requests)
            try:
                if isinstance(reply, PdpAiError):
                    raise reply
                yield index, self._artifact(requests[index], reply, seconds)
            except PdpAiError as error:
                yield index, RequestFailed(error)

    def _begin(self, request: ImageRequest, client: Any) -> Any:
        """Raises `RequestRefused` for a damaged picture."""
        size = self._painted_size(request)
        body: dict[str, Any] = {
            "model": self.options.model,
            "prompt": self._prompt(request),
            "size": f"{size[0]}x{size[1]}",
            "extra_body": {**self._extras(request), **self.options.extra_body},
        }
        asks = self.options.response_format
        if asks or (asks is None and not self.options.model.startswith("gpt-image")):
            body["response_format"] = "b64_json"
        if not request.image:
            return client.images.with_streaming_response.generate(**body)
        picture = read_picture(request.image, size)
        body["image"] = ("image.png", write_png(picture), "image/png")
        if request.mask:
            body["mask"] = ("mask.png", _as_hole(picture, read_picture(request.mask, size, "L")), "image/png")
        return client.images.with_streaming_response.edit(**body)

    def _painted_size(self, request: ImageRequest) -> tuple[int, int]:
        """Of the server's sizes the one most like the wanted one in shape, then in area."""
        wanted = (request.width, request.height)

        def unlike(size: tuple[int, int]) -> tuple[float, int]:
            return abs(size[0] / size[1] - wanted[0] / wanted[1]), abs(size[0] * size[1] - wanted[0] * wanted[1])

        return min((_size(size) for size in self.options.sizes), key=unlike, default=wanted)

    def _prompt(self, request: ImageRequest) -> str:
        if not request.negative_prompt or "negative_prompt" in self.options.fields:
            return request.prompt
        return f"{request.prompt}\nNot in the picture: {request.negative_prompt}"

    def _extras(self, request: ImageRequest) -> dict[str, Any]:
        values: dict[str, Any] = {
            "seed": request.seed,
            "negative_prompt": request.negative_prompt or None,
            "steps": request.steps or None,
            "guidance": request.guidance,
            "strength": request.strength if request.image else None,
        }
        return {name: values[ours] for ours, name in self.options.fields.items() if values[ours] is not None}

    def _artifact(self, request: ImageRequest, reply: Any, seconds: float) -> Artifact:
        """Raises `RequestRefused` for an answer that is no picture."""
        picture = read_picture(_picture_in(reply), (request.width, request.height))
        usage = reply.get("usage")
        tokens = usage if isinstance(usage, dict) else {}
        return Artifact(
            mime=self.produces,
            content=write_png(picture),
            model=self.options.model,
            seed=request.seed if "seed" in self.options.fields else None,
            seconds=seconds,
            tokens_in=tokens.get("input_tokens"),
            tokens_out=tokens.get("output_tokens"),
            cost=self.options.price_picture
            + self.options.price_of(tokens.get("input_tokens"), tokens.get("output_tokens")),
        )


def _size(text: str) -> tuple[int, int]:
    width, height = map(int, text.split("x"))
    if min(width, height) < 1:
        raise ValueError(text)
    return width, height


def _as_hole(picture: Image.Image, mask: Image.Image) -> bytes:
    """OpenAI's kind of mask: transparent where the model may paint."""
    holed = picture.copy()
    holed.putalpha(ImageOps.invert(mask))
    return write_png(holed)


def _picture_in(reply: Any) -> bytes:
    """Raises `RequestRefused`. An address is not followed: it could lead anywhere, into the shop's network too."""
    try:
        data = reply["data"][0]
        encoded = data.get("b64_json")
    except (AttributeError, IndexError, KeyError, TypeError) as error:
        raise RequestRefused(_("The server's answer holds no picture where the images API has it.")) from error
    if not isinstance(encoded, str):
        raise RequestRefused(_("The server answered with an address, not a picture; set response_format to True."))
    try:
        return base64.b64decode(encoded, validate=True)
    except ValueError as error:
        raise RequestRefused(_("The server's picture is not base64.")) from error
