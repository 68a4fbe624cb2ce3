"""Tells the product from its background with small networks, through ONNX Runtime on the CPU."""

from __future__ import annotations

import io
import json
import time
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any, ClassVar

from PIL import Image

from pdp_ai.engines.base import Answer, Engine, EngineContext, RequestFailed, stop_if_asked
from pdp_ai.engines.cutout_outline import follow_outline
from pdp_ai.engines.cutout_views import look_closely
from pdp_ai.engines.starter_models import WEIGHTS
from pdp_ai.engines.weights import locate, sha256_of
from pdp_ai.exceptions import RequestRefused
from pdp_ai.sentences import sentence as _
from pdp_ai.types import Artifact, CutoutRequest

#: Side of the square the network was trained on, in pixels.
_SIDE = 320
#: ImageNet's channel means and deviations, as in U²-Net's own `ToTensorLab(flag=0)` (Qin et al., 2020).
_MEAN = (0.485, 0.456, 0.406)
_DEVIATION = (0.229, 0.224, 0.225)
#: A network whose surest pixel is below this saw no product; stretching its answer to 0–1 would invent one.
_MIN_PEAK = 0.5


class OnnxCutoutEngine(Engine[CutoutRequest]):
    """Answers with a coarse opacity map: an 8-bit grey PNG of the photo's size, white where the product is.

    Its edge is as fine as the network's pixels; `imaging.refine` sharpens it against the photo. Where an outline was
    asked for, the answer's text is a JSON object with the ``overlap`` of it and what was found, 0–1.
    """

    produces: ClassVar[str] = "image/png"
    requires: ClassVar[tuple[str, ...]] = ("numpy", "onnxruntime")
    batch_size: ClassVar[int] = 8

    @dataclass(frozen=True)
    class Options:
        #: Name of a U²-Net family model in `engines.weights`.
        model: str = "u2netp"
        #: Of another one, which looks too; empty for none. What one of them misses the other mostly sees.
        second: str = ""
        #: Of a promptable one (MobileSAM), which outlines what those found; empty for none.
        outline: str = ""
        #: Folder of the model cache; empty for the default one.
        cache: str = ""
        #: Whether the photo is looked at mirrored, in its proportions and from closer by, too: four times the work, and
        #: most chance mistakes are outvoted.
        closely: bool = True
        #: One process per core with one thread beats one process with many.
        threads: int = 1
        #: How many of the last answers are kept in memory, a few ten kB each: packshot, scene and formats of one
        #: product ask for the same photo, mostly one after the other.
        remembered: int = 16
        #: Whether the models' licence allows commercial use, where you know better than the catalogue.
        commercial_use: bool | None = None

    #: What is asked, in turn: the networks' sessions, and the one that outlines.
    _sessions: Sequence[Any] = ()
    _outliner: Any = None
    _revision: str = ""

    def __init__(self, options: Mapping[str, Any] | None = None) -> None:
        super().__init__(options)
        #: Opacity and text by the photo's SHA-256, the latest last.
        self._remembered: OrderedDict[bytes, tuple[bytes, str | None]] = OrderedDict()

    @property
    def commercial_use(self) -> bool | None:
        """All models' licences must allow it."""
        others = [WEIGHTS.get(name) for name in self._models[1:]]
        if self.options.commercial_use is None and any(other and not other.commercial_use for other in others):
            return False
        return super().commercial_use

    def load(self) -> None:
        self.require_packages()
        import onnxruntime

        paths = [locate(name, self.options.cache) for name in self._models]
        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = self.options.threads
        settings.inter_op_num_threads = 1
        # The arena would keep for ever what the largest layers took once: half of all memory, for a tenth of the time.
        settings.enable_cpu_mem_arena = False
        self._revision = " + ".join(f"sha256:{sha256_of(path)[:16]}" for path in paths)
        sessions = [onnxruntime.InferenceSession(path, settings, providers=["CPUExecutionProvider"]) for path in paths]
        self._outliner = sessions.pop() if self.options.outline else None
        self._sessions = sessions

    @property
    def _models(self) -> list[str]:
        return [name for name in (self.options.model, self.options.second, self.options.outline) if name]

    def generate(self, requests: Sequence[CutoutRequest], context: EngineContext) -> Iterator[Answer]:
        for index, request in enumerate(requests):
            stop_if_asked(context, index / len(requests))
            started = time.perf_counter()
            try:
                content, text = self._opacity_png(request.photo)
            except (OSError, ValueError, SyntaxError) as error:
                yield (
                    index,
                    RequestFailed(
                        RequestRefused(_("The cut-out engine cannot read this picture: %(error)s", error=error))
                    ),
                )
                continue
            yield (
                index,
                Artifact(
                    mime=self.produces,
                    content=content,
                    text=text,
                    model=" + ".join(self._models),
                    revision=self._revision,
                    seconds=time.perf_counter() - started,
                ),
            )

    def unload(self) -> None:
        self._sessions = ()
        self._outliner = None
        self._remembered.clear()

    def _opacity_png(self, photo: bytes) -> tuple[bytes, str | None]:
        """PNG "L" of the photo's size, looked at anew unless it is one of the last, and its text.

        Raises what Pillow does.
        """
        key = sha256(photo).digest()
        answer = self._remembered.pop(key, None) or self._look(_open_flat(photo))
        self._remembered[key] = answer
        if len(self._remembered) > self.options.remembered:
            self._remembered.popitem(last=False)
        return answer

    def _look(self, photo: Image.Image) -> tuple[bytes, str | None]:
        import numpy as np

        networks = [partial(_see, session) for session in self._sessions]
        opacity = (
            look_closely(photo, networks) if self.options.closely else np.mean([see(photo) for see in networks], axis=0)
        )
        text = None
        if self._outliner:
            opacity, overlap = follow_outline(photo, opacity, partial(_outline, self._outliner))
            text = json.dumps({"overlap": round(overlap, 4)})
        mask = Image.fromarray(np.round(opacity * 255).astype(np.uint8))
        out = io.BytesIO()
        mask.resize(photo.size, Image.Resampling.BICUBIC).save(out, "PNG", compress_level=1)
        return out.getvalue(), text


def _see(session: Any, picture: Image.Image) -> Any:
    """Saliency, 0–1, `_SIDE` × `_SIDE`. Pre- and postprocessing as in U²-Net's `u2net_test.py`."""
    import numpy as np

    small = picture.resize((_SIDE, _SIDE), Image.Resampling.LANCZOS)
    pixels = np.asarray(small, dtype=np.float32)
    pixels = (pixels / max(float(pixels.max()), 1e-6) - np.array(_MEAN)) / np.array(_DEVIATION)
    tensor = pixels.transpose(2, 0, 1)[None].astype(np.float32)
    saliency = session.run(None, {session.get_inputs()[0].name: tensor})[0][0, 0]
    low, high = float(saliency.min()), max(float(saliency.max()), _MIN_PEAK)
    return np.clip((saliency - low) / (high - low), 0, 1)


def _outline(session: Any, picture: Any, box: Any) -> tuple[Any, Any]:
    masks, scores = session.run(["masks", "scores"], {"image": picture, "box": box})
    return masks, scores


def _open_flat(data: bytes) -> Image.Image:
    """The picture as RGB; transparency shows white, as a shop's page would."""
    image = Image.open(io.BytesIO(data))
    image.load()
    if not image.has_transparency_data:
        return image.convert("RGB")
    flat = Image.new("RGBA", image.size, "white")
    flat.alpha_composite(image.convert("RGBA"))
    return flat.convert("RGB")
