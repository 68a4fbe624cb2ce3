"""A real HTTP server on loopback that does as its script says: answers, errors, silence, half an answer, too much."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


@dataclass
class Received:
    """One request as it came in."""

    path: str
    #: Names in lower case.
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def last_words(self) -> str:
        return str(self.json["messages"][-1]["content"])


@dataclass
class Said:
    """What the server says back."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    #: Bytes announced beyond those sent: the connection breaks off.
    missing: int = 0
    #: Sends a byte of this body now and then, for ever.
    dribbles: bool = False
    #: Says nothing until the server is stopped.
    hangs: bool = False


#: Decides by the request and the number of requests before it.
Script = Callable[[Received, int], Said]


class ScriptedServer:
    """Use as a context manager; `url` is its address."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.received: list[Received] = []
        self.at_once = self.most_at_once = 0
        self.over = threading.Event()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = False
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def take(self, request: Received) -> Said:
        with self._lock:
            number = len(self.received)
            self.received.append(request)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            return self.script(request, number)
        finally:
            with self._lock:
                self.at_once -= 1

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                said = server.take(
                    Received(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
                )
                if said.hangs:
                    server.over.wait(30)
                    return
                try:
                    self._say(said)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def _say(self, said: Said) -> None:
                self.send_response(said.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(said.body) + said.missing))
                for name, value in said.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                if said.dribbles:
                    for start in range(len(said.body)):
                        self.wfile.write(said.body[start : start + 1])
                        if server.over.wait(0.1):
                            return
                self.wfile.write(said.body)

            def log_message(self, *_: Any) -> None:
                return None

        return Handler


def completion(text: str | None = "A stool of oak.", **changes: Any) -> Said:
    """A chat completion in OpenAI's form."""
    message = {"role": "assistant", "content": text, **changes.pop("message", {})}
    return Said(
        body=json.dumps(
            {
                "id": "1",
                "object": "chat.completion",
                "created": 1,
                "model": "tiny-2026-01-01",
                "choices": [{"index": 0, "message": message, "finish_reason": changes.pop("finish_reason", "stop")}],
                "usage": {"prompt_tokens": 12, "completion_tokens": 5, "total_tokens": 17},
                **changes,
            }
        ).encode()
    )


def complaint(status: int, message: str = "no", code: str | None = None, **headers: str) -> Said:
    """An error in OpenAI's form."""
    body = json.dumps({"error": {"message": message, "type": "error", "code": code, "param": None}}).encode()
    return Said(status=status, body=body, headers={name.replace("_", "-"): value for name, value in headers.items()})
