"""A person says what of a picture must stay in sight. The picture stays as it is, and so does what was decided."""

from __future__ import annotations

from django.db import transaction

from pdp_ai.actions.permissions import REVIEW, Actor, require
from pdp_ai.exceptions import TransitionRefused
from pdp_ai.models import AuditEntry, MediaDraft
from pdp_ai.types import FocalPoint


def set_focal_point(draft: MediaDraft, point: FocalPoint | None, *, user: Actor = None) -> None:
    """Keep the point with an open draft until it is published; None for none.

    Raises `PermissionDenied`, `TransitionRefused`.
    """
    require(user, REVIEW, draft)
    x, y = point or (None, None)
    with transaction.atomic():
        if MediaDraft.objects.open().filter(pk=draft.pk).exclude(file="").update(focal_x=x, focal_y=y) != 1:
            raise TransitionRefused
        AuditEntry.objects.record("focal_point", draft, user, before=draft.focal_point, after=point)
    draft.refresh_from_db()
