"""Reads the words in a picture, through RapidOCR's small ONNX models, which come in its package."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from PIL import Image

from pdp_ai.engines.base import Answer, Engine, EngineContext, RequestFailed, stop_if_asked
from pdp_ai.engines.picture_bytes import open_picture
from pdp_ai.exceptions import RequestRefused
from pdp_ai.types import Artifact, LookRequest


class RapidOcrTextEngine(Engine[LookRequest]):
    """Answers with a JSON list of ``{"text", "confidence"}``, one for each line it reads, from the top."""

    produces: ClassVar[str] = "application/json"
    requires: ClassVar[tuple[str, ...]] = ("numpy", "rapidocr_onnxruntime")
    extra: ClassVar[str] = "judges"

    @dataclass(frozen=True)
    class Options:
        #: Long side to which larger pictures are brought, in pixels: small print is lost below.
        side: int = 1600
        threads: int = 1

    _reader: Any = None
    _version: str = ""

    def load(self) -> None:
        self.require_packages()
        from importlib.metadata import version

        from rapidocr_onnxruntime import RapidOCR

        self._version = version("rapidocr-onnxruntime")
        self._reader = RapidOCR(intra_op_num_threads=self.options.threads, inter_op_num_threads=1)

    def unload(self) -> None:
        self._reader = None

    def generate(self, requests: Sequence[LookRequest], context: EngineContext) -> Iterator[Answer]:
        for index, request in enumerate(requests):
            stop_if_asked(context)
            started = time.perf_counter()
            try:
                picture = open_picture(request.picture)
            except RequestRefused as error:
                yield index, RequestFailed(error)
                continue
            picture.thumbnail((self.options.side, self.options.side), Image.Resampling.LANCZOS)
            yield (
                index,
                Artifact(
                    self.produces,
                    text=json.dumps(self._lines(picture), ensure_ascii=False),
                    model="rapidocr",
                    revision=self._version,
                    seconds=time.perf_counter() - started,
                ),
            )

    def _lines(self, picture: Image.Image) -> list[dict[str, Any]]:
        import numpy as np

        # OpenCV's order of channels.
        found, _ = self._reader(np.ascontiguousarray(np.asarray(picture)[..., ::-1]))
        return [{"text": text, "confidence": round(float(sure), 3)} for _, text, sure in found or []]
