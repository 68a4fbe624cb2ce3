"""Tells browsers that the storefront and the product media pages hold no inline script and no outside address."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
#: Wagtail's rich text editor writes style elements.
STAFF_POLICY = f"{POLICY}; style-src 'self' 'unsafe-inline'"


class ContentSecurityMiddleware:
    """Adds a policy to the shop's pages and to those of pdp_ai; the other pages of the admins may need a laxer one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.resolver_match and request.resolver_match.app_name == "shop":
            response.headers.setdefault("Content-Security-Policy", POLICY)
        elif request.resolver_match and "pdp_ai" in request.resolver_match.view_name:
            response.headers.setdefault("Content-Security-Policy", STAFF_POLICY)
        return response
