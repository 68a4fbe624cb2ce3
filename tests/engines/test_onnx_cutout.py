from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pdp_ai.engines.base import QuietContext, RequestFailed
from pdp_ai.engines.onnx_cutout import OnnxCutoutEngine
from pdp_ai.engines.weights import locate
from pdp_ai.exceptions import ConfigurationError, EngineUnavailable, GenerationStopped, ModelNotFetched
from pdp_ai.types import Artifact, CutoutRequest
from tests.imaging.drawn import encoded, vase_photo


class BrightnessSession:
    """Stands where ONNX Runtime's session stands: takes what is dark for product."""

    def __init__(self, peak: float = 1.0) -> None:
        self.peak = peak

    def get_inputs(self) -> list[Any]:
        return [type("Input", (), {"name": "input.1"})]

    def run(self, _: None, inputs: dict[str, np.ndarray]) -> list[np.ndarray]:
        tensor = inputs["input.1"]
        assert tensor.shape == (1, 3, 320, 320)
        assert tensor.dtype == np.float32
        return [(tensor.mean(axis=1, keepdims=True) < 1).astype(np.float32) * self.peak]


class StopsAtOnce(QuietContext):
    def should_stop(self) -> bool:
        return True


@pytest.fixture
def engine() -> OnnxCutoutEngine:
    return engine_of(BrightnessSession())


def engine_of(*sessions: BrightnessSession, **options: int) -> OnnxCutoutEngine:
    made = OnnxCutoutEngine(options)
    made._sessions = sessions
    return made


def mask_of(artifact: Artifact | RequestFailed) -> np.ndarray:
    assert isinstance(artifact, Artifact)
    image = Image.open(io.BytesIO(artifact.content or b""))
    assert (image.format, image.mode) == ("PNG", "L")
    return np.asarray(image)


def test_it_answers_with_a_mask_of_the_photos_size(engine: OnnxCutoutEngine) -> None:
    photo, truth = vase_photo((400, 500), wall="#ffffff")
    [(index, artifact)] = engine.generate([CutoutRequest(encoded(photo))], QuietContext())
    mask = mask_of(artifact)
    assert index == 0
    assert mask.shape == truth.shape
    assert np.abs(mask.astype(int) - truth).mean() < 8


def test_transparency_is_seen_as_white(engine: OnnxCutoutEngine) -> None:
    photo = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
    photo.paste((60, 20, 20, 255), (50, 50, 150, 150))
    [(_, artifact)] = engine.generate([CutoutRequest(encoded(photo))], QuietContext())
    mask = mask_of(artifact)
    assert (mask[100, 100], mask[10, 10]) == (255, 0)


class CountingSession(BrightnessSession):
    """Knows how often it was asked."""

    asked = 0

    def run(self, _: None, inputs: dict[str, np.ndarray]) -> list[np.ndarray]:
        self.asked += 1
        return super().run(None, inputs)


def photos_asked_for(engine: OnnxCutoutEngine, session: CountingSession, *walls: str) -> list[bool]:
    """Ask for the vase before each wall; whether the network had to look at it."""
    looked = []
    for wall in walls:
        before = session.asked
        [(_, artifact)] = engine.generate([CutoutRequest(encoded(vase_photo(wall=wall)[0]))], QuietContext())
        assert isinstance(artifact, Artifact)
        looked.append(session.asked > before)
    return looked


def test_a_photo_that_is_asked_for_again_is_looked_at_once() -> None:
    session = CountingSession()
    engine = engine_of(session)
    request = CutoutRequest(encoded(vase_photo(wall="#ffffff")[0]))
    [(_, first)] = engine.generate([request], QuietContext())
    looks = session.asked
    [(_, again)] = engine.generate([request], QuietContext())
    assert session.asked == looks > 0
    assert np.array_equal(mask_of(first), mask_of(again))


def test_only_the_last_answers_are_remembered() -> None:
    session = CountingSession()
    engine = engine_of(session, remembered=2)
    walls = ("#ffffff", "#eeeeee", "#ffffff", "#dddddd", "#ffffff", "#eeeeee")
    assert photos_asked_for(engine, session, *walls) == [True, True, False, True, False, True]


def test_remembering_can_be_turned_off_and_ends_when_unloaded() -> None:
    session = CountingSession()
    assert photos_asked_for(engine_of(session, remembered=0), session, "#ffffff", "#ffffff") == [True, True]
    engine = engine_of(session)
    assert photos_asked_for(engine, session, "#ffffff") == [True]
    engine.unload()
    engine._sessions = [session]
    assert photos_asked_for(engine, session, "#ffffff") == [True]


