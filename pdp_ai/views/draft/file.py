"""The only address from which a draft's picture can be fetched, by reviewers only.

The bytes pass through the shop's own server, so that nothing but the permission opens them. Where a storage signs its
addresses, reviewers may be sent there instead, for as long as its signature lasts (``FILES["REDIRECT_TO_DRAFTS"]``).
"""

from __future__ import annotations

import io
import logging
from pathlib import PurePosixPath

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseForbidden,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from pdp_ai import conf
from pdp_ai.actions.permissions import REVIEW, may_with_product
from pdp_ai.adapters.pictures import MIMES, SUFFIXES
from pdp_ai.imaging.proof_of_part import proof_of_part
from pdp_ai.models import MediaDraft
from pdp_ai.provenance.marking import mark_thumbnail
from pdp_ai.storage_errors import storage_errors

logger = logging.getLogger(__name__)

#: Widths a thumbnail may have, so that nobody can fill the storage.
WIDTHS = (320, 1200)
THUMBNAIL_MIME = "image/webp"


def draft_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The picture, or with ``?width=320`` a smaller copy, or ``?proof``, or ``?whole`` for what it was cut from.

    403 without the permission, 404 for none.
    """
    if not request.user.has_perm(REVIEW):
        return HttpResponseForbidden()
    draft = get_object_or_404(MediaDraft, pk=pk)
    if not may_with_product(request.user, REVIEW, draft):
        return HttpResponseForbidden()
    if not draft.file or draft.mime not in SUFFIXES:
        raise Http404
    if "proof" in request.GET:
        return _proof(draft)
    width = request.GET.get("width", "")
    if width and width not in map(str, WIDTHS):
        raise Http404
    try:
        name = _thumbnail(draft, int(width)) if width else _name(draft, whole="whole" in request.GET)
        mime = MIMES[PurePosixPath(name).suffix]
        if conf.files("REDIRECT_TO_DRAFTS"):
            return _sent_away(draft.file.storage.url(name))
        return _private(draft.file.storage.open(name, "rb"), mime)
    except (FileNotFoundError, UnidentifiedImageError) as error:
        raise Http404 from error
    except storage_errors() as error:
        logger.warning("the drafts' storage does not answer: %s", error, extra={"action": "storage_failed"})
        return HttpResponse(_("The drafts' storage does not answer; try again in a moment."), status=503)


def _name(draft: MediaDraft, *, whole: bool) -> str:
    return str((draft.made_file if whole else draft.file).name)


def _sent_away(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    # The address opens the picture for everybody who has it.
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _proof(draft: MediaDraft) -> HttpResponseBase:
    if not draft.proof:
        raise Http404
    try:
        with draft.proof.open("rb") as file:
            content = file.read()
    except FileNotFoundError as error:
        raise Http404 from error
    return _private(ContentFile(_of_the_crop(draft, content)), THUMBNAIL_MIME)


def _of_the_crop(draft: MediaDraft, proof: bytes) -> bytes:
    measures = draft.original_measures
    if draft.crop_box is None or "product_left" not in measures:
        return proof
    left, top, right, bottom = (round(measures[f"product_{side}"]) for side in ("left", "top", "right", "bottom"))
    return proof_of_part(proof, (left, top, right, bottom), draft.crop_box, scale=measures.get("scale", 1.0))


def _private(file: File[bytes], mime: str) -> HttpResponse | FileResponse:
    response = FileResponse(file, content_type=mime)
    response.headers["Content-Disposition"] = "inline"
    response.headers["Cache-Control"] = "private, max-age=86400"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _thumbnail(draft: MediaDraft, width: int) -> str:
    """Its name; made once, and kept beside the drafts under the picture's own hash."""
    storage: Storage = draft.file.storage
    name = f"thumbs/{PurePosixPath(str(draft.file.name)).stem}-{width}.webp"
    if not storage.exists(name):
        with draft.file.open("rb") as original:
            content = original.read()
        name = storage.save(name, ContentFile(mark_thumbnail(_shrink(content, width), content)))
    return name


def _shrink(content: bytes, width: int) -> bytes:
    with Image.open(io.BytesIO(content)) as picture:
        picture.thumbnail((width, width))
        small = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    encoded = io.BytesIO()
    small.save(encoded, "WEBP", quality=82)
    return encoded.getvalue()
