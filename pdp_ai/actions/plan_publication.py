"""A person chooses the time at which an approved draft goes live, or thinks better of it."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from pdp_ai import registry
from pdp_ai.actions.permissions import PUBLISH, Actor, expect_other_eyes, require
from pdp_ai.actions.refusals import refusing_politely
from pdp_ai.exceptions import PublishConflict, TimeHasPassed, TransitionRefused
from pdp_ai.models import AuditEntry, MediaDraft, PlannedPublication
from pdp_ai.models.draft import TRANSITIONS, DraftState
from pdp_ai.signals import draft_reviewed


def plan_publication(draft: MediaDraft, at: datetime, *, user: Actor) -> AuditEntry:
    """Have an approved (or undone) draft published at `at`, with its time zone; an earlier plan of it is given up.

    What can be known now is refused now; all of it is looked at again when the time has come. Raises `FourEyes`,
    `PermissionDenied`, `PlaceGone`, `ProductNotFound`, `PublishConflict`, `TimeHasPassed`, `TransitionRefused`.
    """
    require(user, PUBLISH, draft)
    expect_other_eyes(draft, user)
    if user is None:
        raise PermissionDenied  # whose permission would be asked for when the time has come?
    if at <= timezone.now():
        raise TimeHasPassed
    adapter = registry.adapter_for(draft.product_model)
    with refusing_politely():
        if not adapter.holds(adapter.get(draft.product_id), draft.place, draft.base):
            raise PublishConflict
    with transaction.atomic():
        ready = MediaDraft.objects.select_for_update().filter(pk=draft.pk, state__in=TRANSITIONS[DraftState.PUBLISHED])
        if not ready:
            raise TransitionRefused
        draft.plans.cancel()
        PlannedPublication.objects.create(
            draft=draft,
            product_model=draft.product_model,
            product_id=draft.product_id,
            product_title=draft.product_title,
            publish_at=at,
            planned_by_id=user.pk,
        )
        entry = AuditEntry.objects.record("planned", draft, user, at=at.isoformat())
    draft_reviewed.send_robust(MediaDraft, draft=draft, action="planned", user=user)
    return entry


def cancel_plan(draft: MediaDraft, *, user: Actor = None) -> None:
    """Give up what is planned for the draft, or take note of what was stopped; the draft stays approved.

    Raises `PermissionDenied`, `TransitionRefused`.
    """
    require(user, PUBLISH, draft)
    with transaction.atomic():
        if not draft.plans.cancel():
            raise TransitionRefused
        AuditEntry.objects.record("plan_cancelled", draft, user)
    draft_reviewed.send_robust(MediaDraft, draft=draft, action="plan_cancelled", user=user)
