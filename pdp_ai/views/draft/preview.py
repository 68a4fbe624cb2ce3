"""The shop's page with a draft in place, under a signed address that expires. Nothing is saved by looking at it."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.signing import BadSignature, SignatureExpired
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from PIL import Image, UnidentifiedImageError

from pdp_ai import conf, registry
from pdp_ai.actions.permissions import REVIEW, require
from pdp_ai.adapters.in_place import Part
from pdp_ai.exceptions import PdpAiError, PreviewImpossible
from pdp_ai.models import MediaDraft
from pdp_ai.provenance.marking import mark_thumbnail
from pdp_ai.say import say
from pdp_ai.views.draft.preview_address import asked_picture, draft_of_page, picture_of
from pdp_ai.views.draft.shop_answer import shop_answer

View = Callable[[HttpRequest, str], HttpResponseBase]

#: What an unreviewed page may do: run its own scripts, on an origin that is nobody's.
SANDBOX = "sandbox allow-scripts"


def unlisted(view: View) -> View:
    """Kept by nobody and listed by nobody; an address that has expired says so, a made-up one does not exist."""

    @require_GET
    @wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponseBase:
        try:
            response = view(request, token)
        except SignatureExpired:
            response = _message(request, _("This preview has expired. Open it anew from the draft."), status=410)
        except BadSignature as error:
            raise Http404 from error
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return answer


@unlisted
def preview(request: HttpRequest, token: str) -> HttpResponseBase:
    """The shop's page; without an account only where ``REVIEW["SHARE_PREVIEWS"]`` allows that."""
    key = draft_of_page(token)
    if not conf.review("SHARE_PREVIEWS") and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    draft = get_object_or_404(MediaDraft.objects.select_related("job"), pk=key)
    if not conf.review("SHARE_PREVIEWS"):
        require(request.user, REVIEW, draft)
    try:
        response = page_with(draft, request)
    except PdpAiError as refusal:
        return _message(request, say(refusal), status=409)
    # The cookies of a visitor without an account would sign the reviewer out.
    response.cookies.clear()
    own = response.headers.get("Content-Security-Policy")
    response.headers["Content-Security-Policy"] = f"{own}, {SANDBOX}" if own else SANDBOX
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    patch_vary_headers(response, ["Cookie"])
    return response


def page_with(draft: MediaDraft, request: HttpRequest) -> HttpResponseBase:
    """Raises `PreviewImpossible`, `ProductNotFound`, `PublishRefused` and `ConfigurationError`."""
    adapter = registry.adapter_for(draft.product_model)
    product = adapter.get(draft.product_id)
    page = registry.shop_page(product)
    if page is None:
        raise PreviewImpossible
    adapter.put_in_place(product, draft.place, picture_of(draft) if draft.is_picture else draft.text)
    return shop_answer(request, page, product, url=adapter.public_url(product), language=draft.language)


@unlisted
def preview_picture(_request: HttpRequest, token: str) -> HttpResponseBase:
    """The draft's picture for that page. The signature is all that opens it: the page's sandbox sends no cookies."""
    asked = asked_picture(token)
    draft = get_object_or_404(MediaDraft.objects.exclude(file=""), pk=asked.draft)
    try:
        with draft.file.open("rb") as file:
            content = file.read()
        mime = "image/webp" if asked.part else draft.mime
        response = HttpResponse(_cut(content, asked.part) if asked.part else content, content_type=mime)
    except (FileNotFoundError, UnidentifiedImageError) as error:
        raise Http404 from error
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _cut(content: bytes, part: Part) -> bytes:
    box, size = part
    with Image.open(io.BytesIO(content)) as picture:
        cut = picture.convert("RGBA" if picture.has_transparency_data else "RGB").resize(
            size, Image.Resampling.LANCZOS, box
        )
    encoded = io.BytesIO()
    cut.save(encoded, "WEBP", quality=82)
    return mark_thumbnail(encoded.getvalue(), content)


def _message(request: HttpRequest, text: str, *, status: int) -> HttpResponseBase:
    return TemplateResponse(request, "pdp_ai/draft/preview_message.html", {"message": text}, status=status)
