"""Which admin a page is drawn in. The views are the same in both; only this differs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model
from django.forms import Widget
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from pdp_ai.views.words import product_media

#: Stands for a row's key in `Face.addresses`; no other part of an address looks like it.
ANY_KEY = 4_076_501_923_884_157_201


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way to a page; without an address it is the page itself."""

    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Face:
    """An admin: its templates, its addresses and how it links to a product."""

    #: ``admin`` or ``wagtail``: the folder of its templates, and a hook for the stylesheet.
    name: str
    #: From a page of ours (``room``, ``drafts``, ``draft``, ``decide``, ``take_back``, ``choose``, ``filters``,
    #: ``preferences``, ``bulk``, ``audit``, ``file``, ``preview``, ``panel``, ``without``, ``generate``,
    #: ``publications``, ``jobs``, ``progress``, ``queue``, ``status``, ``queue_decide``, ``styles``, ``style``,
    #: ``style_try``, ``style_preview``, ``style_versions``, ``sameness``) to its URL name.
    urls: Mapping[str, str]
    #: The product's own edit page in this admin; empty where it has none, or none for this user.
    product_url: Callable[[HttpRequest, Model], str]
    #: What the admin's base template needs, given the way to the page.
    base_context: Callable[[HttpRequest, tuple[Crumb, ...]], Mapping[str, Any]]
    #: What a field's name takes on in the addresses of filtered lists.
    filter_suffix: str = ""
    #: The admin's own editor for rich text; plain HTML is typed where it has none.
    rich_text: Callable[[], Widget] | None = None

    def url(self, page: str, *args: object, **query: object) -> str:
        address = reverse(self.urls[page], args=args)
        return f"{address}?{urlencode(query)}" if query else address

    def addresses(self, page: str, **query: object) -> Callable[[int], str]:
        """From a row's key to its address, looked up once: a page with a hundred links would spend its time on it."""
        before, _key, after = self.url(page, ANY_KEY, **query).partition(str(ANY_KEY))
        return lambda key: f"{before}{key}{after}"

    def filtered(self, page: str, **filters: object) -> str:
        """A list's address, narrowed down to rows with these values."""
        return self.url(page, **{f"{name}{self.filter_suffix}": value for name, value in filters.items()})

    def drafts_of(self, product_model: str, product_id: str) -> str:
        return self.filtered("drafts", product_model=product_model, product_id=product_id)

    def render(
        self,
        request: HttpRequest,
        body: str,
        context: Mapping[str, Any],
        *,
        title: str,
        crumbs: tuple[Crumb, ...] = (),
        status: int = 200,
    ) -> HttpResponse:
        """A page of ours: the body template in the admin's own frame."""
        way = (Crumb(product_media(), self.url("room")), *crumbs, Crumb(title))
        page = {
            **self.base_context(request, way),
            "face": self,
            "title": title,
            "crumbs": way[:-1],
            "body_template": body,
            "field_template": f"pdp_ai/{self.name}/_field.html",
            **context,
        }
        return TemplateResponse(request, f"pdp_ai/{self.name}/page.html", page, status=status)
