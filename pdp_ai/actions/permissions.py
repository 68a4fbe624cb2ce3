"""Who may do what, and with which product. Every action asks here first, so that no door can forget to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar, cast

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from pdp_ai import conf
from pdp_ai.exceptions import FourEyes
from pdp_ai.models import GenerationJob, MediaDraft
from pdp_ai.models.product_reference import ProductReference

GENERATE = "pdp_ai.generate"
REVIEW = "pdp_ai.review"
PUBLISH = "pdp_ai.publish"
CANCEL = "pdp_ai.cancel"
VIEW_PROMPT = "pdp_ai.view_prompt"
EDIT_STYLE = "pdp_ai.edit_style"

#: Whoever acts; None is the system itself (a command, a save hook), which may do everything.
Actor = AbstractBaseUser | AnonymousUser | None

#: The shop's own say: user, permission, and a job, draft or publication of the product in question.
MayWithProduct = Callable[[AbstractBaseUser | AnonymousUser, str, ProductReference], bool]

Row = TypeVar("Row", bound=ProductReference)
Rows = TypeVar("Rows", bound=QuerySet[Any])
#: The same for many at once: user, permission, and jobs, drafts, publications or audit entries; those among them.
MayRows = Callable[[AbstractBaseUser | AnonymousUser, str, Rows], Rows]


def require(user: Actor, permission: str, subject: ProductReference | None = None) -> None:
    """Raise Django's `PermissionDenied` unless the user has the permission, and may use it on the subject's product."""
    if user is not None and not user.has_perm(permission):  # type: ignore[union-attr]
        raise PermissionDenied(f"This needs the permission {permission}.")
    if subject is not None and not may_with_product(user, permission, subject):
        raise PermissionDenied(_("You may not do this with this product."))


def may_use(user: Actor, permission: str, subject: ProductReference) -> bool:
    """Whether `require` would let the user pass."""
    has = user is None or user.has_perm(permission)  # type: ignore[union-attr]
    return has and may_with_product(user, permission, subject)


def people_with(permission: str) -> QuerySet[Any]:
    """The active people who have it, by themselves, by a group or as superusers.

    Asked of the backend: `with_perm` of a manager is `UserManager`'s alone, and shops have others.
    """
    return ModelBackend().with_perm(permission)


def may_with_product(user: Actor, permission: str, subject: ProductReference) -> bool:
    """What ``PDP_AI["REVIEW"]["MAY"]`` says; everybody may with every product when it is not set."""
    path = conf.review("MAY")
    return not path or user is None or cast("MayWithProduct", import_string(path))(user, permission, subject)


def among(user: Actor, permission: str, rows: Rows) -> Rows:
    """Those of `rows` whose products the user may use, as ``PDP_AI["REVIEW"]["MAY_ROWS"]`` narrows them down.

    Without that function nothing is left out, and a count of them is an upper bound: see `says_all`.
    """
    path = conf.review("MAY_ROWS")
    return rows if not path or user is None else cast("MayRows[Rows]", import_string(path))(user, permission, rows)


def has_own_say(user: Actor) -> bool:
    """Whether the shop says of this user with which products they may do something."""
    return user is not None and bool(conf.review("MAY"))


def says_all(user: Actor) -> bool:
    """Whether what `among` leaves is exactly what the shop's own say allows."""
    return not has_own_say(user) or bool(conf.review("MAY_ROWS"))


def keep(user: Actor, permission: str, rows: Iterable[Row]) -> list[Row]:
    """One page of what `among` left: where the shop's say cannot be asked for many, it is asked for each."""
    if says_all(user):
        return list(rows)
    return [row for row in rows if may_with_product(user, permission, row)]


def may_stop(user: Actor, job: GenerationJob) -> bool:
    """`cancel` stops anybody's job; whoever asked for it may stop it too."""
    if user is None:
        return True
    own = job.requested_by_id == user.pk and user.has_perm(GENERATE)  # type: ignore[union-attr]
    permission = CANCEL if user.has_perm(CANCEL) else GENERATE if own else ""  # type: ignore[union-attr]
    return bool(permission) and may_with_product(user, permission, job)


def require_any(user: Actor, *permissions: str) -> None:
    """Raise Django's `PermissionDenied` unless the user has one of the permissions."""
    if user is not None and not any(map(user.has_perm, permissions)):  # type: ignore[union-attr]
        raise PermissionDenied(f"This needs one of the permissions {', '.join(permissions)}.")


def expect_other_eyes(draft: MediaDraft, user: Actor) -> None:
    """Raise `FourEyes` when the shop wants two people for a publication and the user is the first of them."""
    if conf.review("FOUR_EYES") and user is not None and user.pk in {draft.job.requested_by_id, draft.edited_by_id}:
        raise FourEyes
