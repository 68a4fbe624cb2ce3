"""Tells the product from its background with any segmentation model that transformers has a class for."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from PIL import Image

from pdp_ai.engines.base import Answer, Engine, EngineContext, RequestFailed, stop_if_asked
from pdp_ai.engines.picture_bytes import open_picture, write_png
from pdp_ai.engines.torch_device import free_gpu_memory
from pdp_ai.engines.torch_options import TorchOptions
from pdp_ai.engines.transformers_loading import load_model, load_part
from pdp_ai.exceptions import RequestRefused
from pdp_ai.types import Artifact, CutoutRequest


class TransformersCutoutEngine(Engine[CutoutRequest]):
    """Answers like `OnnxCutoutEngine`: an 8-bit grey PNG of the photo's size, white where the product is."""

    produces: ClassVar[str] = "image/png"
    requires: ClassVar[tuple[str, ...]] = ("numpy", "torch", "transformers")
    batch_size: ClassVar[int] = 4

    @dataclass(frozen=True)
    class Options(TorchOptions):
        #: The class that is not the product; everything else is. Of no meaning for a model with one class.
        background: int = 0

    _model: Any = None
    _prepare: Any = None

    def load(self) -> None:
        self.require_packages()
        from transformers import AutoImageProcessor, AutoModelForSemanticSegmentation

        self._prepare = load_part(AutoImageProcessor, self.options)
        self._model = load_model(AutoModelForSemanticSegmentation, self.options)

    def unload(self) -> None:
        self._model = self._prepare = None
        free_gpu_memory()

    def generate(self, requests: Sequence[CutoutRequest], context: EngineContext) -> Iterator[Answer]:
        for index, request in enumerate(requests):
            stop_if_asked(context)
            started = time.perf_counter()
            try:
                photo = open_picture(request.photo)
            except RequestRefused as error:
                yield index, RequestFailed(error)
                continue
            yield (
                index,
                Artifact(
                    self.produces,
                    content=write_png(self._opacity(photo)),
                    model=self.options.name,
                    revision=self.options.revision,
                    seconds=time.perf_counter() - started,
                ),
            )

    def _opacity(self, photo: Image.Image) -> Image.Image:
        import numpy as np
        import torch

        with torch.inference_mode():
            tensors = self._prepare(images=photo, return_tensors="pt").to(self._model.device, self._model.dtype)
            logits = self._model(**tensors).logits[0].float()
            one = logits.shape[0] == 1
            product = logits[0].sigmoid() if one else 1 - logits.softmax(dim=0)[self.options.background]
        levels = np.round(product.cpu().numpy() * 255).astype(np.uint8)
        return Image.fromarray(levels).resize(photo.size, Image.Resampling.BICUBIC)
