"""Copy from any server that speaks OpenAI's chat completions: OpenAI, vLLM, Ollama, `transformers serve`, …"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar, Literal, get_args

from pdp_ai.engines.base import Answer, Engine, EngineContext, RequestFailed
from pdp_ai.engines.chat_markers import part_markers
from pdp_ai.engines.server_options import ServerOptions
from pdp_ai.exceptions import ConfigurationError, PdpAiError, RequestRefused
from pdp_ai.sentences import sentence as _
from pdp_ai.types import Artifact, CopyRequest

#: Bytes an answer may have; a page of text has a few thousand.
_MOST_BYTES = 4_000_000

Structured = Literal["json_schema", "json_object", "prompt"]


class OpenAICopyEngine(Engine[CopyRequest]):
    """One chat completion per request, `concurrency` of them at once.

    Servers have no beam search: ``strategy="beam"`` is decoded greedily. Neither have they all a repetition penalty; a
    server's own name for one goes into `extra_body`.
    """

    produces: ClassVar[str] = "text/plain"
    requires: ClassVar[tuple[str, ...]] = ("openai", "jsonschema")
    extra: ClassVar[str] = "openai"
    batch_size: ClassVar[int] = 32

    @dataclass(frozen=True)
    class Options(ServerOptions):
        #: How a wanted JSON schema is told: as ``response_format`` with the schema, as ``response_format`` for any JSON
        #: and in the prompt, or in the prompt alone. The answer is held against the schema in every case.
        structured: Structured = "json_schema"
        #: The field that limits the answer's tokens; OpenAI's newer models want ``max_completion_tokens``.
        limit_field: str = "max_tokens"
        #: The server's model names for adapters by alias: vLLM, for one, serves every LoRA as a model of its own.
        adapters: Mapping[str, str] = field(default_factory=dict)

        def __post_init__(self) -> None:
            super().__post_init__()
            if self.structured not in get_args(Structured):
                raise ConfigurationError(f"structured is one of {', '.join(get_args(Structured))}.")

    def load(self) -> None:
        """Nothing but a look at what is needed: a server that's down must not keep its jobs from being tried again."""
        self.require_packages()
        self.options.key()

    def unload(self) -> None:
        return None

    def generate(self, requests: Sequence[CopyRequest], context: EngineContext) -> Iterator[Answer]:
        from pdp_ai.engines.openai_server import ask_all

        started = time.perf_counter()
        bodies: dict[int, dict[str, Any]] = {}
        for index, request in enumerate(requests):
            try:
                bodies[index] = self._body(request)
            except RequestRefused as error:
                yield index, RequestFailed(error)
        calls = [partial(_complete, body) for body in bodies.values()]
        for position, reply in ask_all(calls, self.options, context, most_bytes=_MOST_BYTES):
            index = list(bodies)[position]
            seconds = (time.perf_counter() - started) / len(requests)
            if isinstance(reply, PdpAiError):
                yield index, RequestFailed(reply)
                continue
            try:
                yield index, self._artifact(requests[index], reply, seconds)
            except RequestRefused as error:
                # It was of no use, and is paid for all the same.
                yield index, RequestFailed(error, cost=self.options.price_of(*_usage(reply)))

    def _body(self, request: CopyRequest) -> dict[str, Any]:
        """The request in OpenAI's words. Raises `RequestRefused` for a schema that is not JSON."""
        messages: list[dict[str, Any]] = [
            {"role": m.role, "content": part_markers(m.content)} for m in request.messages
        ]
        body: dict[str, Any] = {"messages": messages, "model": self._model(request)}
        body[self.options.limit_field] = request.max_new_tokens
        if request.strategy == "sample":
            body |= {"temperature": request.temperature, "top_p": request.top_p, "seed": request.seed}
        else:
            body["temperature"] = 0.0
        if request.json_schema:
            schema = _read_schema(request.json_schema)
            if self.options.structured == "json_schema":
                named = {"name": "answer", "schema": schema, "strict": True}
                body["response_format"] = {"type": "json_schema", "json_schema": named}
            else:
                # In the last message, because many chat templates take a system message at the beginning only.
                messages[-1]["content"] += _asking_for(request.json_schema)
            if self.options.structured == "json_object":
                body["response_format"] = {"type": "json_object"}
        if request.images:
            words = {"type": "text", "text": messages[-1]["content"]}
            messages[-1]["content"] = [*map(_picture, request.images), words]
        return {**body, **self.options.extra_body}

    def _model(self, request: CopyRequest) -> str:
        """Raises `RequestRefused` for an adapter that the options do not name."""
        if not request.adapter:
            return str(self.options.model)
        if request.adapter not in self.options.adapters:
            known = ", ".join(self.options.adapters) or "none"
            raise RequestRefused(
                _(
                    "The engine has no adapter %(adapter)s; its option `adapters` names %(known)s.",
                    adapter=repr(request.adapter),
                    known=known,
                )
            )
        return str(self.options.adapters[request.adapter])

    def _artifact(self, request: CopyRequest, reply: Any, seconds: float) -> Artifact:
        """Raises `RequestRefused` for an answer that is none."""
        text, ran_out = _text_of(reply)
        if request.json_schema:
            text = _checked_json(text, request.json_schema, ran_out=ran_out)
        snapshot = str(reply.get("system_fingerprint") or reply.get("model") or "")
        read, written = _usage(reply)
        return Artifact(
            mime=self.produces,
            text=text,
            model=self._model(request),
            revision="" if snapshot == self._model(request) else snapshot[:80],
            seed=request.seed,
            complete=not ran_out,
            seconds=seconds,
            tokens_in=read,
            tokens_out=written,
            cost=self.options.price_of(read, written),
        )


