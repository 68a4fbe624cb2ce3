"""Somebody is to review a product's drafts, or nobody in particular any more."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from pdp_ai.actions.notify import notify
from pdp_ai.actions.permissions import REVIEW, Actor, require
from pdp_ai.models import AuditEntry, MediaDraft
from pdp_ai.models.notice import NoticeKind


def assign_drafts(draft: MediaDraft, assignee: AbstractBaseUser | None, *, user: Actor = None) -> int:
    """Assign all undecided drafts of the draft's product, and tell whom; their number. Raises `PermissionDenied`."""
    require(user, REVIEW, draft)
    product = MediaDraft.objects.filter(product_model=draft.product_model, product_id=draft.product_id)
    with transaction.atomic():
        count = product.open().update(assigned_to=assignee.pk if assignee else None)
        if assignee is not None and count:
            notify([assignee], NoticeKind.ASSIGNED, draft, user=user)
        AuditEntry.objects.record("assigned", draft, user, to=str(assignee) if assignee else "")
    return count
