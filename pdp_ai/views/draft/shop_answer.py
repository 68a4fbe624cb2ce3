"""Asks the shop for its page of a product in memory, as the public would: through all middleware, as nobody."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.dummy import DummyCache
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.db.models import Model
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, ResolverMatch
from django.utils import translation

from pdp_ai.adapters.shop_page import ShopPage

#: Of the reviewer's own request; no cookies, so that the page is nobody's.
KEPT = ("SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "HTTP_HOST", "REMOTE_ADDR", "HTTP_USER_AGENT", "SCRIPT_NAME")


def shop_answer(
    request: HttpRequest, page: ShopPage, product: Model, *, url: str = "", language: str = ""
) -> HttpResponseBase:
    """The shop's answer at the product's address. Caches neither see the page nor give one, and `save` does nothing.

    The request that the shop gets has ``is_preview`` set, as Wagtail's has.
    """
    product.save = lambda *_args, **_kwargs: None  # type: ignore[method-assign]  # a view may count its visitors
    asked = _public_request(request, url, language)
    with translation.override(translation.get_language()), _no_cache():
        return _Handler.of(page).get_response(asked)


class _Handler(BaseHandler):
    """Django's own, but for the view in the end."""

    page: ShopPage

    @classmethod
    def of(cls, page: ShopPage) -> _Handler:
        handler = cls()
        handler.page = page
        handler.load_middleware()
        return handler

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        """What middleware learns of the address stays true where the product has one."""
        try:
            match: ResolverMatch = super().resolve_request(request)
            args, kwargs = match.args, match.kwargs
        except Resolver404:
            args, kwargs = (), {}
            match = ResolverMatch(self.page, args, kwargs)
        match.func = self._private(self.page)
        request.resolver_match = match
        return match

    @staticmethod
    def _private(page: ShopPage) -> ShopPage:
        def view(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            response = page(request, *args, **kwargs)
            response.headers["Cache-Control"] = "private, no-store"
            return response

        return view


def _public_request(request: HttpRequest, url: str, language: str) -> WSGIRequest:
    script = str(request.META.get("SCRIPT_NAME", ""))
    path = urlsplit(url).path.removeprefix(script) if url else "/"
    kept = {name: request.META[name] for name in KEPT if name in request.META}
    if (header := settings.SECURE_PROXY_SSL_HEADER) and header[0] in request.META:
        kept[header[0]] = request.META[header[0]]
    asked = WSGIRequest(
        {
            **kept,
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path.encode().decode("latin-1"),
            "HTTP_ACCEPT_LANGUAGE": language,
            "wsgi.url_scheme": request.scheme,
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
        }
    )
    asked.is_preview = asked.is_dummy = True  # type: ignore[attr-defined]
    asked.preview_mode = ""  # type: ignore[attr-defined]
    return asked


@contextmanager
def _no_cache() -> Iterator[None]:
    """For this thread: a cached page would show what is live, and a cached draft would be shown to the public."""
    own = {alias: caches[alias] for alias in settings.CACHES}
    try:
        for alias in own:
            caches[alias] = DummyCache("", {})
        yield
    finally:
        for alias, cache in own.items():
            caches[alias] = cache
