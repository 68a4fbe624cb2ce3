"""Opens a product's photo safely. Pillow only, so that the web process may use it too.

The normalised photo is "the photo" from here on: every later promise about untouched pixels is made against it.
"""

from __future__ import annotations

import contextlib
import io
import struct

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from pdp_ai.exceptions import PhotoUnreadable
from pdp_ai.sentences import sentence as _

#: Larger pictures are refused before a pixel is decoded.
MAX_PIXELS = 25_000_000
#: Pixels on the short side below which nothing a shop could publish can be made.
MIN_SIDE = 64
#: Larger photos are scaled down once, with Lanczos: no picture made here shows more.
MAX_SIDE = 2400

#: Whatever else Pillow can open stays closed. Some of these depend on how Pillow was built.
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "HEIF")
#: ISO base media brands of HEIC files, at bytes 8 to 12 (ISO/IEC 23008-12, annex B).
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1")
#: What Pillow's decoders raise on broken input.
_DECODER_ERRORS = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, struct.error)


def normalise_photo(data: bytes) -> bytes:
    """The photo as PNG: upright, sRGB, 8 bits, at most `MAX_SIDE` px, first frame, no metadata at all.

    RGB; RGBA only when the photo itself is partly transparent, since its own transparency is the best cut-out there is.
    Equal photos give equal bytes. Raises `PhotoUnreadable` saying what is wrong.
    """
    image = _open(data)
    try:
        image.seek(0)
        image.load()
    except (Image.DecompressionBombError, MemoryError, *_DECODER_ERRORS) as error:
        raise PhotoUnreadable(_("The photo is damaged or cut short; upload it again.")) from error
    profile = image.info.get("icc_profile")
    image = _to_srgb(_to_eight_bits(ImageOps.exif_transpose(image)), profile)
    if max(image.size) > MAX_SIDE:
        scale = MAX_SIDE / max(image.size)
        size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        image = image.resize(size, Image.Resampling.LANCZOS)
    # A new image: nothing that came with the file (EXIF, XMP, text, profile) is carried over.
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    out = io.BytesIO()
    bare.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _open(data: bytes) -> Image.Image:
    """The opened file: header read, size checked, nothing decoded."""
    if not data:
        raise PhotoUnreadable(_("The photo file is empty; upload it again."))
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"<") and b"<svg" in data[:65536].lower():
        raise PhotoUnreadable(_("SVG drawings cannot be used as a product photo; upload a JPEG, PNG or WebP."))
    Image.init()
    with contextlib.suppress(ImportError):
        from pillow_heif import HeifImagePlugin  # noqa: F401  # an extra; registers itself with Pillow
    too_large = _("The photo has more than %(most)s megapixels; upload a smaller one.", most=MAX_PIXELS // 1_000_000)
    try:
        image = Image.open(io.BytesIO(data), formats=[name for name in _FORMATS if name in Image.OPEN])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PhotoUnreadable(too_large) from error
    except UnidentifiedImageError as error:
        if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
            raise PhotoUnreadable(_("HEIC photos cannot be read here; upload it as JPEG, PNG or WebP.")) from error
        raise PhotoUnreadable(_("This is not a JPEG, PNG, WebP, GIF or AVIF photo, or it is damaged.")) from error
    except _DECODER_ERRORS as error:
        raise PhotoUnreadable(_("The photo is damaged or cut short; upload it again.")) from error
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise PhotoUnreadable(too_large)
    if min(width, height) < MIN_SIDE:
        raise PhotoUnreadable(
            _(
                "The photo has only %(width)s × %(height)s pixels; upload one with at least %(min_side)s on each side.",
                width=width,
                height=height,
                min_side=MIN_SIDE,
            )
        )
    return image


def _to_eight_bits(image: Image.Image) -> Image.Image:
    """One of the modes L, CMYK, LAB, RGB and RGBA."""
    if image.mode.startswith("I"):
        # 16-bit grey; convert("L") alone would clip everything above 255 to white.
        return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode in {"L", "CMYK", "LAB", "RGB"}:
        return image
    return image.convert("RGB")


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """`image` as RGB in sRGB, or as RGBA where it is truly transparent somewhere. A broken profile is ignored."""
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    opaque = image.convert("RGB") if alpha else image
    if profile:
        try:
            converted = ImageCms.profileToProfile(
                opaque,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
                outputMode="RGB",
            )
        except (ImageCms.PyCMSError, *_DECODER_ERRORS):
            converted = None
        opaque = converted or opaque
    opaque = opaque.convert("RGB")
    if alpha and alpha.tobytes().strip(b"\xff"):
        opaque.putalpha(alpha)
    return opaque
