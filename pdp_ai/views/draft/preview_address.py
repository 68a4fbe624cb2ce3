"""Signed addresses under which a draft can be seen on the shop's page, for a while, and its picture there.

A signature covers what the address is of: with one draft's address nobody sees another's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.files.base import File
from django.core.files.storage import Storage
from django.core.signing import BadSignature, TimestampSigner
from django.urls import NoReverseMatch, reverse

from pdp_ai import conf
from pdp_ai.adapters.in_place import DraftPicture, Part
from pdp_ai.models import MediaDraft

PAGE, PICTURE = "pdp_ai:preview", "pdp_ai:preview_picture"

_PICTURE_NAME = re.compile(r"(\d+)(?:/(\d+),(\d+),(\d+),(\d+)/(\d+)x(\d+))?")


def has_addresses() -> bool:
    """Whether the project has included `pdp_ai.urls`."""
    try:
        return bool(reverse(PAGE, args=["0"]))
    except NoReverseMatch:
        return False


def page_address(draft: MediaDraft) -> str:
    return reverse(PAGE, args=[_signer(PAGE).sign(str(draft.pk))])


def draft_of_page(token: str) -> int:
    """The draft's key. Raises `BadSignature`, or `SignatureExpired`, which is one."""
    return int(_signer(PAGE).unsign(token, max_age=conf.review("PREVIEW_SECONDS")))


@dataclass(frozen=True, slots=True)
class AskedPicture:
    draft: int
    #: None for the whole picture as it is.
    part: Part | None


def asked_picture(token: str) -> AskedPicture:
    """Raises `BadSignature`, or `SignatureExpired`, which is one."""
    match = _PICTURE_NAME.fullmatch(_signer(PICTURE).unsign(token, max_age=conf.review("PREVIEW_SECONDS")))
    if match is None:
        raise BadSignature
    draft, *sides = match.groups()
    if sides[0] is None:
        return AskedPicture(int(draft), None)
    left, upper, right, lower, width, height = map(int, sides)
    return AskedPicture(int(draft), ((left, upper, right, lower), (width, height)))


def picture_of(draft: MediaDraft) -> DraftPicture:
    name = str(draft.pk)
    alt = draft.text or draft.product_title
    return DraftPicture(name, PreviewStorage(draft), partial(_part_name, name), alt, draft.focal_point)


class PreviewStorage(Storage):
    """What a template sees as the storage of the draft's picture: read-only, and its addresses are signed."""

    def __init__(self, draft: MediaDraft) -> None:
        self.draft = draft

    def url(self, name: str | None) -> str:
        return reverse(PICTURE, args=[_signer(PICTURE).sign(name or "")])

    def exists(self, name: str) -> bool:
        return True

    def size(self, name: str) -> int:
        return int(self.draft.file.size)

    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        return self.draft.file.storage.open(str(self.draft.file.name), "rb")


def _part_name(name: str, part: Part) -> str:
    box, (width, height) = part
    return f"{name}/{','.join(map(str, box))}/{width}x{height}"


def _signer(purpose: str) -> TimestampSigner:
    return TimestampSigner(salt=purpose)
