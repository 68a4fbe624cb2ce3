"""Who may do what. Every action asks here first, so that no door can forget to."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied

GENERATE = "pdp_ai.generate"
REVIEW = "pdp_ai.review"
PUBLISH = "pdp_ai.publish"
CANCEL = "pdp_ai.cancel"
VIEW_PROMPT = "pdp_ai.view_prompt"
#: Django's own, since a style is a row like any other.
ADD_STYLE = "pdp_ai.add_style"
EDIT_STYLE = "pdp_ai.change_style"

#: Whoever acts; None is the system itself (a command, a save hook), which may do everything.
Actor = AbstractBaseUser | AnonymousUser | None


def require(user: Actor, permission: str) -> None:
    """Raise Django's `PermissionDenied` unless the user has the permission."""
    if user is not None and not user.has_perm(permission):  # type: ignore[union-attr]
        raise PermissionDenied(f"This needs the permission {permission}.")