def _complete(body: Mapping[str, Any], client: Any) -> Any:
    return client.chat.completions.with_streaming_response.create(
        model=body["model"], messages=body["messages"], extra_body=dict(body)
    )


def _picture(content: bytes) -> dict[str, Any]:
    """In the body itself: no server is told an address of the shop's."""
    kind = "jpeg" if content.startswith(b"\xff\xd8") else "png"
    address = f"data:image/{kind};base64,{base64.b64encode(content).decode('ascii')}"
    return {"type": "image_url", "image_url": {"url": address}}


def _asking_for(schema: str) -> str:
    return f"\n\nAnswer with one JSON object and nothing else. It must satisfy this JSON schema:\n{schema}"


def _read_schema(schema: str) -> Any:
    import jsonschema

    try:
        read = json.loads(schema)
        jsonschema.Draft202012Validator.check_schema(read)
    except ValueError as error:
        raise RequestRefused(_("The JSON schema cannot be used: %(error)s", error=error)) from error
    except jsonschema.SchemaError as error:
        raise RequestRefused(_("The JSON schema cannot be used: %(message)s", message=error.message)) from error
    return read


def _text_of(reply: Any) -> tuple[str, bool]:
    """What the model wrote, and whether it ran out of room. Raises `RequestRefused`."""
    try:
        choice = reply["choices"][0]
        message, reason = choice["message"], choice.get("finish_reason")
        text, refusal = message.get("content"), message.get("refusal")
    except (AttributeError, IndexError, KeyError, TypeError) as error:
        raise RequestRefused(_("The server's answer holds no text where a chat completion has it.")) from error
    if reason == "content_filter":
        raise RequestRefused(_("The server's content filter refused this request."))
    if refusal:
        raise RequestRefused(_("The model refused: %(refusal)s", refusal=" ".join(str(refusal).split())[:200]))
    if not isinstance(text, str):
        raise RequestRefused(_("The model answered nothing."))
    return text.strip(), reason == "length"


def _checked_json(text: str, schema: str, *, ran_out: bool) -> str:
    """The JSON in `text`, without the code fence some models put round it. Raises `RequestRefused`."""
    import jsonschema
    import referencing

    bare = text.removeprefix("```json").removeprefix("```").removesuffix("```").strip()
    try:
        # A registry of its own: no schema is ever fetched from a network.
        checker = jsonschema.Draft202012Validator(json.loads(schema), registry=referencing.Registry())
        checker.validate(json.loads(bare))
    except (ValueError, RecursionError, jsonschema.ValidationError) as error:
        if ran_out:
            raise RequestRefused(
                _("The answer ran out of room before its JSON ended; allow more new tokens.")
            ) from error
        if isinstance(error, jsonschema.ValidationError):
            reason = f"{error.json_path} breaks {error.validator!r}"
            raise RequestRefused(_("The answer does not fit its JSON schema: %(reason)s.", reason=reason)) from error
        raise RequestRefused(_("The answer is not the JSON that was asked for: %(error)s", error=error)) from error
    return bare


def _usage(reply: Any) -> tuple[int | None, int | None]:
    """Tokens read and written, as far as the server says."""
    usage = reply.get("usage") if isinstance(reply, dict) else None
    return _count(usage, "prompt_tokens"), _count(usage, "completion_tokens")


def _count(usage: Any, name: str) -> int | None:
    number = usage.get(name) if isinstance(usage, dict) else None
    return number if isinstance(number, int) else None
