"""A product as schema.org describes it (https://schema.org/Product), and its questions and answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from wagtail.images.models import AbstractImage

from pdp_ai.cleaning import clean_html, html_to_text
from pdp_ai.published import PublishedMedia, published_media

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
    published = published_media(product)
    marked = {media.file: media for media in published if media.file}
    pictures = [photo.image for photo in product.gallery] + [own.picture for own in product.pictured_variants]
    if images := [_image(picture, marked.get(str(picture.pk)), absolute) for picture in pictures if picture]:
        data["image"] = images
    if texts := [media for media in published if not media.file]:
        data["subjectOf"] = [
            {"@type": "CreativeWork", "name": media.place, "digitalSourceType": media.schema_term} for media in texts
        ]
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


def questions_data(questions: str) -> dict[str, Any] | None:
    """The product's questions and answers, each question a heading (https://schema.org/FAQPage); None without any."""
    pairs = re.findall(r"<h[34]>(.*?)</h[34]>(.*?)(?=<h[34]>|\Z)", clean_html(questions), re.DOTALL)
    told = [(html_to_text(asked), html_to_text(answer)) for asked, answer in pairs]
    entities = [
        {"@type": "Question", "name": asked, "acceptedAnswer": {"@type": "Answer", "text": answer}}
        for asked, answer in told
        if asked and answer
    ]
    return {"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": entities} if entities else None


def _image(
    picture: AbstractImage, media: PublishedMedia | None, absolute: Callable[[str], str]
) -> str | dict[str, str]:
    """The shop's own photo by its address alone; a published draft with how it came to be."""
    url = absolute(picture.file.url)
    return {"@type": "ImageObject", "contentUrl": url, "digitalSourceType": media.schema_term} if media else url
