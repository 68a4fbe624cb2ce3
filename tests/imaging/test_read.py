from __future__ import annotations

import io
import struct
import subprocess
import sys
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms
from PIL.TiffImagePlugin import IFDRational

from pdp_ai.exceptions import PhotoUnreadable
from pdp_ai.imaging.read import MAX_SIDE, normalise_photo
from tests.imaging.drawn import encoded, vase_photo


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def png_bomb(side: int) -> bytes:
    """A valid one-colour PNG of side × side pixels in a few kilobytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    packer = zlib.compressobj(9)
    row = bytes(1 + side // 8)
    body = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_every_common_format_becomes_an_rgb_png(kind: str) -> None:
    if kind not in Image.registered_extensions().values():
        pytest.skip(f"this Pillow was built without {kind}")
    image = opened(normalise_photo(encoded(vase_photo()[0], kind)))
    assert (image.format, image.mode, image.size) == ("PNG", "RGB", (480, 600))


def test_a_png_keeps_every_pixel_and_equal_photos_give_equal_bytes() -> None:
    photo, _ = vase_photo()
    data = encoded(photo)
    assert np.array_equal(np.asarray(opened(normalise_photo(data))), photo)
    assert normalise_photo(data) == normalise_photo(data)


@pytest.mark.parametrize("side", [6_000, 12_000, 20_000])
def test_a_small_file_of_huge_dimensions_is_refused_before_a_pixel_is_decoded(
    side: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = png_bomb(side)
    assert len(data) < 100_000
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda *_: pytest.fail("the bomb was decoded"))
    with pytest.raises(PhotoUnreadable, match="25 megapixels"):
        normalise_photo(data)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf <?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"%PDF-1.7 not a photo", "not a JPEG"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(40), "HEIC|damaged|not a JPEG"),
        (encoded(Image.new("RGB", (20, 900))), "20 × 900"),
        (encoded(Image.new("RGB", (100, 100)), "TIFF"), "not a JPEG"),
        (encoded(vase_photo()[0])[:5000], "damaged|cut short"),
        (encoded(vase_photo()[0], "JPEG")[:3000], "damaged|cut short"),
        (encoded(vase_photo()[0])[:60] + bytes(500), "damaged|cut short"),
    ],
    ids=["empty", "svg", "pdf", "heic", "tiny", "tiff", "truncated png", "truncated jpeg", "corrupt"],
)
def test_an_unusable_file_is_refused_with_its_reason(data: bytes, told: str) -> None:
    with pytest.raises(PhotoUnreadable, match=told):
        normalise_photo(data)


def test_a_photo_comes_out_upright_and_without_its_gps_position() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: rotate by 90° to show
    exif.get_ifd(0x8825)[2] = (IFDRational(47), IFDRational(22), IFDRational(8))
    photo = Image.new("RGB", (200, 100), "white")
    photo.paste((200, 0, 0), (0, 0, 100, 100))
    data = encoded(photo, "JPEG", exif=exif, comment=b"taken at home", quality=95)
    assert dict(opened(data).getexif().get_ifd(0x8825))
    image = opened(normalise_photo(data))
    assert image.size == (100, 200)
    assert image.getpixel((50, 20))[0] > image.getpixel((50, 20))[1] + 100
    assert not dict(image.getexif())
    assert not image.info


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1"])
def test_unusual_modes_keep_their_look(mode: str) -> None:
    grey = Image.new("RGB", (100, 100), (128, 128, 128)).convert(mode)
    kind = "JPEG" if mode == "CMYK" else "PNG"
    pixels = np.asarray(opened(normalise_photo(encoded(grey, kind))))
    assert abs(float(pixels.mean()) - 128) < 4


def test_sixteen_bit_grey_is_scaled_and_not_clipped() -> None:
    grey = Image.fromarray(np.full((100, 100), 128 * 257, dtype=np.uint16))
    assert opened(normalise_photo(encoded(grey))).getpixel((5, 5)) == (128, 128, 128)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_a_photos_own_transparency_is_kept_for_the_cut_out(mode: str) -> None:
    photo = Image.new("RGBA", (100, 100), (90, 90, 90, 255))
    photo.paste((0, 0, 0, 0), (0, 0, 50, 100))
    image = opened(normalise_photo(encoded(photo.convert(mode))))
    assert image.mode == "RGBA"
    assert (image.getpixel((10, 10))[3], image.getpixel((90, 10))[3]) == (0, 255)


def test_an_opaque_alpha_channel_is_dropped() -> None:
    assert opened(normalise_photo(encoded(Image.new("RGBA", (100, 100), "red")))).mode == "RGB"


def test_a_colour_profile_is_converted_to_srgb_and_a_broken_one_is_ignored() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    photo = Image.new("RGB", (100, 100), (10, 120, 230))
    for profile in (lab, b"not a profile"):
        image = opened(normalise_photo(encoded(photo, icc_profile=profile)))
        assert max(abs(a - b) for a, b in zip(image.getpixel((5, 5)), (10, 120, 230), strict=True)) <= 1
        assert "icc_profile" not in image.info


def test_an_animation_gives_its_first_frame() -> None:
    frames = [Image.new("RGB", (100, 100), colour) for colour in ("red", "blue")]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert opened(normalise_photo(data)).getpixel((5, 5))[0] > 200


def test_a_large_photo_is_scaled_down_once() -> None:
    assert opened(normalise_photo(encoded(Image.new("RGB", (5000, 2500))))).size == (MAX_SIDE, MAX_SIDE // 2)


def test_reading_needs_no_numpy() -> None:
    code = (
        "import sys; sys.modules['numpy'] = None\n"
        "from pdp_ai.imaging.read import normalise_photo\n"
        "import pdp_ai.recipes.packshot, pdp_ai.recipes.scene, pdp_ai.quality.pictures, pdp_ai.engines.onnx_cutout\n"
        "import io; from PIL import Image; f = io.BytesIO(); Image.new('RGBA', (100, 100)).save(f, 'PNG')\n"
        "normalise_photo(f.getvalue())"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
