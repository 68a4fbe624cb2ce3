"""Finds the products that a command line names."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import CommandError
from django.db.models import Model

from pdp_ai import registry
from pdp_ai.adapters.base import ProductAdapter

#: Products read at once.
CHUNK = 500


def add_product_arguments(parser: ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--all", action="store_true", help="every product of every configured model")
    which.add_argument("--sku", nargs="+", metavar="SKU", help="products by stock-keeping unit")
    which.add_argument("--category", metavar="'A > B'", help="products in this category or below it")
    parser.add_argument("--model", metavar="app.Model", help="only this product model")
    parser.add_argument("--limit", type=int, metavar="N", help="at most the first N products")


def count_products(options: dict[str, Any]) -> int | None:
    """How many `chosen_products` will give, where that is quickly told."""
    if not options["all"]:
        return None
    labels = [options["model"].lower()] if options["model"] else list(registry.adapters())
    count: int = sum(registry.adapter_for(label).products().count() for label in labels)
    return count if options["limit"] is None else min(count, options["limit"])


def chosen_products(options: dict[str, Any]) -> Iterator[Model]:
    """The products that the options name, model by model. Raises `CommandError` where there are none such."""
    adapters = registry.adapters()
    if options["model"]:
        if options["model"].lower() not in adapters:
            raise CommandError(f'{options["model"]} is not in PDP_AI["PRODUCTS"].')
        adapters = {options["model"].lower(): registry.adapter_for(options["model"])}
    if options["sku"]:
        products = _with_skus(list(adapters.values()), options["sku"])
    elif options["category"]:
        products = _in_category(list(adapters.values()), options["category"])
    else:
        products = (product for adapter in adapters.values() for product in _walk(adapter))
    yield from _first(products, options["limit"])


def _with_skus(adapters: list[ProductAdapter], skus: list[str]) -> Iterator[Model]:
    found = [adapter.find(skus) for adapter in adapters]
    if missing := [sku for sku in dict.fromkeys(skus) if not any(sku in products for products in found)]:
        fields = ", ".join(f"{adapter.model._meta.label}.{adapter.sku_field.name}" for adapter in adapters)
        raise CommandError(
            f"No product has the SKU {', '.join(missing)}. Looked for in {fields}; "
            'PDP_AI["PRODUCTS"][…]["OPTIONS"]["sku"] names the field.'
        )
    return (product for products in found for product in products.values())


def _in_category(adapters: list[ProductAdapter], category: str) -> Iterator[Model]:
    path = tuple(part.strip() for part in category.split(">") if part.strip())
    is_empty = True
    for adapter in adapters:
        for product in _walk(adapter):
            if adapter.facts(product).category[: len(path)] == path:
                is_empty = False
                yield product
    if is_empty:
        raise CommandError(f"No product is in the category {category!r}, as products name theirs: A > B.")


def _walk(adapter: ProductAdapter) -> Iterator[Model]:
    """All products, a few at a time, by key.

    One open query over all of them would hold an old view of the database while jobs are written in between.
    """
    products = adapter.products().order_by("pk")
    chunk = list(products[:CHUNK])
    while chunk:
        yield from chunk
        chunk = list(products.filter(pk__gt=chunk[-1].pk)[:CHUNK])


def _first(products: Iterator[Model], limit: int | None) -> Iterator[Model]:
    for count, product in enumerate(products):
        if limit is not None and count >= limit:
            return
        yield product
