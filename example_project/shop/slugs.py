"""Addresses for products and categories, in any script."""

from __future__ import annotations

from django.db import models
from django.utils.text import slugify

MAX_LENGTH = 120


def unique_slug(model: type[models.Model], *texts: str) -> str:
    """A slug no row of `model` has yet: of the first text that yields one, then of all together, then numbered."""
    slugs = [slug for text in texts if (slug := slugify(text, allow_unicode=True)[:MAX_LENGTH])] or ["item"]
    candidates = [slugs[0], "-".join(slugs)[:MAX_LENGTH]]
    rows = model._default_manager
    for candidate in candidates:
        if not rows.filter(slug=candidate).exists():
            return candidate
    number = 2
    while rows.filter(slug=f"{candidates[-1]}-{number}").exists():
        number += 1
    return f"{candidates[-1]}-{number}"
