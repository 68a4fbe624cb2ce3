"""An engine and a recipe that obey the real interfaces and need no model; words in a title make them misbehave."""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import io
import os
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO

from PIL import Image

from pdp_ai.engines.base import Answer, Engine, EngineContext, stop_if_asked
from pdp_ai.recipes.base import Ask, OpenPhoto, Recipe, Steps
from pdp_ai.types import Artifact, Brief, Candidate, CopyRequest, Message
from tests.faults.strikes import folder, record, strike

#: Titles that hold one of these never get a draft.
BAD_WORDS = ("poison", "hang", "seize", "bloat")
#: Steps of a request whose title holds the word; one otherwise.
STEPS = {"slow": 35, "endless": 1_000_000}


class SteadyEngine(Engine[CopyRequest]):
    """A grey picture whose shade follows from the title. One may be loaded per host; a second one is written down."""

    produces = "image/png"

    @dataclass(frozen=True)
    class Options:
        #: Per request.
        seconds: float = 0.003

    def load(self) -> None:
        host = os.environ.get("FAULTS_HOST", "desk")
        self._lock: IO[str] | None = (folder() / f"resident.{host}").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            record("two_resident", host)

    def unload(self) -> None:
        if self._lock:
            self._lock.close()

    def generate(self, requests: Sequence[CopyRequest], context: EngineContext) -> Iterator[Answer]:
        for index, request in enumerate(requests):
            title = request.messages[-1].content
            record("runs", f"{title}|{request.seed}")
            misbehave(title)
            strike("engine step")
            for _ in range(next((steps for word, steps in STEPS.items() if word in title), 1)):
                stop_if_asked(context)
                time.sleep(self.options.seconds)
            yield index, Artifact(self.produces, content=picture(title), model="steady", seed=request.seed)


def misbehave(title: str) -> None:
    if "poison" in title:
        os.kill(os.getpid(), signal.SIGKILL)
    if "hang" in title:
        ctypes.CDLL(None).sleep(3_600)  # in C, other threads go on
    if "seize" in title:
        ctypes.PyDLL(None).sleep(3_600)  # in C, and no other thread of the process runs either
    if "bloat" in title:
        raise MemoryError


def picture(title: str) -> bytes:
    digest = hashlib.sha256(title.encode()).digest()
    out = io.BytesIO()
    Image.frombytes("L", (4, 8), digest).resize((8, 16)).save(out, "PNG")
    return out.getvalue()


class SteadyRecipe(Recipe):
    slots = ("packshot",)
    lane = "gpu"

    @dataclass(frozen=True)
    class Options:
        engine: str = "steady"

    def steps(self, brief: Brief, open_photo: OpenPhoto) -> Steps:
        [answer] = yield [Ask(self.options.engine, CopyRequest((Message("user", brief.facts.title),), seed=brief.seed))]
        return [Candidate(slot="packshot", artifact=answer)]
