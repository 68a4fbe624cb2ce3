"""sorl-thumbnail: ``THUMBNAIL_ENGINE = "pdp_ai.thumbnails.sorl.MarkingEngine"``.

Its engines never see the original file, only what Pillow kept of it: the mark survives, a signature does not.
"""

from __future__ import annotations

from typing import Any

from PIL import Image
from sorl.thumbnail.engines.pil_engine import Engine

from pdp_ai.imaging.containers import takes_xmp
from pdp_ai.imaging.mark import embed_mark, parse_mark


class MarkingEngine(Engine):
    """sorl's engine for Pillow, with the mark of the original in every thumbnail."""

    def _get_raw_data(
        self, image: Any, format_: str, quality: int, image_info: Any = None, progressive: bool = False
    ) -> bytes:
        content: bytes = super()._get_raw_data(image, format_, quality, image_info, progressive)
        mark = parse_mark((image_info or {}).get("xmp", b""))
        mime = Image.MIME[format_]
        return embed_mark(content, mime, mark) if mark and takes_xmp(mime) else content
