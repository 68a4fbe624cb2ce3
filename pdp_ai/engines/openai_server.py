"""Puts a batch of requests to an OpenAI-compatible server: side by side, bounded in time and memory, stoppable.

Imported when an engine works, not when it is named: it brings in `openai`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

import httpx2
import openai

from pdp_ai.engines.base import EngineContext, stop_if_asked
from pdp_ai.engines.server_options import ServerOptions
from pdp_ai.exceptions import PdpAiError, RequestRefused, ServerRefused, ServerUnavailable
from pdp_ai.sentences import sentence as _

#: Seconds between signs of life while answers are awaited.
TICK = 0.5
#: Characters of a server's own explanation that are passed on.
_EXPLANATION = 300
#: Bytes read of an answer that is an error.
_ERROR_BYTES = 64_000
#: Error codes by which servers say that their content filter refused.
_FILTERED = frozenset({"content_filter", "content_policy_violation", "moderation_blocked"})

#: Begins one request with the client it is given.
Call = Callable[[openai.AsyncOpenAI], AbstractAsyncContextManager[Any]]
#: Index of the call, and the answer's JSON or what went wrong.
Reply = tuple[int, Any]


def ask_all(
    calls: Sequence[Call], options: ServerOptions, context: EngineContext, *, most_bytes: int
) -> Iterator[Reply]:
    """Each call's index with its answer, read from JSON, or with a `PdpAiError`, in the order they arrive.

    One failed call harms no other; but when so many in a row get no answer that the server must be gone, the rest are
    not tried. Raises `GenerationStopped` within a tick of being asked, and drops the connections.
    """
    patience = max(options.concurrency, 3)
    silent = 0
    with asyncio.Runner() as runner:
        client = _client(options, most_bytes)
        gate, over = asyncio.Semaphore(options.concurrency), asyncio.Event()
        loop = runner.get_loop()
        tasks = {loop.create_task(_ask(client, call, gate, over, options)): i for i, call in enumerate(calls)}
        waiting = set(tasks)
        try:
            while waiting and silent < patience:
                done, waiting = runner.run(asyncio.wait(waiting, timeout=TICK, return_when=asyncio.FIRST_COMPLETED))
                stop_if_asked(context, 1 - len(waiting) / len(tasks))
                for task in done:
                    reply = task.result()
                    silent = silent + 1 if isinstance(reply, ServerUnavailable) else 0
                    yield tasks[task], reply
        finally:
            over.set()
            runner.run(_close(client, waiting))
        gone = ServerUnavailable(
            _(
                "%(host)s left %(silent)s requests in a row unanswered; not asked again.",
                host=options.host,
                silent=silent,
            )
        )
        yield from ((tasks[task], gone) for task in waiting)


async def _close(client: openai.AsyncOpenAI, tasks: set[asyncio.Task[Any]]) -> None:
    # A connection that is cancelled in the step it begins in is reported as never awaited; let it begin.
    await asyncio.sleep(0.01)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await client.close()


def _client(options: ServerOptions, most_bytes: int) -> openai.AsyncOpenAI:
    async def bound(response: httpx2.Response) -> None:
        if response.headers.get("content-encoding", "identity") != "identity":
            raise RequestRefused(
                _("%(host)s compresses its answers unasked, which hides their size.", host=options.host)
            )
        response.stream = _Bounded(response.stream, most_bytes, is_error=response.is_error)

    return openai.AsyncOpenAI(
        api_key=options.key() or "none",
        base_url=options.base_url,
        max_retries=options.retries,
        timeout=options.timeout,
        default_headers={"Accept-Encoding": "identity"},
        http_client=openai.DefaultAsyncHttpxClient(event_hooks={"response": [bound]}, follow_redirects=False),
    )


class _Bounded(httpx2.AsyncByteStream):
    """A body that ends where it becomes too large: an error's quietly, an answer's with `RequestRefused`."""

    def __init__(self, body: Any, most_bytes: int, *, is_error: bool) -> None:
        self._body = body
        self._room = _ERROR_BYTES if is_error else most_bytes
        self._is_error = is_error

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._body:
            self._room -= len(chunk)
            if self._room < 0:
                if self._is_error:
                    return
                raise RequestRefused(_("The server's answer is far too large; it was not read to its end."))
            yield chunk

    async def aclose(self) -> None:
        await self._body.aclose()


async def _ask(
    client: openai.AsyncOpenAI, call: Call, gate: asyncio.Semaphore, over: asyncio.Event, options: ServerOptions
) -> Any:
    try:
        async with gate:
            if over.is_set():
                raise ServerUnavailable
            async with asyncio.timeout(options.timeout), call(client) as response:
                body = b"".join([chunk async for chunk in response.iter_bytes()])
            return json.loads(body)
    except (PdpAiError, openai.APIError, httpx2.HTTPError, TimeoutError, ValueError, RecursionError) as error:
        return _as_ours(error, options)


def _as_ours(error: Exception, options: ServerOptions) -> PdpAiError:
    if isinstance(error, PdpAiError):
        return error
    if isinstance(error, openai.APIStatusError):
        return _refusal(error, options)
    if isinstance(error, TimeoutError | openai.APITimeoutError):
        return ServerUnavailable(
            _(
                "%(host)s gave no answer within %(timeout)s seconds.",
                host=options.host,
                timeout=f"{options.timeout:g}",
            )
        )
    if isinstance(error, openai.APIError | httpx2.HTTPError):
        return ServerUnavailable(
            _("%(host)s cannot be reached, or broke off: %(error)s", host=options.host, error=_reason(error))
        )
    return ServerUnavailable(_("%(host)s answered with something else than JSON.", host=options.host))


def _reason(error: Exception) -> str:
    cause = error.__cause__ or error
    return f"{type(cause).__name__}: {cause}"[:_EXPLANATION]


def _refusal(error: openai.APIStatusError, options: ServerOptions) -> PdpAiError:
    """The server's status as one of ours; the key, should the server repeat it, is not passed on."""
    status, code = error.status_code, str(error.code or "")
    explanation = _explanation(error.body)
    if key := options.key():
        explanation = explanation.replace(key, "…")
    explanation = explanation[:_EXPLANATION]
    if status in {401, 403} or code == "insufficient_quota":
        used_up = code == "insufficient_quota"
        reason = _("the account's credit is used up") if used_up else _("check the key")
        return ServerRefused(
            _(
                "%(host)s refuses this shop (%(status)s): %(reason)s.",
                host=options.host,
                status=status,
                reason=reason,
            )
        )
    if status in {408, 409, 429} or status >= 500:
        return ServerUnavailable(
            _(
                "%(host)s is busy or broken (%(status)s): %(explanation)s",
                host=options.host,
                status=status,
                explanation=explanation,
            )
        )
    if code in _FILTERED:
        return RequestRefused(_("The server's content filter refused this request."))
    if status == 404 or status < 400:
        return ServerRefused(
            _(
                "%(host)s has no such model or address (%(status)s): %(explanation)s",
                host=options.host,
                status=status,
                explanation=explanation,
            )
        )
    return RequestRefused(
        _(
            "%(host)s refuses this request (%(status)s): %(explanation)s",
            host=options.host,
            status=status,
            explanation=explanation,
        )
    )


def _explanation(body: Any) -> str:
    """What the server says in OpenAI's words (`message`), in FastAPI's (`detail`) or in no particular ones."""
    if isinstance(body, dict):
        body = body.get("message") or body.get("detail") or body.get("error") or body
    return " ".join(str(body or "no reason given").split())
