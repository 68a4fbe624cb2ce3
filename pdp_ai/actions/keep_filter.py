"""Keep a filter of the review room under a name, forget one, or let the room open with one."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied

from pdp_ai.actions.permissions import REVIEW, require
from pdp_ai.cleaning import clean_text
from pdp_ai.models import ReviewPreferences, SavedFilter


def keep_filter(name: str, query: Mapping[str, str], *, user: AbstractBaseUser, is_shared: bool = False) -> SavedFilter:
    """A name that the person used before now means this filter. Raises `PermissionDenied`."""
    require(user, REVIEW)
    kept = {"query": dict(query), "is_shared": is_shared}
    return SavedFilter.objects.update_or_create(
        owner_id=user.pk, name=clean_text(name, max_characters=60), defaults=kept
    )[0]


def forget_filter(saved: SavedFilter, *, user: AbstractBaseUser) -> None:
    """Raises `PermissionDenied` unless it is the user's own."""
    require(user, REVIEW)
    if saved.owner_id != user.pk:
        raise PermissionDenied
    saved.delete()


def open_with(saved: SavedFilter | None, *, user: AbstractBaseUser) -> None:
    """Let the room open with a filter, or with all that waits. Raises `PermissionDenied`."""
    require(user, REVIEW)
    ReviewPreferences.objects.change(user, first_filter=saved)
