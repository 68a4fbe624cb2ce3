"""The time has come: publish what was planned, if all that held when it was planned still holds."""

from __future__ import annotations

import logging
import time

from django.core.exceptions import PermissionDenied
from django.db import transaction

from pdp_ai.actions.judge_anew import expect_no_new_errors
from pdp_ai.actions.leaving import may_claim
from pdp_ai.actions.publish_draft import publish_draft
from pdp_ai.actions.ring_lane import ring_lane
from pdp_ai.exceptions import PdpAiError, PublishRefused
from pdp_ai.models import AuditEntry, PlannedPublication
from pdp_ai.models.planned_publication import PlanState
from pdp_ai.sentences import message_as_dict
from pdp_ai.sentences import sentence as _
from pdp_ai.signals import publication_stopped

logger = logging.getLogger(__name__)

#: A worker turns to other things after this long; the sweep leads it back.
SLICE_SECONDS = 60.0
#: Attempts that ended without an answer, such as a worker that was killed, before people are told.
MOST_ATTEMPTS = 3


def publish_planned(seconds: float = SLICE_SECONDS) -> int:
    """Publish what is due; the number of plans taken up. Safe to run twice at once.

    A refusal stops the plan and tells. Anything else that breaks (the database is away, the shop's own code raises)
    ends this round; the plan is taken up again when its lease is over.
    """
    count, started = 0, time.monotonic()
    while may_claim() and (plan := PlannedPublication.objects.claim()):
        _carry_out(plan)
        count += 1
        if time.monotonic() - started > seconds:
            ring_lane("cpu")
            break
    return count


def _carry_out(plan: PlannedPublication) -> None:
    try:
        if plan.attempts > MOST_ATTEMPTS:
            raise PublishRefused(_("It was begun %(times)s times and never came to an end.", times=MOST_ATTEMPTS))
        if plan.planned_by is None:
            raise PublishRefused(_("Whoever planned it has no account any more."))
        expect_no_new_errors(plan.draft)
        publish_draft(plan.draft, plan=plan, user=plan.planned_by)
    except PermissionDenied:
        _stop(plan, _("Whoever planned it may not publish this any more."))
    except PdpAiError as refusal:
        _stop(plan, refusal.message)


def _stop(plan: PlannedPublication, why: str) -> None:
    """Nothing was written. Whoever looks at the draft, the product or the publications is told, and so are webhooks."""
    with transaction.atomic():
        if not PlannedPublication.objects.settle(plan, PlanState.STOPPED, why=message_as_dict(why)):
            return
        AuditEntry.objects.record("plan_stopped", plan.draft, None, reason=str(why))
    logger.warning("planned publication stopped", extra={"action": "plan_stopped", "draft": plan.draft_id})
    plan.refresh_from_db()
    publication_stopped.send_robust(PlannedPublication, plan=plan)
