"""Version 1 of the API: how callers sign in, how refusals are told, and what there is."""

from __future__ import annotations

from django.contrib.admin.views.decorators import staff_member_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from pdp_ai.api.drafts import router as drafts
from pdp_ai.api.jobs import router as jobs
from pdp_ai.api.sign_in import SESSION, TOKEN
from pdp_ai.exceptions import (
    ErrorsNotAccepted,
    LimitReached,
    PdpAiError,
    ProductNotFound,
    PublishConflict,
    TransitionRefused,
)
from pdp_ai.say import say

#: What is not listed is the caller's mistake: 400.
STATUS: dict[type[PdpAiError], int] = {
    ProductNotFound: 404,
    PublishConflict: 409,
    TransitionRefused: 409,
    ErrorsNotAccepted: 409,
    LimitReached: 429,
}

api = NinjaAPI(
    title="Product media",
    version="1",
    description="Ask for drafts, watch their jobs, decide on them, publish and undo. Every call needs a person's "
    "permissions: sign in with a session, or send a token as “Authorization: Bearer …”. A POST with an "
    "“Idempotency-Key” takes effect once, however often it is sent.",
    urls_namespace="pdp_ai_api_v1",
    auth=[TOKEN, SESSION],
    docs_decorator=staff_member_required,
)
api.add_router("", jobs)
api.add_router("/drafts", drafts)

urls = api.urls


@api.exception_handler(PdpAiError)
def refused(request: HttpRequest, error: PdpAiError) -> HttpResponse:
    return _answer(request, error.code, say(error), STATUS.get(type(error), 400))


@api.exception_handler(PermissionDenied)
def denied(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return _answer(request, "permission_denied", str(error) or "This is not allowed.", 403)


def _answer(request: HttpRequest, code: str, message: str, status: int) -> HttpResponse:
    return api.create_response(request, {"code": code, "message": message}, status=status)
