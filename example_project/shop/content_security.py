"""Tells browsers that the storefront holds no inline script, style or outside address."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"


class ContentSecurityMiddleware:
    """Adds the policy to the shop's own pages; the two admins bring scripts that need a laxer one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.resolver_match and request.resolver_match.app_name == "shop":
            response.headers.setdefault("Content-Security-Policy", POLICY)
        return response
