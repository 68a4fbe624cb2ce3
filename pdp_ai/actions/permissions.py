"""Who may do what, and with which product. Every action asks here first, so that no door can forget to."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from pdp_ai import conf
from pdp_ai.exceptions import FourEyes
from pdp_ai.models import MediaDraft
from pdp_ai.models.product_reference import ProductReference

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

#: The shop's own say: user, permission, and a job, draft or publication of the product in question.
MayWithProduct = Callable[[AbstractBaseUser | AnonymousUser, str, ProductReference], bool]


def require(user: Actor, permission: str, subject: ProductReference | None = None) -> None:
    """Raise Django's `PermissionDenied` unless the user has the permission, and may use it on the subject's product."""
    if user is not None and not user.has_perm(permission):  # type: ignore[union-attr]
        raise PermissionDenied(f"This needs the permission {permission}.")
    if subject is not None and not may_with_product(user, permission, subject):
        raise PermissionDenied(_("You may not do this with this product."))


def may_with_product(user: Actor, permission: str, subject: ProductReference) -> bool:
    """What ``PDP_AI["REVIEW"]["MAY"]`` says; everybody may with every product when it is not set."""
    path = conf.review("MAY")
    return not path or user is None or cast("MayWithProduct", import_string(path))(user, permission, subject)


def expect_other_eyes(draft: MediaDraft, user: Actor) -> None:
    """Raise `FourEyes` when the shop wants two people for a publication and the user is the first of them."""
    if conf.review("FOUR_EYES") and user is not None and user.pk in {draft.job.requested_by_id, draft.edited_by_id}:
        raise FourEyes
