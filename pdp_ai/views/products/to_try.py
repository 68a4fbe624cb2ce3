"""Finds the products that a style is tried on: those that a person names, or some of the style's category."""

from __future__ import annotations

import re
from itertools import islice

from django.db.models import Model

from pdp_ai import registry
from pdp_ai.models import Style

#: Products looked at for some of the category, of each kind; the page must not take long.
LOOKED_AT = 300
#: Products a person may name.
MOST_NAMED = 6


def products_of_category(style: Style, count: int, offset: int = 0) -> list[Model]:
    """The next `count` products, after `offset` others, that the style applies to."""
    fitting = (
        product
        for adapter in registry.adapters().values()
        for product in adapter.products()[:LOOKED_AT]
        if style.fits(adapter.facts(product))
    )
    return list(islice(fitting, offset, offset + count))


def named_products(text: str) -> tuple[list[Model], list[str]]:
    """The products with these stock-keeping units, and the names that no product has."""
    names = list(dict.fromkeys(name for part in re.split(r"[,，;\n]", text) if (name := part.strip())))[:MOST_NAMED]
    found: list[Model] = []
    unknown = []
    for name in names:
        product = _find(name)
        if product is None:
            unknown.append(name)
        elif product not in found:
            found.append(product)
    return found, unknown


def _find(name: str) -> Model | None:
    found = (adapter.find([name]).get(name) for adapter in registry.adapters().values())
    return next((product for product in found if product is not None), None)
