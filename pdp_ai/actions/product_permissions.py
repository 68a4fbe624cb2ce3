"""The shop's own say about products that no row of ours may name yet: for reports, and a product's own page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import CharField, F, Model, QuerySet, Value
from django.db.models.functions import Cast

from pdp_ai import conf, registry
from pdp_ai.actions.permissions import Actor, among, has_own_say, may_use, may_with_product, says_all
from pdp_ai.adapters.base import ProductAdapter
from pdp_ai.models import GenerationJob

#: What ``MAY_ROWS`` narrows rows down by.
NAMES = ("product_model", "product_id", "product_title")


def may_use_product(user: Actor, permission: str, product: Model) -> bool:
    """Whether the user has the permission, and may use it on this product."""
    return may_use(user, permission, _reference(registry.adapter_for(product), product))


def among_products(user: Actor, permission: str, adapter: ProductAdapter) -> QuerySet[Any]:
    """The adapter's products, as far as ``MAY_ROWS`` can narrow them down: it is shown them under our rows' names.

    The title is the model's own field, and empty where the title is put together of several.
    """
    products = adapter.products()
    if user is None or not conf.review("MAY_ROWS") or not _can_be_named(adapter.model):
        return products
    field = adapter.title_field
    named = products.annotate(
        product_model=Value(adapter.model._meta.label_lower),
        product_id=Cast("pk", CharField()),
        product_title=F(field) if field else Value(""),
    )
    return among(user, permission, named)


def keep_products(user: Actor, permission: str, adapter: ProductAdapter, products: Iterable[Model]) -> Iterator[Model]:
    """Those of `among_products` that the user may use, one asked after the other where many cannot be asked at once."""
    exact = not has_own_say(user) or (says_all(user) and _can_be_named(adapter.model))
    for product in products:
        if exact or may_with_product(user, permission, _reference(adapter, product)):
            yield product


def _can_be_named(model: type[Model]) -> bool:
    """Not where the model has a field of its own by one of the names, as a link to another product is."""
    own = {name for field in model._meta.get_fields() for name in (field.name, getattr(field, "attname", ""))}
    return own.isdisjoint(NAMES)


def _reference(adapter: ProductAdapter, product: Model) -> GenerationJob:
    """As a request for it would name the product."""
    return GenerationJob(
        product_model=adapter.model._meta.label_lower,
        product_id=str(product.pk),
        product_title=adapter.title(product)[:255],
    )
