from __future__ import annotations

import numpy as np

from pdp_ai.imaging.match import match_light


def photo_of(grey: tuple[int, int, int]) -> tuple[np.ndarray, np.ndarray]:
    """A greyish product in the middle, in that light."""
    alpha = np.zeros((200, 200), np.uint8)
    alpha[50:150, 50:150] = 255
    photo = np.zeros((200, 200, 3), np.uint8)
    photo[50:150, 50:150] = grey
    return photo, alpha


BACKDROP = np.full((100, 100, 3), 0.5, np.float32)


def test_surroundings_take_on_the_products_warmth_in_part() -> None:
    warm = match_light(BACKDROP, *photo_of((150, 140, 126)))
    assert warm[..., 0].mean() > warm[..., 1].mean() > warm[..., 2].mean()
    assert warm[..., 0].mean() / warm[..., 2].mean() < 150 / 126


def test_a_dark_product_gets_darker_surroundings_within_bounds() -> None:
    dark = match_light(BACKDROP, *photo_of((40, 40, 40)))
    assert 0.5 * 0.75 <= dark.mean() < 0.45


def test_what_shines_stays_white_when_the_rest_is_darkened() -> None:
    sky = BACKDROP.copy()
    sky[:20] = 1.0
    dark = match_light(sky, *photo_of((40, 40, 40)))
    assert dark[:20].min() > 0.98
    assert dark[20:].max() < 0.45


def test_a_colourful_product_says_nothing_about_the_lights_colour() -> None:
    red = match_light(BACKDROP, *photo_of((200, 30, 30)))
    assert np.ptp(red.mean(axis=(0, 1))) < 0.01
