"""Lets a Wagtail image that is nowhere saved be resized by Wagtail's template tags, without a row or a file."""

from __future__ import annotations

from typing import Any

from wagtail.images.models import Filter

from pdp_ai.adapters.in_place import DraftPicture


def resize_in_memory(image: Any, picture: DraftPicture) -> None:
    """On this instance alone, a rendition names the part of the picture that Wagtail's own filter would cut out."""

    def get_rendition(wanted: Any) -> Any:
        wanted = Filter(wanted) if isinstance(wanted, str) else wanted
        transform = wanted.get_transform(image)
        left, upper, right, lower = (round(side) for side in transform.get_rect())
        box = (max(0, left), max(0, upper), min(image.width, right), min(image.height, lower))
        width, height = (max(1, round(side)) for side in transform.size)
        rendition = image.get_rendition_model()(image=image, filter_spec=wanted.spec)
        file = type(rendition.file)(rendition, rendition._meta.get_field("file"), picture.part((box, (width, height))))
        file.storage = picture.storage
        # Past the field's own bookkeeping, which would open the file to look how large it is.
        rendition.__dict__.update(file=file, width=width, height=height)
        return rendition

    def get_renditions(*wanted: Any) -> dict[str, Any]:
        renditions = [get_rendition(each) for each in wanted]
        return {rendition.filter_spec: rendition for rendition in renditions}

    image.get_rendition, image.get_renditions = get_rendition, get_renditions
