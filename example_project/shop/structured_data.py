"""A product as schema.org describes it (https://schema.org/Product)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pdp_ai.cleaning import html_to_text

from .models import Product


def product_data(product: Product, absolute: Callable[[str], str]) -> dict[str, Any]:
    """JSON-ready; `absolute` makes a full address of a path."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": str(product),
        "sku": product.sku,
        "url": absolute(product.get_absolute_url()),
    }
    if description := product.search_description or html_to_text(product.description):
        data["description"] = description
    if images := [absolute(photo.image.file.url) for photo in product.gallery]:
        data["image"] = images
    if product.category:
        data["category"] = " > ".join(product.category.path_names)
    if product.price is not None:
        data["offers"] = {
            "@type": "Offer",
            "price": str(product.price),
            "priceCurrency": product.currency,
            "availability": "https://schema.org/InStock",
            "url": data["url"],
        }
    data["additionalProperty"] = [
        {"@type": "PropertyValue", "name": name, "value": value} for name, value in product.attributes.items()
    ]
    return data
