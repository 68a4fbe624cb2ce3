"""What judges see on finished pictures becomes measures: the label's words, decency, likeness to other pictures."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pdp_ai.quality.pictures import check_picture
from pdp_ai.recipes.base import Ask
from pdp_ai.recipes.packshot import PackshotRecipe
from pdp_ai.recipes.upscale import UpscaleRecipe
from pdp_ai.types import Artifact
from tests.imaging.drawn import blurred, encoded, vase_photo
from tests.recipes.picture_steps import FACTS, Ran, brief, run_steps


def answers(*readings: str) -> list[Artifact]:
    return [Artifact("application/json", text=json.dumps([{"text": text, "confidence": 0.95}])) for text in readings]


def packshot(others: list[Artifact], **options: str) -> Ran:
    photo, truth = vase_photo()
    recipe = PackshotRecipe({"width": 600, "height": 600, **options})
    return run_steps(recipe, brief("packshot"), encoded(photo), blurred(truth, 2), lambda _asks: others)


def test_a_label_that_lost_a_word_is_an_error() -> None:
    ran = packshot(answers("Kestrel Honey", "Kestrel"), text_engine="text")
    assert [ask.engine for ask in ran.asks] == ["cutout", "text", "text"]
    [candidate] = ran.candidates
    assert candidate.measures["label_text"] == 0.5
    assert [finding.code for finding in check_picture(candidate, brief("packshot"))] == ["label_changed"]


def test_decency_is_a_number_on_the_draft() -> None:
    judged = [Artifact("application/json", text='{"nsfw": 0.9}')]
    [candidate] = packshot(judged, safety_engine="safety").candidates
    assert candidate.measures["nsfw"] == 0.9
    assert [finding.code for finding in check_picture(candidate, brief("packshot"))] == ["not_safe_for_work"]


def test_a_picture_another_shop_has_is_flagged(tmp_path: Path) -> None:
    pytest.importorskip("imagehash")
    [first] = packshot([], foreign=str(tmp_path)).candidates
    assert first.measures["nearest_foreign"] == 64
    (tmp_path / "theirs.png").write_bytes(first.artifact.content or b"")
    [again] = packshot([], foreign=str(tmp_path)).candidates
    assert again.measures["nearest_foreign"] == 0
    assert [finding.code for finding in check_picture(again, brief("packshot"))] == ["like_another_shops"]


def test_an_enlarged_photo_says_when_its_words_changed() -> None:
    photo, truth = vase_photo()

    def answer(asks: list[Ask]) -> list[Artifact]:
        if asks[0].engine == "upscale":
            return [Artifact("image/png", content=encoded(photo), model="swin2sr")]
        return answers("Finest Honey", "Finest Money")

    recipe = UpscaleRecipe({"engine": "upscale", "text_engine": "text"})
    [candidate] = run_steps(recipe, brief("upscale"), encoded(photo), truth, answer).candidates
    assert candidate.photo_key == "vase.jpg"
    assert candidate.measures == {"label_text": 0.5}
    assert [finding.code for finding in check_picture(candidate, brief("upscale"))] == ["label_changed"]
    assert "no photo" in recipe.refusal(replace(FACTS, photos=()), "en")
