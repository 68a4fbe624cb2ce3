"""Packshots and scenes from a drawn photo, and the promise that the product's pixels are the photo's own."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from pdp_ai.imaging.arrays import decode_rgb
from pdp_ai.imaging.cutout_picture import make_cutout_picture
from pdp_ai.imaging.encode import encode
from pdp_ai.imaging.measure import measure_cutout, measure_untouched
from pdp_ai.imaging.packshot import make_packshot
from pdp_ai.imaging.picture import Cutout, Picture
from pdp_ai.imaging.place import SPOTS, place_in_scene
from pdp_ai.imaging.scene import make_scene, theme_for
from pdp_ai.imaging.stance import Stance, find_stance
from pdp_ai.imaging.themes import THEMES
from tests.imaging.drawn import blurred, vase_photo


@pytest.fixture(scope="module")
def vase() -> Cutout:
    photo, alpha = vase_photo((960, 1200))
    return Cutout(photo, alpha, find_stance(alpha))


def scene(cutout: Cutout, theme: str = "warm", seed: int = 0, size: tuple[int, int] = (1200, 1200)) -> Picture:
    placement = place_in_scene(
        cutout.alpha, cutout.stance, canvas=size, least=1.0, share=0.64, max_scale=1.5, spot=SPOTS["centred"]
    )
    return make_scene(
        cutout, placement, theme_for(cutout, wishes=(theme,), unwanted="", seed=seed), lead=cutout, seed=seed
    )


def packshot(cutout: Cutout, *, shadow: bool = True, colour: str = "white") -> Picture:
    return make_packshot(cutout, size=(1000, 1000), padding=0.09, shadow=shadow, colour=colour)


@pytest.mark.parametrize("make", [packshot, scene, make_cutout_picture])
def test_not_one_product_pixel_differs_from_the_photo(vase: Cutout, make: object) -> None:
    picture = make(vase)  # type: ignore[operator]
    measures = measure_untouched(picture.content, vase.photo, vase.alpha, picture.placement)
    assert measures["untouched_max"] == 0
    assert measures["untouched_mean"] == 0
    assert measures["untouched_share"] > 0.9


def test_one_touched_pixel_is_found(vase: Cutout) -> None:
    picture = scene(vase)
    pixels = decode_rgb(picture.content).copy()
    middle = picture.placement.top + picture.placement.height // 2, picture.placement.canvas[0] // 2
    pixels[middle] ^= 1
    measures = measure_untouched(encode(pixels), vase.photo, vase.alpha, picture.placement)
    assert measures["untouched_max"] == 1


def test_a_packshots_border_is_pure_white_and_its_shadow_lies_beneath(vase: Cutout) -> None:
    picture = packshot(vase)
    pixels = decode_rgb(picture.content)
    assert pixels.shape == (1000, 1000, 3)
    assert (pixels[:20] == 255).all()
    assert (pixels[:, :20] == 255).all()
    foot = picture.placement.top + picture.placement.height
    assert pixels[foot + 4, 500].max() < 245
    without = decode_rgb(packshot(vase, shadow=False).content)
    assert (without[foot + 2 :] == 255).all()


def test_a_packshot_may_stand_on_the_brands_colour(vase: Cutout) -> None:
    pixels = decode_rgb(packshot(vase, colour="#f4efe6").content)
    assert (pixels[:20] == (0xF4, 0xEF, 0xE6)).all()


def test_a_cut_out_is_transparent_around_the_product_and_keeps_nothing_of_its_old_background(vase: Cutout) -> None:
    picture = make_cutout_picture(vase)
    image = np.asarray(Image.open(io.BytesIO(picture.content)))
    assert image.shape == (picture.placement.canvas[1], picture.placement.canvas[0], 4)
    assert (image[..., 3] == 0).mean() > 0.2
    assert (image[image[..., 3] == 0] == 0).all()
    assert image[image.shape[0] // 2, image.shape[1] // 2, 3] == 255


@pytest.mark.parametrize("size", [(1080, 1350), (1280, 720), (720, 1280)])
def test_a_scene_of_any_format_holds_the_whole_product(vase: Cutout, size: tuple[int, int]) -> None:
    picture = scene(vase, size=size)
    pixels = decode_rgb(picture.content)
    assert pixels.shape == (size[1], size[0], 3)
    measures = measure_untouched(picture.content, vase.photo, vase.alpha, picture.placement)
    assert measures["untouched_max"] == 0
    assert picture.placement.height * picture.placement.width > 0.03 * size[0] * size[1]


def test_a_polished_floor_mirrors_the_product_and_a_board_does_not(vase: Cutout) -> None:
    def redness_below(theme: str) -> float:
        picture = scene(vase, theme)
        foot, middle = picture.placement.top + picture.placement.height, picture.placement.canvas[0] // 2
        near = decode_rgb(picture.content)[foot + 3 : foot + 12, middle - 40 : middle + 40].astype(int)
        far = decode_rgb(picture.content)[foot + 3 : foot + 12, :80].astype(int)
        return float((near[..., 0] - near[..., 2]).mean() - (far[..., 0] - far[..., 2]).mean())

    assert redness_below("studio") > redness_below("stone") + 3


def test_an_edge_carries_no_halo_of_its_old_background() -> None:
    photo, alpha = vase_photo((960, 1200), wall="#00ff00")
    cutout = Cutout(photo, alpha, Stance("lying"))
    pixels = decode_rgb(packshot(cutout, shadow=False).content).astype(int)
    greenness = pixels[..., 1] - np.maximum(pixels[..., 0], pixels[..., 2])
    assert greenness.max() < 30


def test_equal_seeds_give_equal_scenes_and_other_seeds_other_ones(vase: Cutout) -> None:
    first = scene(vase, "", seed=0).content
    assert scene(vase, "", seed=0).content == first
    assert scene(vase, "", seed=1).content != first


def test_every_theme_looks_different(vase: Cutout) -> None:
    looks = {}
    for theme in THEMES:
        picture = scene(vase, theme.words[0])
        assert picture.setting == f"{theme.name} scene"
        looks[theme.name] = decode_rgb(picture.content)[::40, ::40].astype(int)
    names = sorted(looks)
    for index, name in enumerate(names):
        for other in names[index + 1 :]:
            assert np.abs(looks[name] - looks[other]).mean() > 2, (name, other)


def test_light_from_the_other_side_moves_the_shadow(vase: Cutout) -> None:
    balances = set()
    for seed in range(6):
        picture = scene(vase, "studio", seed=seed)
        foot = picture.placement.top + picture.placement.height
        floor = decode_rgb(picture.content)[foot - 60 : foot - 20].astype(int).sum(axis=(0, 2))
        left, right = picture.placement.left, picture.placement.left + picture.placement.width
        balances.add(floor[left - 80 : left].sum() < floor[right : right + 80].sum())
    assert balances == {True, False}


@pytest.mark.parametrize("kind", ["standing", "lying", "hanging", "cropped"])
def test_every_stance_gets_a_scene_with_an_untouched_product(vase: Cutout, kind: str) -> None:
    cutout = Cutout(vase.photo, vase.alpha, Stance(kind))  # type: ignore[arg-type]
    picture = scene(cutout, "wood")
    assert measure_untouched(picture.content, vase.photo, vase.alpha, picture.placement)["untouched_max"] == 0


def test_a_clean_cut_out_measures_clean() -> None:
    photo, alpha = vase_photo()
    measures = measure_cutout(photo, alpha, blurred(alpha, 2))
    assert measures["pieces"] == 1
    assert measures["veil"] == 0
    assert measures["lost_edge"] < 0.05
    assert not any(value for name, value in measures.items() if name.startswith("border_"))


def test_what_only_some_looks_saw_and_was_dropped_is_measured() -> None:
    photo, truth = vase_photo()
    cut, looks = truth.copy(), blurred(truth).copy()
    cut[:240] = 0
    looks[:240] = (looks[:240] * 0.3).astype(np.uint8)
    neck = (truth[:240] > 127).sum() / (cut > 127).sum()
    # The looks are blurred: they reach a little beyond the neck.
    assert neck < measure_cutout(photo, cut, looks)["missed"] < 2 * neck
    assert measure_cutout(photo, truth, blurred(truth, 2))["missed"] == 0


def test_what_its_outline_leaves_out_is_measured_apart() -> None:
    photo, truth = vase_photo()
    cut, looks = truth.copy(), truth.copy()
    cut[:240] = 0
    looks[:240] = np.minimum(looks[:240], round(255 * 0.09))
    measures = measure_cutout(photo, cut, looks)
    neck = (truth[:240] > 127).sum() / (cut > 127).sum()
    assert measures["left_out"] == pytest.approx(neck, rel=0.1)
    assert measures["missed"] == 0


def test_what_has_the_products_colour_is_not_doubted_however_few_looks_saw_it() -> None:
    photo, truth = (pixels.copy() for pixels in vase_photo())
    looks = blurred(truth).copy()
    looks[:260] = (looks[:260] * 0.7).astype(np.uint8)
    assert measure_cutout(photo, truth, looks)["doubt"] == 0
    photo[truth > 0] = np.where(np.arange(600)[:, None, None] < 260, photo[5, 5], photo)[truth > 0]
    assert measure_cutout(photo, truth, looks)["doubt"] > 0.05


def test_a_veil_a_lost_edge_pieces_and_a_touched_border_are_measured() -> None:
    photo, alpha = (pixels.copy() for pixels in vase_photo())
    alpha[240:300] = np.minimum(alpha[240:300], 120)
    measures = measure_cutout(photo, alpha, alpha)
    assert measures["veil"] > 0.05
    assert measures["pieces"] == 2
    alpha[300:, :] = 255
    measures = measure_cutout(photo, alpha, alpha)
    assert measures["border_left"] == pytest.approx(0.5, abs=0.01)
    assert measures["border_bottom"] == 1
    assert measures["lost_edge"] > 0.2
