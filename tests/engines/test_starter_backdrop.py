"""The image model that comes with pdp_ai: what it paints follows its prompt, which no untrained model's pictures do."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pdp_ai.engines.base import QuietContext, RequestFailed
from pdp_ai.engines.diffusers_image import DiffusersImageEngine
from pdp_ai.engines.starter_models import WEIGHTS
from pdp_ai.engines.weights import locate, verify
from pdp_ai.exceptions import ModelRefused
from pdp_ai.types import ImageRequest

pytest.importorskip("diffusers")

NAME = "starter-backdrop"
SIDE = 384


@pytest.fixture(scope="module")
def engine() -> Iterator[DiffusersImageEngine]:
    engine = DiffusersImageEngine({"model": NAME, "steps": 6, "guidance": 2.0})
    engine.load()
    yield engine
    engine.unload()


def paint(engine: DiffusersImageEngine, prompt: str, seed: int = 1, size: tuple[int, int] = (SIDE, SIDE)) -> Any:
    """H × W × 3, 0–255."""
    request = ImageRequest(prompt, seed=seed, width=size[0], height=size[1])
    [(_, answer)] = engine.generate([request], QuietContext())
    assert not isinstance(answer, RequestFailed), answer.error
    assert answer.model == NAME
    assert answer.revision == WEIGHTS[NAME].revision
    return np.asarray(Image.open(io.BytesIO(answer.content or b"")), dtype=np.float32)


def test_it_lies_in_the_package_whole_and_small() -> None:
    folder = locate(NAME)
    assert verify(NAME) == folder
    weights = list(folder.rglob("*.safetensors"))
    assert len(weights) == 3
    assert sum(file.stat().st_size for file in weights) < 20e6
    assert WEIGHTS[NAME].size == (folder.parent / WEIGHTS[NAME].filename).stat().st_size
    assert WEIGHTS[NAME].commercial_use


def test_other_weights_in_its_place_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    import dataclasses

    monkeypatch.setitem(WEIGHTS, NAME, dataclasses.replace(WEIGHTS[NAME], sha256="0" * 64))
    with pytest.raises(ModelRefused, match="install pdp_ai anew"):
        verify(NAME)


def test_a_seed_gives_the_same_picture_again_and_another_seed_another(engine: DiffusersImageEngine) -> None:
    first, again = paint(engine, "oak table, kitchen"), paint(engine, "oak table, kitchen")
    assert first.shape == (SIDE, SIDE, 3)
    assert np.array_equal(first, again)
    assert np.abs(first - paint(engine, "oak table, kitchen", seed=2)).mean() > 5


def test_any_shape_can_be_painted(engine: DiffusersImageEngine) -> None:
    assert paint(engine, "white studio", size=(400, 300)).shape == (300, 400, 3)


def test_dark_and_bright_are_understood(engine: DiffusersImageEngine) -> None:
    assert brightness(engine, "dark, moody, walnut") + 60 < brightness(engine, "bright and airy, white wall, marble")


def test_a_surface_has_its_colour(engine: DiffusersImageEngine) -> None:
    grass, sand = (ground(engine, prompt) for prompt in ("green grass, meadow, summer", "sand, beach, summer"))
    assert greenness(grass) > greenness(sand) + 15
    assert sand[0] > sand[2] + 15


def test_a_named_colour_is_painted(engine: DiffusersImageEngine) -> None:
    blue, orange = (paint(engine, f"{name} studio sweep, bright").mean(axis=(0, 1)) for name in ("blue", "orange"))
    assert blue[2] > blue[0] + 15
    assert orange[0] > orange[2] + 40


def brightness(engine: DiffusersImageEngine, prompt: str) -> float:
    return float(np.mean([paint(engine, prompt, seed).mean() for seed in (1, 2)]))


def ground(engine: DiffusersImageEngine, prompt: str) -> Any:
    """Mean colour of the lower quarter, over two seeds."""
    return np.mean([paint(engine, prompt, seed)[-SIDE // 4 :].mean(axis=(0, 1)) for seed in (1, 2)], axis=0)


def greenness(colour: Any) -> float:
    return float(colour[1] - (colour[0] + colour[2]) / 2)
