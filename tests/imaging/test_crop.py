"""A part of a finished picture: its pixels are what they were, and its measures say no more than is known."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from pdp_ai.imaging.arrays import decode_rgb
from pdp_ai.imaging.crop import carried_over, crop, is_part, measures_in_crop, whole_of
from pdp_ai.imaging.measure import measure_untouched
from pdp_ai.imaging.packshot import make_packshot
from pdp_ai.imaging.picture import Cutout, Picture
from pdp_ai.imaging.stance import find_stance
from pdp_ai.quality.picture_crop import crop_findings
from tests.imaging.drawn import vase_photo


@pytest.fixture(scope="module")
def cutout() -> Cutout:
    photo, alpha = vase_photo((960, 1200))
    return Cutout(photo, alpha, find_stance(alpha))


@pytest.fixture(scope="module")
def packshot(cutout: Cutout) -> Picture:
    return make_packshot(cutout, size=(1000, 1000), padding=0.09, shadow=True)


@pytest.fixture(scope="module")
def measures(cutout: Cutout, packshot: Picture) -> dict[str, float]:
    return measure_untouched(packshot.content, cutout.photo, cutout.alpha, packshot.placement)


def test_every_pixel_of_the_part_is_what_it_was(packshot: Picture) -> None:
    box = (100, 40, 731, 902)
    part = decode_rgb(crop(packshot.content, box))
    assert np.array_equal(part, decode_rgb(packshot.content)[40:902, 100:731])
    assert whole_of(packshot.content) == (0, 0, 1000, 1000)


def test_transparency_is_cut_along() -> None:
    content = io.BytesIO()
    Image.new("RGBA", (200, 200), (10, 20, 30, 40)).save(content, "PNG")
    with Image.open(io.BytesIO(crop(content.getvalue(), (0, 0, 100, 80)))) as part:
        assert (part.size, part.getpixel((5, 5))) == ((100, 80), (10, 20, 30, 40))


@pytest.mark.parametrize("box", [(-1, 0, 99, 99), (0, 0, 301, 99), (0, 0, 63, 99), (0, 50, 99, 113), (90, 0, 20, 99)])
def test_what_is_outside_or_tiny_is_no_part(box: tuple[int, int, int, int]) -> None:
    assert not is_part(box, (0, 0, 300, 200))
    assert is_part((236, 136, 300, 200), (0, 0, 300, 200))


def test_round_the_whole_product_its_proof_holds_and_it_fills_more(measures: dict[str, float]) -> None:
    box = tuple(int(measures[f"product_{side}"]) for side in ("left", "top", "right", "bottom"))
    inside = measures_in_crop(measures, box)  # type: ignore[arg-type]
    assert (inside["untouched_max"], inside["untouched_share"]) == (0, measures["untouched_share"])
    assert inside["fill"] == 1
    assert list(crop_findings(inside)) == []


def test_into_the_product_it_is_told_on_which_sides_and_how_far(measures: dict[str, float]) -> None:
    width = measures["product_right"] - measures["product_left"]
    left = round(measures["product_left"] + width / 4)
    inside = measures_in_crop(measures, (left, 0, 1000, 1000))
    [finding] = crop_findings(inside)
    assert (finding.code, finding.severity) == ("crop_cuts_product", "warning")
    assert finding.evidence == {"left": pytest.approx(0.25, abs=0.01)}
    assert inside["untouched_max"] == 0
    assert "untouched_share" not in inside


def test_where_the_product_is_unknown_a_person_is_asked_to_look() -> None:
    [finding] = crop_findings(measures_in_crop({"untouched_max": 0}, (0, 0, 100, 100)))
    assert finding.code == "crop_unmeasured"
    assert list(crop_findings(measures_in_crop({}, (0, 0, 100, 100)))) == []


def test_a_point_is_carried_over_and_lost_outside() -> None:
    whole, part = (0, 0, 1000, 500), (200, 100, 600, 500)
    assert carried_over((0.3, 0.4), whole, part) == (0.25, 0.25)
    assert carried_over((0.25, 0.25), part, whole) == (0.3, 0.4)
    assert carried_over((0.1, 0.4), whole, part) is None
