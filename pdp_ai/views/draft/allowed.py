"""Which decisions a page offers: by the draft's state, and by what the person may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from pdp_ai.actions.permissions import GENERATE, PUBLISH, REVIEW, expect_other_eyes, may_with_product
from pdp_ai.exceptions import FourEyes
from pdp_ai.models import MediaDraft, Publication
from pdp_ai.models.draft import DraftState
from pdp_ai.say import say

OPEN = frozenset({DraftState.PENDING, DraftState.APPROVED})
#: What a person may still come round to.
APPROVABLE = frozenset({DraftState.PENDING, DraftState.REJECTED, DraftState.SUPERSEDED})
PUBLISHABLE = frozenset({DraftState.APPROVED, DraftState.REVERTED})


@dataclass(frozen=True, slots=True)
class Rule:
    """When a decision is offered."""

    #: In these states of the draft.
    states: frozenset[DraftState]
    #: To those who have all of these.
    permissions: tuple[str, ...] = (REVIEW,)
    #: For drafts of this kind alone; empty for both.
    about: Literal["text", "picture", ""] = ""
    #: Whether it writes to the product: where two people are wanted, not to the first of them.
    publishes: bool = False
    #: Whether it asks for a place on a product that is still there.
    needs_place: bool = False


RULES: dict[str, Rule] = {
    "approve": Rule(APPROVABLE),
    "approve_publish": Rule(APPROVABLE, (REVIEW, PUBLISH), publishes=True, needs_place=True),
    "edit": Rule(OPEN, about="text"),
    #: On the page of a conflict alone.
    "merge": Rule(frozenset({DraftState.APPROVED}), (REVIEW, PUBLISH), about="text", publishes=True, needs_place=True),
    "crop": Rule(OPEN, about="picture"),
    "focal": Rule(OPEN, about="picture"),
    "reject": Rule(OPEN),
    "publish": Rule(PUBLISHABLE, (PUBLISH,), publishes=True, needs_place=True),
    #: Approved by it, where it is not yet.
    "hand_over": Rule(APPROVABLE | PUBLISHABLE, needs_place=True),
    #: What is planned for it, or was stopped.
    "cancel_plan": Rule(PUBLISHABLE, (PUBLISH,)),
    "withdraw": Rule(frozenset({DraftState.DRAFTED}), needs_place=True),
    "undo": Rule(frozenset({DraftState.PUBLISHED}), (PUBLISH,), needs_place=True),
    "again": Rule(frozenset(DraftState), (GENERATE,), needs_place=True),
    "comment": Rule(frozenset(DraftState)),
    "assign": Rule(OPEN),
}

#: Where somebody would look for the button that publishes.
UNPUBLISHED = OPEN | PUBLISHABLE

NEEDING_PLACE = frozenset(decision for decision, rule in RULES.items() if rule.needs_place)


def fits_state(draft: MediaDraft, decision: str) -> bool:
    rule = RULES[decision]
    return draft.state in rule.states and rule.about != ("text" if draft.is_picture else "picture")


def may(draft: MediaDraft, user: AbstractBaseUser | AnonymousUser, decision: str) -> bool:
    rule = RULES[decision]
    if not fits_state(draft, decision) or not user.has_perms(rule.permissions):  # type: ignore[union-attr]
        return False
    return all(may_with_product(user, permission, draft) for permission in rule.permissions) and not (
        rule.publishes and _is_for_other_eyes(draft, user)
    )


def _is_for_other_eyes(draft: MediaDraft, user: AbstractBaseUser | AnonymousUser) -> bool:
    try:
        expect_other_eyes(draft, user)
    except FourEyes:
        return True
    return False


def reason_for_other_eyes(draft: MediaDraft, user: AbstractBaseUser | AnonymousUser) -> str:
    """What to tell a publisher who may not publish this one; empty for everybody else."""
    would_publish = draft.state in UNPUBLISHED and user.has_perms(RULES["publish"].permissions)  # type: ignore[union-attr]
    return say(FourEyes()) if would_publish and _is_for_other_eyes(draft, user) else ""


def allowed_decisions(
    draft: MediaDraft, user: AbstractBaseUser | AnonymousUser, publication: Publication | None
) -> frozenset[str]:
    return frozenset(
        decision
        for decision in RULES
        if may(draft, user, decision) and (publication is not None or decision not in {"undo", "withdraw"})
    )
