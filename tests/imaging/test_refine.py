from __future__ import annotations

import numpy as np

from pdp_ai.imaging.refine import refine_alpha
from tests.imaging.drawn import blurred, vase_photo


def test_a_blurred_outline_is_drawn_back_to_the_products_edge() -> None:
    photo, truth = vase_photo()
    coarse = blurred(truth)
    refined = refine_alpha(photo, coarse)
    before = np.abs(coarse.astype(int) - truth).mean()
    after = np.abs(refined.astype(int) - truth).mean()
    assert after < 0.3 * before


def test_the_products_middle_is_fully_opaque_and_the_far_wall_fully_clear() -> None:
    photo, truth = vase_photo()
    refined = refine_alpha(photo, blurred(truth))
    assert refined[330, 240] == 255
    assert not refined[:, :60].any()


def test_crumbs_beside_the_product_are_dropped() -> None:
    photo, truth = vase_photo()
    dirty = blurred(truth).copy()
    dirty[20:26, 20:26] = 255
    assert not refine_alpha(photo, dirty)[:60, :60].any()


def test_a_vivid_wall_seen_through_a_gap_is_taken_out() -> None:
    photo, truth = (pixels.copy() for pixels in vase_photo(wall="#7030a0"))
    photo[300:340, 220:260] = (0x70, 0x30, 0xA0)
    assert refine_alpha(photo, blurred(truth))[310:330, 230:250].max() == 0


def test_a_white_part_of_a_product_before_a_white_wall_stays() -> None:
    photo, truth = (pixels.copy() for pixels in vase_photo(wall="#ffffff"))
    photo[300:340, 220:260] = 255
    assert refine_alpha(photo, blurred(truth))[310:330, 230:250].min() == 255


def test_what_the_engine_saw_faintly_is_whole_where_it_has_the_products_colour() -> None:
    photo, truth = vase_photo()
    faint = blurred(truth).copy()
    faint[150:260] = faint[150:260] // 2
    neck = np.s_[160:200, 220:260]
    assert truth[neck].min() == 255
    assert refine_alpha(photo, faint)[neck].min() == 255


def test_what_the_engine_took_along_faintly_goes_where_it_has_the_rooms_colour() -> None:
    photo, truth = vase_photo()
    along = blurred(truth).copy()
    along[300:400, 330:420] = np.maximum(along[300:400, 330:420], 130)
    beside = np.s_[310:390, 365:410]
    assert truth[beside].max() == 0
    assert refine_alpha(photo, along)[beside].max() == 0


def test_a_black_product_before_black_keeps_the_engines_outline_and_no_veil() -> None:
    photo, truth = vase_photo(wall="#0a0a0a")
    photo = (photo.astype(int) // 16).astype(np.uint8)
    refined = refine_alpha(photo, blurred(truth))
    assert ((refined > 127) != (truth > 127)).mean() < 0.005
    assert ((refined > 20) & (refined < 235)).mean() < 0.03


def test_a_small_products_edge_is_as_fine_as_a_large_ones() -> None:
    photo, truth = vase_photo()
    room, opacity = np.full((2400, 1920, 3), photo[0, 0]), np.zeros((2400, 1920), np.uint8)
    room[900:1500, 700:1180], opacity[900:1500, 700:1180] = photo, truth
    small = refine_alpha(room, blurred(opacity))[900:1500, 700:1180].astype(int)
    large = refine_alpha(photo, blurred(truth)).astype(int)
    assert np.abs(small - truth).mean() < 1.2 * np.abs(large - truth).mean()


def with_neighbour(rows: slice, columns: slice) -> tuple[np.ndarray, np.ndarray]:
    """The vase with a second red thing beside it, and what a coarse network sees of both."""
    photo, truth = (pixels.copy() for pixels in vase_photo())
    photo[rows, columns] = (0xA0, 0x30, 0x30)
    truth[rows, columns] = 255
    return photo, blurred(truth)


def test_what_the_border_cuts_through_beside_a_whole_product_is_left_out() -> None:
    photo, coarse = with_neighbour(np.s_[250:400], np.s_[400:480])
    refined = refine_alpha(photo, coarse)
    assert not refined[:, 390:].any()
    assert refined[330, 240] == 255


def test_what_stands_whole_beside_the_product_stays() -> None:
    photo, coarse = with_neighbour(np.s_[250:400], np.s_[380:450])
    assert refine_alpha(photo, coarse)[300:350, 400:430].min() == 255


def test_a_product_that_the_border_cuts_through_keeps_all_its_pieces() -> None:
    photo, coarse = with_neighbour(np.s_[250:400], np.s_[400:480])
    refined = refine_alpha(photo[:, 240:], coarse[:, 240:])
    assert refined[300:350, 180:220].min() == 255
