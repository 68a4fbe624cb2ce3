"""Compression for the page: as small as asked, and honest about what it costs."""

from __future__ import annotations

import io
from typing import get_args

import numpy as np
import pytest
from PIL import Image

from pdp_ai.imaging.compress import LOWEST_QUALITY, Form, compress
from tests.imaging.drawn import encoded, vase_photo

VASE = encoded(vase_photo()[0])
FORMS = get_args(Form)


@pytest.mark.parametrize("form", FORMS)
def test_it_is_smaller_and_says_how_far_it_differs(form: Form) -> None:
    small = compress(VASE, form, quality=85, max_bytes=None)
    assert small is not None
    assert (small.mime, small.quality) == (f"image/{form}", 85)
    assert len(small.content) < len(VASE) / 3
    shown = np.asarray(Image.open(io.BytesIO(small.content)).convert("RGB")).astype(int)
    difference = np.abs(shown - np.asarray(Image.open(io.BytesIO(VASE))))
    assert small.max_difference == difference.max() > 0
    assert small.mean_difference == pytest.approx(difference.mean(), abs=0.001)


@pytest.mark.parametrize("form", FORMS)
def test_quality_goes_down_only_as_far_as_the_size_wants(form: Form) -> None:
    free = compress(VASE, form, quality=95, max_bytes=None)
    assert free is not None
    limit = len(free.content) * 2 // 3
    small = compress(VASE, form, quality=95, max_bytes=limit)
    assert small is not None
    assert len(small.content) <= limit
    assert LOWEST_QUALITY <= small.quality < 95
    better = compress(VASE, form, quality=min(small.quality + 4, 95), max_bytes=None)
    assert better is not None
    assert len(better.content) > limit
    assert compress(VASE, form, quality=95, max_bytes=len(free.content)) == free


def test_what_cannot_be_made_small_enough_is_not_made_ugly() -> None:
    assert compress(VASE, "jpeg", quality=90, max_bytes=100) is None


@pytest.mark.parametrize("form", ["webp", "avif"])
def test_transparency_stays(form: Form) -> None:
    cut = Image.fromarray(vase_photo((96, 120))[0])
    cut.putalpha(Image.fromarray(vase_photo((96, 120))[1]))
    small = compress(encoded(cut), form, quality=85, max_bytes=None)
    assert small is not None
    assert Image.open(io.BytesIO(small.content)).mode == "RGBA"


def test_no_metadata_comes_along() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    photo = encoded(Image.open(io.BytesIO(VASE)), "JPEG", exif=exif, comment=b"x", xmp=b"<x/>")
    for form in FORMS:
        small = compress(photo, form, quality=85, max_bytes=None)
        assert small is not None
        info = Image.open(io.BytesIO(small.content)).info
        assert not {"exif", "xmp", "comment", "icc_profile"} & {key for key, value in info.items() if value}