def test_an_unsure_network_is_not_stretched_to_certainty() -> None:
    engine = engine_of(BrightnessSession(peak=0.1))
    [(_, artifact)] = engine.generate([CutoutRequest(encoded(vase_photo(wall="#ffffff")[0]))], QuietContext())
    assert mask_of(artifact).max() < 80


class BlindSession(BrightnessSession):
    """Misses the lower half of what it is shown."""

    def run(self, _: None, inputs: dict[str, np.ndarray]) -> list[np.ndarray]:
        [saliency] = super().run(None, inputs)
        saliency[:, :, 160:] = 0
        return [saliency]


def test_what_one_of_two_networks_misses_is_kept_and_in_doubt() -> None:
    photo, truth = vase_photo((400, 500), wall="#ffffff")
    middle = np.s_[330:380, 180:220]  # of the vase's belly, below the photo's middle
    [(_, missed)] = engine_of(BlindSession()).generate([CutoutRequest(encoded(photo))], QuietContext())
    both = engine_of(BrightnessSession(), BlindSession())
    [(_, seen)] = both.generate([CutoutRequest(encoded(photo))], QuietContext())
    assert truth[middle].min() == 255
    assert mask_of(missed)[middle].max() < 128
    assert 128 < mask_of(seen)[middle].min() <= mask_of(seen)[middle].max() < 230


def test_a_broken_picture_fails_alone(engine: OnnxCutoutEngine) -> None:
    good = encoded(vase_photo()[0])
    answers = dict(engine.generate([CutoutRequest(b"no picture"), CutoutRequest(good)], QuietContext()))
    assert isinstance(answers[0], RequestFailed)
    assert isinstance(answers[1], Artifact)


def test_it_stops_when_asked(engine: OnnxCutoutEngine) -> None:
    with pytest.raises(GenerationStopped):
        list(engine.generate([CutoutRequest(encoded(vase_photo()[0]))], StopsAtOnce()))


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(OnnxCutoutEngine, "requires", ("no_such_package",))
    with pytest.raises(EngineUnavailable, match="no_such_package"):
        OnnxCutoutEngine().load()


def test_an_empty_cache_says_how_to_fetch_the_model(tmp_path: Any) -> None:
    with pytest.raises(ModelNotFetched):
        OnnxCutoutEngine({"cache": str(tmp_path)}).load()


def test_an_unknown_option_is_a_configuration_error() -> None:
    with pytest.raises(ConfigurationError):
        OnnxCutoutEngine({"modle": "u2netp"})


@pytest.mark.models
def test_the_real_model_finds_a_drawn_vase() -> None:
    try:
        locate("u2netp")
    except ModelNotFetched:
        pytest.skip("u2netp is not in the model cache; run `manage.py pdp_models fetch`")
    engine = OnnxCutoutEngine()
    engine.load()
    photo, truth = vase_photo()
    [(_, artifact)] = engine.generate([CutoutRequest(encoded(photo))], QuietContext())
    assert isinstance(artifact, Artifact)
    assert artifact.revision.startswith("sha256:309c8469")
    found, real = mask_of(artifact) > 127, truth > 127
    assert (found & real).sum() / (found | real).sum() > 0.8
    engine.unload()


class OutlineSession:
    """Stands where the promptable network's session stands: sure that the upper half of the square is the thing."""

    def run(self, wanted: list[str], inputs: dict[str, np.ndarray]) -> list[np.ndarray]:
        assert wanted == ["masks", "scores"]
        assert (inputs["image"].shape, inputs["box"].shape) == ((1, 3, 1024, 1024), (1, 4))
        masks = np.full((1, 3, 256, 256), -9, np.float32)
        masks[:, :, :128] = 9
        return [masks, np.full((1, 3), 0.99, np.float32)]


def test_how_far_an_outline_is_about_what_was_found_stands_beside_the_mask() -> None:
    engine = engine_of(BrightnessSession())
    request = CutoutRequest(encoded(vase_photo((400, 500), wall="#ffffff")[0]))
    [(_, alone)] = engine.generate([request], QuietContext())
    engine.unload()
    engine._sessions, engine._outliner = [BrightnessSession()], OutlineSession()
    [(_, outlined)] = engine.generate([request], QuietContext())
    assert isinstance(alone, Artifact)
    assert isinstance(outlined, Artifact)
    assert alone.text is None
    assert 0 < json.loads(outlined.text or "")["overlap"] < 0.6
    assert np.array_equal(mask_of(alone), mask_of(outlined))
