from __future__ import annotations

import numpy as np

from pdp_ai.imaging.expansion import measure_expansion


def box(rows: slice, columns: slice) -> np.ndarray:
    alpha = np.zeros((800, 800), np.uint8)
    alpha[rows, columns] = 255
    return alpha


PLACED = box(slice(300, 600), slice(300, 500))


def test_the_same_outline_is_no_expansion() -> None:
    assert measure_expansion(PLACED, PLACED) == {"expansion": 0, "second_product": 0}
    rough = box(slice(290, 612), slice(288, 510))
    assert measure_expansion(rough, PLACED) == {"expansion": 0, "second_product": 0}


def test_what_goes_on_from_the_product_is_an_expansion() -> None:
    grown = np.maximum(PLACED, box(slice(400, 500), slice(500, 700)))
    measured = measure_expansion(grown, PLACED)
    assert 0.2 < measured["expansion"] < 0.34
    assert measured["second_product"] == 0


def test_what_stands_apart_is_a_second_product() -> None:
    beside = np.maximum(PLACED, box(slice(300, 600), slice(600, 700)))
    measured = measure_expansion(beside, PLACED)
    assert measured["expansion"] == 0
    assert 0.4 < measured["second_product"] < 0.6


def test_a_product_that_is_not_seen_again_has_not_grown() -> None:
    assert measure_expansion(np.zeros_like(PLACED), PLACED) == {"expansion": 0, "second_product": 0}
