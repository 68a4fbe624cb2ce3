"""What a picture file says of its own making, as XMP: written into it, and read from it."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from html import escape, unescape

from PIL import Image

from pdp_ai.imaging.containers import with_xmp

#: Of IPTC's Digital Source Type terms.
VOCABULARY = "http://cv.iptc.org/newscodes/digitalsourcetype/"

#: IPTC Photo Metadata Standard 2025.1; attributes, as every XMP reader understands them.
_PACKET = """\
<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"{properties}/>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""

#: Whoever wrote the packet, and whichever of XMP's notations was chosen: the term's address stands in it.
_TERM = re.compile(rb"https?://cv\.iptc\.org/newscodes/digitalsourcetype/(\w{1,60})")
_SYSTEM = re.compile(rb'Iptc4xmpExt:AISystemUsed="([^"]*)"')
_VERSION = re.compile(rb'Iptc4xmpExt:AISystemVersionUsed="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Mark:
    #: A term of `VOCABULARY`.
    source_type: str
    #: The models that took part, and their revision.
    system: str = ""
    version: str = ""

    @property
    def source_url(self) -> str:
        return VOCABULARY + self.source_type


def embed_mark(content: bytes, mime: str, mark: Mark) -> bytes:
    """A picture file that holds no XMP yet, with the mark. The picture in it stays as it is, to the byte."""
    return with_xmp(content, mime, _packet(mark))


def read_mark(content: bytes) -> Mark | None:
    """The mark of any picture file Pillow can open, ours or another maker's; None where there is none."""
    with Image.open(io.BytesIO(content)) as image:
        return parse_mark(image.info.get("xmp", b""))


def parse_mark(packet: bytes) -> Mark | None:
    """The mark in an XMP packet."""
    term = _TERM.search(packet)
    return Mark(term[1].decode(), _text(_SYSTEM, packet), _text(_VERSION, packet)) if term else None


def _packet(mark: Mark) -> bytes:
    values = {
        "DigitalSourceType": mark.source_url,
        "AISystemUsed": mark.system,
        "AISystemVersionUsed": mark.version,
    }
    properties = "".join(f'\n  Iptc4xmpExt:{name}="{escape(value)}"' for name, value in values.items() if value)
    return _PACKET.format(properties=properties).encode()


def _text(pattern: re.Pattern[bytes], packet: bytes) -> str:
    found = pattern.search(packet)
    return unescape(found[1].decode(errors="replace")) if found else ""
