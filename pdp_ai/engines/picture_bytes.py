"""Pictures as bytes at an image engine's door: read within bounds, written as PNG without anything but pixels."""

from __future__ import annotations

import io

from PIL import Image, ImageOps

from pdp_ai.exceptions import RequestRefused
from pdp_ai.sentences import sentence as _
from pdp_ai.types import ImageRequest

#: Pixels of the largest picture that is decoded or painted.
MOST_PIXELS = 25_000_000
#: Formats that are read; Pillow knows many more, and more than enough bugs in them.
FORMATS = ("PNG", "JPEG", "WEBP")


def check_request(request: ImageRequest) -> None:
    """Raise `RequestRefused` for what no image engine can answer. Reads no more than the pictures' headers."""
    if not request.prompt.strip():
        raise RequestRefused(_("A picture needs a prompt."))
    if min(request.width, request.height) < 1 or request.width * request.height > MOST_PIXELS:
        raise RequestRefused(
            _("A picture of %(width)s×%(height)s cannot be made.", width=request.width, height=request.height)
        )
    if request.mask and not request.image:
        raise RequestRefused(_("A mask needs the picture it belongs to."))
    if not 0 <= request.strength <= 1:
        raise RequestRefused(_("strength is a number from 0 to 1."))
    for data in filter(None, (request.image, request.mask)):
        _open(data)


def read_picture(data: bytes, size: tuple[int, int], mode: str = "RGB") -> Image.Image:
    """The picture in that mode, fitted to that size from its centre; transparency shows white."""
    picture = open_picture(data, mode)
    return picture if picture.size == size else ImageOps.fit(picture, size, Image.Resampling.LANCZOS)


def open_picture(data: bytes, mode: str = "RGB") -> Image.Image:
    """The picture in that mode, at its own size; transparency shows white. Raises `RequestRefused`."""
    picture = _open(data)
    try:
        picture.load()
    except (OSError, ValueError, SyntaxError) as error:
        raise RequestRefused(_("The picture is damaged: %(error)s", error=error)) from error
    if picture.has_transparency_data and mode != "RGBA":
        clear = picture.convert("RGBA")
        picture = Image.new("RGBA", clear.size, "white")
        picture.alpha_composite(clear)
    return picture.convert(mode)


def write_png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _open(data: bytes) -> Image.Image:
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RequestRefused(_("The picture cannot be read; PNG, JPEG and WebP are.")) from error
    if picture.width * picture.height > MOST_PIXELS:
        raise RequestRefused(
            _("The picture is too large: %(width)s×%(height)s pixels.", width=picture.width, height=picture.height)
        )
    return picture
