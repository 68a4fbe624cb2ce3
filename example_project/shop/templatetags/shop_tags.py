"""What the storefront's templates need to show prices, copy and structured data."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

from django import template
from django.db.models import QuerySet
from django.template.context import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from example_project.shop.models import Category, Product
from example_project.shop.structured_data import product_data, questions_data
from pdp_ai.cleaning import clean_html, text_to_html
from pdp_ai.published import published_media

register = template.Library()

SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "CNY": "CN¥", "KRW": "₩", "INR": "₹"}
WITHOUT_CENTS = {"JPY", "KRW"}

#: What would end a script element, or a line of script, inside JSON text.
JSON_IN_HTML = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


@register.filter
def money(price: Decimal | None, currency: str) -> str:
    """``$1,299.00``, ``¥1,500``, or ``12.50 SEK`` where a symbol would be ambiguous."""
    if price is None:
        return ""
    amount = f"{price:,.{0 if currency in WITHOUT_CENTS else 2}f}"
    return f"{SYMBOLS[currency]}{amount}" if currency in SYMBOLS else f"{amount}\N{NO-BREAK SPACE}{currency}"


@register.filter
def copy_html(text: str) -> SafeString:
    """Rich text with the allowed tags only, or paragraphs made of plain text."""
    markup = clean_html(text) if re.search(r"</?[a-z]", text, re.IGNORECASE) else text_to_html(text)
    return mark_safe(markup)  # noqa: S308 (either leaves nothing but allowed tags without attributes)


@register.simple_tag
def top_categories() -> QuerySet[Category]:
    return Category.objects.filter(parent=None)


@register.simple_tag(takes_context=True)
def product_json_ld(context: RequestContext, product: Product) -> SafeString:
    """The product for search engines. No text can end the script element: ``<``, ``>`` and ``&`` are escaped."""
    return _script(product_data(product, context["request"].build_absolute_uri))


@register.simple_tag
def questions_json_ld(questions: str) -> SafeString | str:
    """The questions and answers that stand on the page, for search engines; nothing where there are none."""
    data = questions_data(questions)
    return _script(data) if data else ""


def _script(data: dict[str, Any]) -> SafeString:
    body = json.dumps(data, ensure_ascii=False).translate(JSON_IN_HTML)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(body))  # noqa: S308


@register.simple_tag
def picture_labels(product: Product) -> dict[int, str]:
    """What shoppers are told of how a picture was made, by the key of its image, where the shop's policy wants it."""
    return {int(media.file): media.label for media in published_media(product) if media.file and media.label}


@register.filter
def of_image(labels: dict[int, str], image_id: int) -> str:
    return labels.get(image_id, "")


@register.simple_tag(takes_context=True)
def page_query(context: RequestContext, number: int) -> str:
    """The present address's query with another page number."""
    query = context["request"].GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"
