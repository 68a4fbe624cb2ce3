"""easy-thumbnails: active by itself where the app is installed."""

from __future__ import annotations

import functools
from typing import Any

from django.core.files.base import ContentFile
from easy_thumbnails.files import Thumbnailer, ThumbnailFile

from pdp_ai.provenance.marking import mark_thumbnail


def keep_marks() -> None:
    """Called once, when all apps are ready. The app's own signal comes only after the thumbnail was stored."""
    generate = Thumbnailer.generate_thumbnail

    @functools.wraps(generate)
    def generate_and_mark(self: Any, *args: Any, **options: Any) -> ThumbnailFile:
        thumbnail = generate(self, *args, **options)
        if self.name.lower().endswith(".svg"):
            return thumbnail
        was_closed = self.closed
        self.open("rb")
        thumbnail.file = ContentFile(mark_thumbnail(thumbnail.file.read(), self.read()))
        if was_closed:
            self.close()
        return thumbnail

    Thumbnailer.generate_thumbnail = generate_and_mark
