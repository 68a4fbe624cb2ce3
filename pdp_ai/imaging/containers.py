"""Puts an XMP packet into a finished picture file without decoding it: no byte of the picture itself changes."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterator

from PIL import Image

#: A box of an ISO base media file: its four letters and its content without the header.
Box = tuple[bytes, bytes]


def takes_xmp(mime: str) -> bool:
    return mime in _WRITERS


def with_xmp(content: bytes, mime: str, packet: bytes) -> bytes:
    """A PNG, JPEG, WebP or AVIF file that holds no XMP yet, with this packet (XMP specification, part 3)."""
    return _WRITERS[mime](content, packet)


def _png(content: bytes, packet: bytes) -> bytes:
    """An uncompressed iTXt chunk behind the header chunk."""
    body = b"iTXt" + b"XML:com.adobe.xmp" + bytes(5) + packet
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    header = 8 + 25  # the signature, and IHDR
    return content[:header] + chunk + content[header:]


def _jpeg(content: bytes, packet: bytes) -> bytes:
    """An APP1 segment behind the JFIF segment, which has to stay the first."""
    body = b"http://ns.adobe.com/xap/1.0/\0" + packet
    segment = b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
    start = 2
    if content[2:4] == b"\xff\xe0":
        start += 2 + int.from_bytes(content[4:6], "big")
    return content[:start] + segment + content[start:]


#: Bits of the VP8X chunk (RFC 9649, section 2.7).
_WEBP_ALPHA, _WEBP_XMP = 0x10, 0x04


def _webp(content: bytes, packet: bytes) -> bytes:
    """An ``XMP`` chunk at the end, and the extended header that announces it."""
    chunks = content[12:]
    if chunks[:4] == b"VP8X":
        extended = chunks[:8] + bytes([chunks[8] | _WEBP_XMP]) + chunks[9:18]
        chunks = chunks[18:]
    else:
        with Image.open(io.BytesIO(content)) as image:
            flags = _WEBP_XMP | (_WEBP_ALPHA if image.mode == "RGBA" else 0)
            width, height = image.size
        size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
        extended = b"VP8X" + struct.pack("<I", 10) + bytes([flags, 0, 0, 0]) + size
    xmp = b"XMP " + struct.pack("<I", len(packet)) + packet + bytes(len(packet) % 2)
    body = b"WEBP" + extended + chunks + xmp
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _avif(content: bytes, packet: bytes) -> bytes:
    """A further item, described in ``meta``, with its bytes in an ``mdat`` of its own at the end (ISO/IEC 23008-12)."""
    boxes = dict(_boxes(content))
    meta = list(_boxes(boxes[b"meta"][4:]))
    inner = dict(meta)
    item = max(_item_ids(inner[b"iinf"])) + 1
    primary = int.from_bytes(inner[b"pitm"][4:6], "big")
    described = b"cdsc" + struct.pack(">HHH", item, 1, primary)
    references = inner.get(b"iref", bytes(4)) + struct.pack(">I", len(described) + 4) + described
    information = _with_item(inner[b"iinf"], item)

    def file(growth: int, offset: int) -> bytes:
        locations = _with_location(inner[b"iloc"], growth, item, offset, len(packet))
        grown = [(kind, {b"iinf": information, b"iloc": locations}.get(kind, body)) for kind, body in meta]
        grown = [(kind, body) for kind, body in grown if kind != b"iref"] + [(b"iref", references)]
        written = boxes[b"meta"][:4] + _written(grown)
        return _written([(kind, written if kind == b"meta" else body) for kind, body in _boxes(content)])

    # The lengths do not depend on the offsets, so the first round finds them.
    length = len(file(0, 0))
    return file(length - len(content), length + 8) + _written([(b"mdat", packet)])


def _boxes(data: bytes) -> Iterator[Box]:
    """The boxes that follow one another; a size of 0 means up to the end."""
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big") or len(data) - at
        yield data[at + 4 : at + 8], data[at + 8 : at + size]
        at += size


def _written(boxes: list[Box]) -> bytes:
    return b"".join(struct.pack(">I", len(body) + 8) + kind + body for kind, body in boxes)


def _item_ids(information: bytes) -> list[int]:
    return [int.from_bytes(body[4:6], "big") for _, body in _boxes(information[6:])]


def _with_item(information: bytes, item: int) -> bytes:
    entry = struct.pack(">BxxxHH4s", 2, item, 0, b"mime") + b"XMP\0" + b"application/rdf+xml\0"
    count = int.from_bytes(information[4:6], "big") + 1
    return information[:4] + struct.pack(">H", count) + information[6:] + _written([(b"infe", entry)])


def _with_location(locations: bytes, growth: int, item: int, offset: int, length: int) -> bytes:
    """Version 0 of the box with 4-byte offsets and lengths and no base, as libavif writes it."""
    if locations[:1] != b"\0" or locations[4:6] != b"\x44\x00":
        raise ValueError("This AVIF file keeps its items in a way that is not written here.")
    count, at = int.from_bytes(locations[6:8], "big"), 8
    entries = b""
    for _ in range(count):
        extents = int.from_bytes(locations[at + 4 : at + 6], "big")
        entries += locations[at : at + 6]
        for extent in range(at + 6, at + 6 + 8 * extents, 8):
            start, size = struct.unpack(">II", locations[extent : extent + 8])
            entries += struct.pack(">II", start + growth, size)
        at += 6 + 8 * extents
    entries += struct.pack(">HHHII", item, 0, 1, offset, length)
    return locations[:6] + struct.pack(">H", count + 1) + entries


#: By MIME type.
_WRITERS: dict[str, Callable[[bytes, bytes], bytes]] = {
    "image/png": _png,
    "image/jpeg": _jpeg,
    "image/webp": _webp,
    "image/avif": _avif,
}
