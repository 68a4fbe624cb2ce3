"""A content security policy without any exception, as a careful shop would send it with every page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

POLICY = (
    "default-src 'none'; script-src 'self' 'report-sample'; style-src 'self' 'report-sample'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; media-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'self'"
)


class StrictPolicyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        own = response.headers.get("Content-Security-Policy")
        # Of several policies each holds.
        response.headers["Content-Security-Policy"] = f"{own}, {POLICY}" if own else POLICY
        return response
