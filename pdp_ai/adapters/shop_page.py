"""Finds the shop's own page of a product, as a view that shows the instance it is given instead of looking it up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Model
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve

#: Called like any view, with what its address captured.
ShopPage = Callable[..., HttpResponseBase]


def page_at(url: str, product: Model) -> ShopPage | None:
    """Behind the product's public address, where one of Django's generic views with a single object stands there."""
    try:
        view: Any = resolve(urlsplit(url).path).func if url else None
    except Resolver404:
        return None
    view_class = getattr(view, "view_class", None)
    return page_of_class(view_class, product, **view.view_initkwargs) if hasattr(view_class, "get_object") else None


def page_of(named: Any, product: Model) -> ShopPage:
    """What the setting names: a generic view with a single object, or a function of request and product."""
    if isinstance(named, type):
        return page_of_class(named, product)

    def page(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase = named(request, product)
        return response

    return page


def page_of_class(view_class: Any, product: Model, **initkwargs: Any) -> ShopPage:
    class Page(view_class):  # type: ignore[misc]
        def get_object(self, queryset: Any = None) -> Model:
            return product

    page: ShopPage = Page.as_view(**initkwargs)
    return page
