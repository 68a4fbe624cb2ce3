from __future__ import annotations

import numpy as np
import pytest

from pdp_ai.imaging.place import (
    SPOTS,
    Placement,
    place_centred,
    place_in_scene,
    place_tightly,
    placed_pixels,
    product_box,
)
from pdp_ai.imaging.stance import Stance
from tests.imaging.drawn import vase_photo

CENTRED = SPOTS["centred"]


def in_scene(alpha: np.ndarray, canvas: tuple[int, int], spot: str) -> Placement:
    return place_in_scene(
        alpha, Stance("standing"), canvas=canvas, least=1.0, share=0.64, max_scale=4, spot=SPOTS[spot]
    )


def box_alpha(rows: slice, columns: slice, side: int = 1600) -> np.ndarray:
    alpha = np.zeros((side, side), np.uint8)
    alpha[rows, columns] = 255
    return alpha


def test_a_packshot_leaves_the_padding_asked_for_and_centres() -> None:
    alpha = box_alpha(slice(100, 1100), slice(300, 800))
    placement = place_centred(alpha, Stance("standing"), canvas=(2000, 2000), padding=0.09)
    assert placement.height == 1640
    assert placement.top == 180
    assert abs(placement.left * 2 + placement.width - 2000) <= 1


def test_a_scenes_canvas_adapts_so_that_the_product_is_not_resampled() -> None:
    photo = np.random.default_rng(0).integers(0, 255, (1600, 1600, 3), dtype=np.uint8)
    alpha = box_alpha(slice(200, 1050), slice(300, 900))
    placement = place_in_scene(
        alpha, Stance("standing"), canvas=(1600, 1600), least=0.75, share=0.64, max_scale=1.5, spot=CENTRED
    )
    assert placement.scale == 1.0
    assert 1200 <= placement.canvas[0] == placement.canvas[1] <= 1600
    assert np.array_equal(placed_pixels(photo, placement), photo[200:1050, 300:900])


def test_a_small_product_is_not_enlarged_beyond_the_limit() -> None:
    alpha = box_alpha(slice(700, 800), slice(700, 800))
    placement = place_in_scene(
        alpha, Stance("standing"), canvas=(1600, 1600), least=0.75, share=0.64, max_scale=1.5, spot=CENTRED
    )
    assert placement.scale == 1.5
    assert placement.canvas == (1200, 1200)


@pytest.mark.parametrize("make", ["packshot", "scene"])
@pytest.mark.parametrize("side", ["left", "right", "top", "bottom"])
def test_a_product_cut_by_the_photos_border_sits_at_that_border(side: str, make: str) -> None:
    alpha = vase_photo()[1]
    stance = Stance("standing", **{side: True})
    if make == "packshot":
        placement = place_centred(alpha, stance, canvas=(1000, 1000), padding=0.1)
    else:
        placement = place_in_scene(
            alpha, stance, canvas=(1000, 1000), least=0.6, share=0.6, max_scale=1.5, spot=CENTRED
        )
    edges = {
        "left": placement.left,
        "top": placement.top,
        "right": placement.canvas[0] - placement.left - placement.width,
        "bottom": placement.canvas[1] - placement.top - placement.height,
    }
    assert edges[side] == 0


def test_the_box_holds_everything_visible() -> None:
    assert product_box(box_alpha(slice(10, 50), slice(20, 90), 100)) == (20, 10, 90, 50)


@pytest.mark.parametrize("canvas", [(1080, 1080), (1080, 1350), (1920, 1080), (1080, 1920)])
@pytest.mark.parametrize("spot", SPOTS)
@pytest.mark.parametrize("product", [(slice(0, 1600), slice(700, 900)), (slice(700, 900), slice(0, 1600))])
def test_no_format_crops_a_tall_or_a_wide_product(
    canvas: tuple[int, int], spot: str, product: tuple[slice, slice]
) -> None:
    placement = in_scene(box_alpha(*product), canvas, spot)
    assert placement.canvas == canvas
    assert 0 <= placement.left <= canvas[0] - placement.width
    assert 0 <= placement.top <= canvas[1] - placement.height
    assert placement.fill < 0.8


def test_spots_place_the_product_aside_smaller_or_where_it_stood() -> None:
    alpha = box_alpha(slice(600, 1000), slice(1100, 1300))

    def centre(spot: str) -> float:
        placement = in_scene(alpha, (1200, 1200), spot)
        return (placement.left + placement.width / 2) / 1200

    assert centre("centred") == pytest.approx(0.5, abs=0.01)
    assert centre("left third") == pytest.approx(1 / 3, abs=0.01)
    assert centre("right third") == pytest.approx(2 / 3, abs=0.01)
    assert centre("original") == pytest.approx(0.75, abs=0.01)
    assert in_scene(alpha, (1200, 1200), "padded").fill < 0.8 * in_scene(alpha, (1200, 1200), "centred").fill


def test_a_tight_placement_keeps_the_photos_pixels() -> None:
    placement = place_tightly(box_alpha(slice(100, 300), slice(200, 600)), padding=10)
    assert (placement.scale, placement.canvas) == (1.0, (420, 220))
