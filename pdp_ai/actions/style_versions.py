"""A style's past: who saved which version, and taking an old one up again."""

from __future__ import annotations

from django.db import transaction

from pdp_ai.actions.permissions import EDIT_STYLE, Actor, require
from pdp_ai.models import Style, StyleVersion


def sign_version(style: Style, user: Actor) -> None:
    """Note who made the version that was just saved; one that was signed before stays as it is."""
    if user is not None:
        style.versions.filter(version=style.version, saved_by=None).update(saved_by=user.pk)


def restore_version(version: StyleVersion, *, user: Actor = None) -> Style:
    """Save what an old version said as a new one; its name and whether it is active stay. Raises `PermissionDenied`."""
    require(user, EDIT_STYLE)
    with transaction.atomic():
        style = Style.objects.select_for_update().get(pk=version.style_id)
        style.take({name: value for name, value in version.data.items() if name not in {"name", "is_active"}})
        style.save()
        sign_version(style, user)
    return style
