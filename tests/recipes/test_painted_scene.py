"""Scenes whose surroundings a diffusion pipeline of the real class paints, with random weights."""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image

from pdp_ai.engines.base import QuietContext, RequestFailed
from pdp_ai.engines.diffusers_image import DiffusersImageEngine
from pdp_ai.exceptions import ConfigurationError, RequestRefused
from pdp_ai.imaging.arrays import decode_grey, decode_rgb
from pdp_ai.recipes.base import Ask
from pdp_ai.recipes.scene import SceneRecipe
from pdp_ai.recipes.scene_prompt import scene_prompt
from pdp_ai.types import Artifact, ImageRequest
from tests.engines.tiny_pipelines import make_tiny_stable_diffusion
from tests.imaging.drawn import blurred, encoded, vase_photo
from tests.recipes.picture_steps import Ran, brief, run_steps

pytest.importorskip("diffusers")


@pytest.fixture(scope="module")
def painter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DiffusersImageEngine]:
    model = make_tiny_stable_diffusion(tmp_path_factory.mktemp("tiny") / "pipeline")
    engine = DiffusersImageEngine({"model": str(model), "steps": 2})
    engine.load()
    yield engine
    engine.unload()


def painted(painter: DiffusersImageEngine, asks: list[Ask]) -> list[Artifact]:
    answers: dict[int, Artifact] = {}
    for index, outcome in painter.generate([ask.request for ask in asks], QuietContext()):  # type: ignore[misc]
        assert not isinstance(outcome, RequestFailed), outcome.error
        answers[index] = outcome
    return [answers[index] for index in range(len(asks))]


def scene(
    painter: DiffusersImageEngine,
    *,
    refuse_inpainting: bool = False,
    theme: str = "On a wooden table in a kitchen.",
    **options: object,
) -> Ran:
    def answer(asks: list[Ask]) -> list[Artifact]:
        if refuse_inpainting and asks[0].request.mask:  # type: ignore[union-attr]
            raise RequestRefused("has no pipeline for this task (inpaint)")
        return painted(painter, asks)

    photo, truth = vase_photo((960, 1200))
    recipe = SceneRecipe({"width": 1000, "height": 800, "backdrop_engine": "backdrop", "painted_side": 64, **options})
    wish = brief("scene", theme=theme, hint="morning light", candidates=2, seed=3)
    return run_steps(recipe, wish, encoded(photo), blurred(truth), answer)


def requests(ran: Ran) -> list[ImageRequest]:
    return [ask.request for ask in ran.asks if isinstance(ask.request, ImageRequest)]


def test_words_become_a_place_and_the_products_pixels_stay_the_photos(painter: DiffusersImageEngine) -> None:
    ran = scene(painter)
    first, second = requests(ran)
    assert first.task == "text"
    assert first.prompt.startswith("morning light, On a wooden table in a kitchen, oak table")
    assert "watermark" in first.negative_prompt
    assert (first.seed, second.seed) == (3, 4)
    assert (first.width, first.height) == (64, 51)
    for candidate in ran.candidates:
        assert candidate.measures["untouched_max"] == 0
        assert candidate.measures["expansion"] < 0.1
        assert candidate.source_type == "compositeWithTrainedAlgorithmicMedia"
        assert candidate.prompt[0].content == first.prompt
        assert candidate.artifact.model.startswith("u2netp + ")
    assert ran.candidates[0].artifact.content != ran.candidates[1].artifact.content


def test_a_model_that_can_paints_round_the_product(painter: DiffusersImageEngine) -> None:
    ran = scene(painter, inpaint=True)
    [request, _] = requests(ran)
    assert request.task == "inpaint"
    mask = decode_grey(request.mask)
    assert mask.shape == (request.height, request.width)
    # Black where the product stands, white where the model may paint.
    assert (mask[request.height // 2, request.width // 2], mask[2, 2]) == (0, 255)
    product = decode_rgb(request.image)[request.height // 2, request.width // 2].astype(int)
    assert product[0] - product[2] > 70
    assert ran.candidates[0].measures["untouched_max"] == 0


def test_a_model_that_cannot_inpaint_paints_a_backdrop(painter: DiffusersImageEngine) -> None:
    ran = scene(painter, inpaint=True, refuse_inpainting=True)
    assert [request.task for request in requests(ran)] == ["inpaint", "inpaint", "text", "text"]
    assert len(ran.candidates) == 2


def test_a_painted_scene_belongs_to_the_lane_of_large_models() -> None:
    assert SceneRecipe().lane == "cpu"
    assert SceneRecipe({"backdrop_engine": "backdrop"}).lane == "gpu"
    assert SceneRecipe({"backdrop_engine": "backdrop", "lane": "cpu"}).lane == "cpu"


def test_where_only_places_out_of_doors_are_painted_the_others_are_rendered(painter: DiffusersImageEngine) -> None:
    ran = scene(painter, painted="outdoors")
    assert requests(ran) == []
    assert {candidate.source_type for candidate in ran.candidates} == {"composite"}
    ran = scene(painter, painted="outdoors", theme="Green grass, summer.")
    assert [request.prompt.split(", ")[-6:-2] for request in requests(ran)] == [
        ["green grass", "meadow", "summer", "bright"]
    ] * 2
    assert {candidate.source_type for candidate in ran.candidates} == {"compositeWithTrainedAlgorithmicMedia"}
    assert [candidate.measures["untouched_max"] for candidate in ran.candidates] == [0, 0]


def test_a_wish_for_another_place_silences_the_styles() -> None:
    said = brief("scene", theme="Green grass.", hint="on the beach")
    assert scene_prompt(said, "sand, beach", from_above=False).wanted.startswith("on the beach, sand, beach, empty")
    wish = brief("scene", theme="Green grass.", hint="a little warmer light")
    assert "Green grass" in scene_prompt(wish, "meadow", from_above=False).wanted


def test_a_wrong_word_for_what_is_painted_is_a_configuration_error() -> None:
    with pytest.raises(ConfigurationError, match="always or outdoors"):
        SceneRecipe({"painted": "indoors"})


def test_a_second_product_in_the_surroundings_is_found() -> None:
    def answer(asks: list[Ask]) -> list[Artifact]:
        red = Image.new("RGB", (64, 51), "grey")
        red.paste((200, 40, 30), (2, 20, 12, 40))
        out = io.BytesIO()
        red.save(out, "PNG")
        return [Artifact("image/png", content=out.getvalue(), model="mischief") for _ in asks]

    photo, truth = vase_photo((960, 1200))
    recipe = SceneRecipe({"width": 1000, "height": 800, "backdrop_engine": "backdrop", "painted_side": 64})
    ran = run_steps(recipe, brief("scene"), encoded(photo), blurred(truth), answer)
    assert ran.candidates[0].measures["second_product"] > 0.2
    assert np.isclose(ran.candidates[0].measures["untouched_max"], 0)
