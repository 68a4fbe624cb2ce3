"""What staff work with: the shop's say on products, and its styles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.core.checks import CheckMessage, Error
from django.db import DatabaseError, router
from django.utils.module_loading import import_string

from pdp_ai import conf
from pdp_ai.models import Style


def check_review(**_kwargs: Any) -> list[CheckMessage]:
    """``pdp_ai.E013`` the shop's say on products cannot be imported, or is said for many and not for one."""
    found: list[CheckMessage] = []
    for name in ("MAY", "MAY_ROWS"):
        try:
            if path := conf.review(name):
                import_string(path)
        except ImportError as error:
            found.append(Error(f'PDP_AI["REVIEW"]["{name}"]: {error}', id="pdp_ai.E013"))
    if conf.review("MAY_ROWS") and not conf.review("MAY"):
        found.append(Error('PDP_AI["REVIEW"]["MAY_ROWS"] needs "MAY" beside it.', id="pdp_ai.E013"))
    return found


def check_styles(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """``pdp_ai.W007`` active styles share a category and language. Asks the database, so only with ``--database``."""
    if router.db_for_read(Style) not in (databases or ()):
        return []
    places: dict[object, list[str]] = defaultdict(list)
    try:
        for style in Style.objects.filter(is_active=True).order_by("pk"):
            places[style.place].append(style.name)
    except DatabaseError:  # before the first migration
        return []
    hint = "Give each a category or language of its own, or make those inactive that nobody chooses by hand."
    return [
        checks.Warning(
            f"For the same category and language, products take the style {first!r}, and never {others}.",
            hint=hint,
            id="pdp_ai.W007",
        )
        for first, *others in places.values()
        if others
    ]
