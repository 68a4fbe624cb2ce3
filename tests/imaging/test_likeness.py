from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageEnhance

from pdp_ai.imaging.likeness import nearest_in_folder, nearest_of_each
from tests.imaging.drawn import encoded, vase_photo

pytest.importorskip("imagehash")


def noise(seed: int) -> bytes:
    blocks = np.random.default_rng(seed).integers(0, 255, (6, 6, 3), dtype=np.uint8)
    return encoded(Image.fromarray(blocks).resize((240, 240), Image.Resampling.BICUBIC))


def test_pictures_that_differ_by_a_shade_are_near_and_others_far() -> None:
    photo = Image.fromarray(vase_photo()[0])
    brighter = ImageEnhance.Brightness(photo).enhance(1.04)
    same, twin, other = nearest_of_each([encoded(photo), encoded(brighter), noise(1)])
    assert (same, twin) == (twin, same)
    assert same <= 4
    assert other > 12


def test_a_picture_alone_has_no_neighbour() -> None:
    assert nearest_of_each([noise(1)]) == [64]


def test_another_shops_picture_is_recognised_smaller_and_as_jpeg(tmp_path: Path) -> None:
    photo = Image.fromarray(vase_photo()[0])
    assert nearest_in_folder(encoded(photo), str(tmp_path)) == 64
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "theirs.jpg").write_bytes(encoded(photo.resize((200, 250)), "JPEG", quality=70))
    (tmp_path / "broken.png").write_bytes(b"no picture")
    assert nearest_in_folder(encoded(photo), str(tmp_path)) <= 4
    assert nearest_in_folder(noise(2), str(tmp_path)) > 12
