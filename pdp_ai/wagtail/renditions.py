"""Lets Wagtail's renditions keep their picture's mark; Wagtail drops it with every resize.

`AbstractImage.generate_rendition_file` is the one way on which every rendition comes into being, alone or with others,
and there is no hook on it. It is wrapped here, so that no shop has to swap its image model for this.
"""

from __future__ import annotations

import functools
from typing import Any

from django.core.files.base import ContentFile, File
from wagtail.images.models import AbstractImage

from pdp_ai.provenance.marking import mark_thumbnail


def keep_marks() -> None:
    """Called once, when all apps are ready."""
    generate = AbstractImage.generate_rendition_file

    @functools.wraps(generate)
    def generate_and_mark(self: Any, rendition_filter: Any, *, source: Any = None) -> File[bytes]:
        rendition = generate(self, rendition_filter, source=source)
        if self.is_svg():
            return rendition
        if source is not None:
            return _marked(rendition, source)
        with self.open_file() as original:
            return _marked(rendition, original)

    AbstractImage.generate_rendition_file = generate_and_mark


def _marked(rendition: File[bytes], original: Any) -> File[bytes]:
    original.seek(0)
    rendition.seek(0)
    with rendition:
        return ContentFile(mark_thumbnail(rendition.read(), original.read()), name=rendition.name)
