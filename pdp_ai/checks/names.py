"""Names in ``PDP_AI`` that nobody reads: a misspelt one would leave its default in force without a word."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import get_close_matches
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from pdp_ai import conf

#: What an entry of these sections holds; the other sections hold the names of their defaults.
_OF_ENTRIES = {
    "PRODUCTS": ("ADAPTER", "OPTIONS", "GENERATE", "GENERATE_ON_SAVE", "PREVIEW"),
    "ENGINES": ("BACKEND", "OPTIONS"),
    "RECIPES": ("BACKEND", "OPTIONS"),
}


def check_names(**_kwargs: Any) -> list[CheckMessage]:
    """``pdp_ai.E016``: a section, a name in it, or a name in one of its entries that there is none of."""
    own = getattr(settings, "PDP_AI", {})
    found = list(_unknown("PDP_AI", own, conf.DEFAULTS))
    for section in own.keys() & conf.DEFAULTS.keys():
        place = f'PDP_AI["{section}"]'
        if section in _OF_ENTRIES:
            for alias, entry in own[section].items():
                found += _unknown(f"{place}[{alias!r}]", entry, _OF_ENTRIES[section])
        else:
            found += _unknown(place, own[section], conf.DEFAULTS[section])
    return found


def _unknown(place: str, names: Collection[str], known: Collection[str]) -> Iterator[CheckMessage]:
    for name in names:
        if name not in known:
            close = get_close_matches(str(name), known, 1)
            hint = f"Did you mean {close[0]!r}?" if close else f"There are {', '.join(known)}."
            yield Error(f"{place} has no {name!r}.", hint=hint, id="pdp_ai.E016")
