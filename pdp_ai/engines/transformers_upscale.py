"""Enlarges a picture by a super-resolution network of the Real-ESRGAN and SwinIR kind, tile by tile."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from PIL import Image

from pdp_ai.engines.base import Answer, Engine, EngineContext, RequestFailed, stop_if_asked
from pdp_ai.engines.picture_bytes import MOST_PIXELS, open_picture, write_png
from pdp_ai.engines.torch_device import free_gpu_memory
from pdp_ai.engines.torch_options import TorchOptions
from pdp_ai.engines.transformers_loading import load_model
from pdp_ai.exceptions import RequestRefused
from pdp_ai.sentences import sentence as _
from pdp_ai.types import Artifact, LookRequest

#: Pixels that neighbouring tiles share, so that no seam shows.
_OVERLAP = 16


class TransformersUpscaleEngine(Engine[LookRequest]):
    """Any image-to-image model of transformers that enlarges, such as Swin2SR; answers with a PNG."""

    produces: ClassVar[str] = "image/png"
    requires: ClassVar[tuple[str, ...]] = ("numpy", "torch", "transformers")
    batch_size: ClassVar[int] = 1

    @dataclass(frozen=True)
    class Options(TorchOptions):
        #: Side of a tile in pixels: memory grows with its square.
        tile: int = 192

    _model: Any = None

    def load(self) -> None:
        self.require_packages()
        from transformers import AutoModelForImageToImage

        self._model = load_model(AutoModelForImageToImage, self.options)

    def unload(self) -> None:
        self._model = None
        free_gpu_memory()

    def generate(self, requests: Sequence[LookRequest], context: EngineContext) -> Iterator[Answer]:
        for index, request in enumerate(requests):
            stop_if_asked(context)
            started = time.perf_counter()
            scale = int(self._model.config.upscale)
            try:
                picture = _small_enough(request.picture, scale)
            except RequestRefused as error:
                yield index, RequestFailed(error)
                continue
            enlarged = self._enlarged(picture, scale, context)
            yield (
                index,
                Artifact(
                    self.produces,
                    content=write_png(enlarged),
                    model=self.options.name,
                    revision=self.options.revision,
                    seconds=time.perf_counter() - started,
                ),
            )

    def _enlarged(self, picture: Image.Image, scale: int, context: EngineContext) -> Image.Image:
        large = Image.new("RGB", (picture.width * scale, picture.height * scale))
        step = self.options.tile - 2 * _OVERLAP
        for top in range(0, picture.height, step):
            for left in range(0, picture.width, step):
                stop_if_asked(context)
                box = (
                    max(left - _OVERLAP, 0),
                    max(top - _OVERLAP, 0),
                    min(left + step + _OVERLAP, picture.width),
                    min(top + step + _OVERLAP, picture.height),
                )
                tile = self._tile(picture.crop(box), scale)
                inner = ((left - box[0]) * scale, (top - box[1]) * scale)
                size = (min(step, picture.width - left) * scale, min(step, picture.height - top) * scale)
                part = tile.crop((*inner, inner[0] + size[0], inner[1] + size[1]))
                large.paste(part, (left * scale, top * scale))
        return large

    def _tile(self, tile: Image.Image, scale: int) -> Image.Image:
        import numpy as np
        import torch

        pixels = np.asarray(tile, dtype=np.float32) / 255
        # The network's windows need whole blocks; the tile's own edge is repeated into them.
        block = 8
        grow = (-tile.height % block, -tile.width % block)
        padded = np.pad(pixels, ((0, grow[0]), (0, grow[1]), (0, 0)), mode="edge")
        with torch.inference_mode():
            tensor = torch.from_numpy(padded.transpose(2, 0, 1)[None]).to(self._model.device, self._model.dtype)
            answer = self._model(pixel_values=tensor).reconstruction[0].float().cpu().numpy()
        levels = np.round(np.clip(answer.transpose(1, 2, 0), 0, 1) * 255).astype(np.uint8)
        return Image.fromarray(levels).crop((0, 0, tile.width * scale, tile.height * scale))


def _small_enough(data: bytes, scale: int) -> Image.Image:
    picture = open_picture(data)
    if picture.width * picture.height * scale**2 > MOST_PIXELS:
        raise RequestRefused(
            _(
                "%(width)s×%(height)s pixels are too many to enlarge %(scale)s times.",
                width=picture.width,
                height=picture.height,
                scale=scale,
            )
        )
    return picture
