from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pdp_ai.imaging.arrays import decode_rgb
from pdp_ai.quality.evaluation.cutout_figures import RENDERED, boundary_f, cutout_figures, measure_cutouts
from tests.imaging.drawn import vase_photo


@pytest.fixture
def rendered(tmp_path: Path) -> Path:
    photo, alpha = vase_photo((240, 300))
    for name in ("plain-000", "plain-001", "cables-000"):
        picture = Image.fromarray(np.dstack([photo, alpha]))
        picture.save(tmp_path / f"{name}.webp", "WEBP", lossless=True, exact=True)
    return tmp_path


def truthfully(photo: bytes) -> tuple[Any, Any]:
    """The drawn vase is all that is red; whoever sees it this well has the photo's colours before them."""
    pixels = decode_rgb(photo).astype(int)
    alpha = ((pixels[..., 0] - pixels[..., 2] > 40) * 255).astype(np.uint8)
    return alpha, alpha


def blindly(photo: bytes) -> tuple[Any, Any]:
    alpha = np.zeros(decode_rgb(photo).shape[:2], np.uint8)
    return alpha, alpha


def test_a_perfect_cut_out_measures_one_and_its_photo_is_the_whole_scene(rendered: Path) -> None:
    measured = list(measure_cutouts(truthfully, rendered))
    assert [product.name for product in measured] == ["cables-000", "plain-000", "plain-001"]
    assert min(product.iou for product in measured) > 0.97
    assert min(product.boundary_f for product in measured) > 0.99
    figures = cutout_figures(measured)
    assert {kind: figure["n"] for kind, figure in figures.items()} == {"all": 3, "cables": 1, "plain": 2}
    assert figures["all"]["failed"] == figures["all"]["sound_in_error"] == 0


def test_a_cut_out_that_found_nothing_is_a_failure_and_flagged(rendered: Path) -> None:
    figures = cutout_figures(list(measure_cutouts(blindly, rendered)))
    assert figures["all"]["iou"] == 0
    assert figures["all"]["failed"] == figures["all"]["failed_flagged"] == 3
    assert figures["all"]["sound_in_error"] == 0


def sliced(photo: bytes) -> tuple[Any, Any]:
    """The vase, whole, and beside it a line from border to border: that is to be an error."""
    alpha, _ = truthfully(photo)
    alpha[:, 8:11] = 255
    return alpha, alpha


def test_a_sound_cut_out_that_is_called_spoilt_is_counted(rendered: Path) -> None:
    figures = cutout_figures(list(measure_cutouts(sliced, rendered)))
    assert figures["all"]["failed"] == 0
    assert figures["all"]["sound_in_error"] == 3


def test_an_outline_just_off_is_forgiven_and_one_far_off_is_not() -> None:
    truth = np.zeros((300, 300), bool)
    truth[100:200, 100:200] = True
    assert boundary_f(np.roll(truth, 2, axis=0), truth) == 1
    assert boundary_f(np.roll(truth, 30, axis=0), truth) < 0.7
    assert boundary_f(np.zeros_like(truth), truth) == 0


def test_the_shipped_set_has_every_hard_kind_with_its_opacity() -> None:
    kinds: dict[str, int] = {}
    for path in RENDERED.glob("*.webp"):
        kinds[path.stem.rpartition("-")[0]] = kinds.get(path.stem.rpartition("-")[0], 0) + 1
        with Image.open(path) as image:
            assert image.mode == "RGBA", path
    assert set(kinds) == {"plain", "glass", "cables", "holes", "white-on-white", "black-on-black"}
    assert min(kinds.values()) >= 20
