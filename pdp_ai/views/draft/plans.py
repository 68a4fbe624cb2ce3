"""Publications that are yet to come, and those that were stopped: on the draft, the product and the list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from pdp_ai.actions.permissions import PUBLISH, REVIEW, among, keep, may_with_product
from pdp_ai.models import MediaDraft, PlannedPublication
from pdp_ai.models.planned_publication import PlanState
from pdp_ai.say import say_row
from pdp_ai.views.face import Face
from pdp_ai.views.words import slot_label

#: Lines above the list of publications; more are counted.
LINES = 20


@dataclass(frozen=True, slots=True)
class PlanLine:
    what: str
    url: str
    at: datetime
    who: Any
    #: Empty while it waits.
    why_stopped: str
    #: Where it is given up or taken note of; empty for people who may not.
    cancel_url: str


def plan_of(draft: MediaDraft, user: AbstractBaseUser | AnonymousUser, face: Face) -> PlanLine | None:
    lines = _lines(draft.plans.on_the_list().select_related("draft", "planned_by")[:1], user, face)
    return lines[0] if lines else None


def plans_of_product(product_model: str, product_id: str, face: Face) -> list[PlanLine]:
    """Without buttons: they are shown within the product's own form."""
    plans = PlannedPublication.objects.on_the_list().filter(product_model=product_model, product_id=product_id)
    return _lines(plans.select_related("draft", "planned_by"), None, face)


def planned(user: AbstractBaseUser | AnonymousUser, face: Face) -> dict[str, Any]:
    """For the list of publications: the next ones of what the user may review, and how many more there are."""
    on_the_list = PlannedPublication.objects.on_the_list().select_related("draft", "planned_by")
    plans = among(user, REVIEW, on_the_list)
    first = list(plans[: LINES + 1])
    more = plans.count() - LINES if len(first) > LINES else 0
    return {"plans": _lines(keep(user, REVIEW, first[:LINES]), user, face), "more_plans": more}


def _lines(
    plans: Iterable[PlannedPublication], user: AbstractBaseUser | AnonymousUser | None, face: Face
) -> list[PlanLine]:
    return [
        PlanLine(
            what=f"{slot_label(plan.draft.slot)}: {plan.product_name}",
            url=face.url("draft", plan.draft_id),
            at=plan.publish_at,
            who=plan.planned_by,
            why_stopped=say_row(plan.why) if plan.state == PlanState.STOPPED else "",
            cancel_url=face.url("decide", plan.draft_id, "cancel_plan") if _may_cancel(plan, user) else "",
        )
        for plan in plans
    ]


def _may_cancel(plan: PlannedPublication, user: AbstractBaseUser | AnonymousUser | None) -> bool:
    return user is not None and user.has_perm(PUBLISH) and may_with_product(user, PUBLISH, plan)  # type: ignore[union-attr]
