"""The report of products that lack something, from which one starts to make it.

One page is a number of queries that does not depend on how many products there are: pages begin after a key, and the
database works out what is missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from pdp_ai import registry
from pdp_ai.actions.permissions import GENERATE, Actor
from pdp_ai.actions.product_permissions import among_products, keep_products
from pdp_ai.adapters.base import ProductAdapter
from pdp_ai.models import MediaDraft
from pdp_ai.models.draft import DraftState
from pdp_ai.score import lacking_any, read_score, scored, scoring_below, slots_in_score
from pdp_ai.views.csv_lines import CSV_TYPE, csv_lines
from pdp_ai.views.face import Face
from pdp_ai.views.products.generate import open_generate
from pdp_ai.views.products.selection import Selection
from pdp_ai.views.queue.progress import may_watch, watching
from pdp_ai.views.words import slot_label

PER_PAGE = 50
PER_EXPORT = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for: of which model, lacking any of which slots, scoring below what, after which key."""

    adapter: ProductAdapter
    slots: list[str]
    below: int | None
    after: str
    #: Who asks, and the permission that lets them see it.
    user: Actor
    permission: str

    @classmethod
    def of(cls, query: QueryDict, user: Actor) -> Wanted:
        """What is not understood is left out."""
        adapters = registry.adapters()
        if not adapters:
            raise Http404
        adapter = adapters.get(query.get("model", "")) or next(iter(adapters.values()))
        named = query.get("below", "")
        below = min(int(named), 101) if named.isdecimal() else None
        slots = [slot for slot in query.getlist("slot") if slot in askable(adapter)]
        return cls(adapter, slots, below, query.get("after", ""), user, watching(user))

    @property
    def query(self) -> dict[str, Any]:
        below = {} if self.below is None else {"below": self.below}
        return {"model": self.adapter.model._meta.label_lower, "slot": self.slots, **below}

    def products(self) -> QuerySet[Any]:
        """Without a filter: all that could score higher."""
        own = among_products(self.user, self.permission, self.adapter)
        products = lacking_any(own, self.slots)
        below = 100 if self.below is None and not self.slots else self.below
        return products if below is None else scoring_below(products, below)

    def page(self, size: int) -> tuple[list[Any], str]:
        """Those of the next rows that the user may see, and the key after which a further page begins, if one does."""
        products = self.products()
        try:
            products = products.filter(pk__gt=self.after) if self.after else products
        except (ValueError, ValidationError) as error:
            raise Http404 from error
        rows = list(scored(products).order_by("pk")[: size + 1])
        more = str(rows[size - 1].pk) if len(rows) > size else ""
        return list(keep_products(self.user, self.permission, self.adapter, rows[:size])), more


def askable(adapter: ProductAdapter) -> list[str]:
    return [slot for slot in adapter.slots if adapter.lack(slot) is not None]


def products_without(request: HttpRequest, face: Face) -> HttpResponseBase:
    """GET shows the report, with ``export=csv`` all of it as a file.

    POST leads to the form that asks, for the ticked products or for all that fit.
    """
    if not may_watch(request.user):
        raise PermissionDenied
    wanted = Wanted.of(request.GET, request.user)
    if request.GET.get("export") == "csv":
        return _export(wanted)
    if request.method == "POST":
        chosen = wanted.products().order_by("pk").values_list("pk", flat=True)
        keys = chosen if "all" in request.POST else request.POST.getlist("product")
        if keys:
            slots = wanted.slots or list(slots_in_score(wanted.adapter.model))
            return open_generate(request, Selection.of_model(wanted.adapter.model, keys), face, slots=slots)
        messages.warning(request, _("Tick the products first."))
    shown, more = wanted.page(PER_PAGE)
    context = {
        "wanted": wanted,
        "models": [
            (label, capfirst(adapter.model._meta.verbose_name_plural)) for label, adapter in registry.adapters().items()
        ],
        "slots": [(slot, slot_label(slot), slot in wanted.slots) for slot in askable(wanted.adapter)],
        "rows": _rows(request, shown, face),
        "may_generate": request.user.has_perm(GENERATE),
        "is_narrowed": bool(wanted.slots) or wanted.below is not None,
        "first_url": _address(face, wanted) if wanted.after else "",
        "next_url": _address(face, wanted, after=more) if more else "",
        "clear_url": face.url("without"),
        "export_url": _address(face, wanted, export="csv"),
    }
    return face.render(request, "pdp_ai/products/_without.html", context, title=_("Products without media"))


def _rows(request: HttpRequest, products: list[Any], face: Face) -> list[dict[str, Any]]:
    waiting = _waiting(products)
    return [
        {
            "product": product,
            "url": face.product_url(request, product),
            "score": (score := read_score(product)).value,
            "missing": [slot_label(slot) for slot in score.missing],
            "flagged": [slot_label(slot) for slot in score.flagged],
            "waiting": waiting[str(product.pk)],
            "drafts_url": face.drafts_of(product._meta.label_lower, str(product.pk)),
        }
        for product in products
    ]


def _waiting(products: list[Any]) -> Counter[str]:
    """Drafts to review, by the product's key."""
    if not products:
        return Counter()
    drafts = MediaDraft.objects.filter(
        state=DraftState.PENDING,
        product_model=products[0]._meta.label_lower,
        product_id__in=[str(product.pk) for product in products],
    )
    return Counter(dict(drafts.order_by().values_list("product_id").annotate(Count("pk"))))


def _export(wanted: Wanted) -> StreamingHttpResponse:
    """In constant memory, and with a number of queries for every `PER_EXPORT` products."""
    head = [_("Key"), _("Product"), _("Score"), _("What is missing"), _("With findings"), _("Drafts to review")]
    # The reader's language holds while the page is made, and not while its lines are sent.
    labels = {slot: slot_label(slot) for slot in slots_in_score(wanted.adapter.model)}
    lines = csv_lines(head, _lines(replace(wanted, after=""), labels))
    response = StreamingHttpResponse(lines, content_type=CSV_TYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="products-without-media.csv"'
    return response


def _lines(wanted: Wanted, labels: dict[str, str]) -> Iterator[list[object]]:
    while True:
        products, more = wanted.page(PER_EXPORT)
        waiting = _waiting(products)
        for product in products:
            score = read_score(product)
            slots = (", ".join(labels[slot] for slot in found) for found in (score.missing, score.flagged))
            yield [product.pk, product, score.value, *slots, waiting[str(product.pk)]]
        if not more:
            return
        wanted = replace(wanted, after=more)


def _address(face: Face, wanted: Wanted, **more: object) -> str:
    return f"{face.url('without')}?{urlencode({**wanted.query, **more}, doseq=True)}"
