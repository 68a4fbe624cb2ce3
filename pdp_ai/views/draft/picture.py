"""Where a reviewer's browser fetches a draft's picture."""

from __future__ import annotations

from typing import Protocol

from pdp_ai.views.face import Face


class Picture(Protocol):
    """A draft, or a row with a few of its columns."""

    @property
    def pk(self) -> int: ...

    @property
    def crop(self) -> str: ...


def picture_url(draft: Picture, face: Face, **query: object) -> str:
    """Another crop has another address, because browsers keep what they fetched."""
    return face.url("file", draft.pk, **query, **({"crop": draft.crop} if draft.crop else {}))
