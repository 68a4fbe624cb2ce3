from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PIL import Image

from pdp_ai.engines.cutout_outline import follow_outline

#: A photo twice as wide as high, shown in the upper half of the network's square, and a product in it.
PHOTO = Image.new("RGB", (400, 200), "white")
PRODUCT = np.s_[60:160, 100:200]


def found(*places: Any) -> Any:
    opacity = np.zeros((200, 400), np.float32)
    for place in places:
        opacity[place] = 1
    return opacity


def outliner(*places: Any, score: float = 0.99, asked: list[Any] | None = None) -> Any:
    """Stands where the network stands: sure of a thing at these places of the photo, whatever the box."""
    inside = np.zeros((256, 256), np.float32)
    inside[:128] = np.asarray(Image.fromarray(found(*places)).resize((256, 128), Image.Resampling.BOX))

    def outline(picture: Any, box: Any) -> tuple[Any, Any]:
        if asked is not None:
            asked.append((picture, box))
        elsewhere = np.full((256, 256), -9, np.float32)
        return np.stack([elsewhere, 20 * inside - 10, elsewhere])[None], np.array([[0.9, score, 0.5]])

    return outline


def test_the_network_sees_the_photo_in_its_proportions_and_a_box_around_what_was_found() -> None:
    asked: list[Any] = []
    follow_outline(PHOTO, found(PRODUCT), outliner(PRODUCT, asked=asked))
    [(picture, box)] = asked
    assert picture.shape == (1, 3, 1024, 1024)
    assert picture[0, :, :512].min() > 2  # white, in the network's units
    assert not picture[0, :, 512:].any()
    assert box[0].tolist() == pytest.approx([256, 153.6, 512, 409.6])  # 1024 / 400 times as far


def test_a_shadow_that_the_outline_leaves_out_goes_and_is_remembered() -> None:
    shadow = np.s_[140:160, 200:290]
    settled, _ = follow_outline(PHOTO, found(PRODUCT, shadow), outliner(PRODUCT))
    assert settled[100, 150] > 0.99
    assert settled[150, 240] == pytest.approx(0.09)
    assert settled[20, 20] < 0.01


def test_a_leg_that_only_the_outline_has_is_taken() -> None:
    leg = np.s_[160:190, 140:160]
    settled, overlap = follow_outline(PHOTO, found(PRODUCT), outliner(PRODUCT, leg))
    assert settled[175, 150] > 0.99
    assert overlap == pytest.approx(100 * 100 / (100 * 100 + 30 * 20), abs=0.02)


def test_a_cord_too_thin_for_the_outline_stays() -> None:
    cord = np.s_[0:60, 148:152]
    settled, _ = follow_outline(PHOTO, found(PRODUCT, cord), outliner(PRODUCT))
    assert settled[10:50, 149:151].min() == 1


@pytest.mark.parametrize(
    ("outline", "overlap"),
    [
        pytest.param(outliner(PRODUCT, np.s_[20:60, 100:200], score=0.8), 100 / 140, id="unsure"),
        pytest.param(outliner(np.s_[0:200, 0:400]), 1 / 8, id="of the room"),
        pytest.param(outliner(np.s_[60:90, 100:120]), 0.06, id="of a part"),
    ],
)
def test_an_outline_that_is_unsure_or_of_something_else_changes_nothing(outline: Any, overlap: float) -> None:
    opacity = found(PRODUCT)
    settled, measured = follow_outline(PHOTO, opacity, outline)
    assert np.array_equal(settled, opacity)
    assert measured == pytest.approx(overlap, abs=0.02)


def test_where_nothing_was_found_there_is_nothing_to_outline() -> None:
    asked: list[Any] = []
    nothing = np.zeros((200, 400), np.float32)
    settled, overlap = follow_outline(PHOTO, nothing, outliner(PRODUCT, asked=asked))
    assert np.array_equal(settled, nothing)
    assert overlap == 0
    assert not asked
