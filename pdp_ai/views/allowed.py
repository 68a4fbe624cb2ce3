"""Which decisions a page offers: by the draft's state, and by what the person may do."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from pdp_ai.actions.permissions import GENERATE, PUBLISH, REVIEW, expect_other_eyes, may_with_product
from pdp_ai.exceptions import FourEyes
from pdp_ai.models import MediaDraft, Publication
from pdp_ai.models.draft import DraftState
from pdp_ai.say import say

#: From which states each decision is offered.
STATES: dict[str, frozenset[DraftState]] = {
    "approve": frozenset({DraftState.PENDING, DraftState.REJECTED, DraftState.SUPERSEDED}),
    "approve_publish": frozenset({DraftState.PENDING, DraftState.REJECTED, DraftState.SUPERSEDED}),
    "edit": frozenset({DraftState.PENDING, DraftState.APPROVED}),
    #: On the page of a conflict alone.
    "merge": frozenset({DraftState.APPROVED}),
    "crop": frozenset({DraftState.PENDING, DraftState.APPROVED}),
    "focal": frozenset({DraftState.PENDING, DraftState.APPROVED}),
    "reject": frozenset({DraftState.PENDING, DraftState.APPROVED}),
    "publish": frozenset({DraftState.APPROVED, DraftState.REVERTED}),
    #: Approved by it, where it is not yet.
    "hand_over": frozenset(
        {DraftState.PENDING, DraftState.REJECTED, DraftState.SUPERSEDED, DraftState.APPROVED, DraftState.REVERTED}
    ),
    #: What is planned for it, or was stopped.
    "cancel_plan": frozenset({DraftState.APPROVED, DraftState.REVERTED}),
    "withdraw": frozenset({DraftState.DRAFTED}),
    "undo": frozenset({DraftState.PUBLISHED}),
    "again": frozenset(DraftState),
    "comment": frozenset(DraftState),
    "assign": frozenset({DraftState.PENDING, DraftState.APPROVED}),
}

PERMISSIONS: dict[str, tuple[str, ...]] = {
    "approve": (REVIEW,),
    "approve_publish": (REVIEW, PUBLISH),
    "edit": (REVIEW,),
    "merge": (REVIEW, PUBLISH),
    "crop": (REVIEW,),
    "focal": (REVIEW,),
    "reject": (REVIEW,),
    "publish": (PUBLISH,),
    "hand_over": (REVIEW,),
    "cancel_plan": (PUBLISH,),
    "withdraw": (REVIEW,),
    "undo": (PUBLISH,),
    "again": (GENERATE,),
    "comment": (REVIEW,),
    "assign": (REVIEW,),
}


#: Decisions about words, and about pictures.
ABOUT_TEXT = frozenset({"edit", "merge"})
ABOUT_PICTURES = frozenset({"crop", "focal"})

#: Where somebody would look for the button that publishes.
UNPUBLISHED = frozenset({DraftState.PENDING, DraftState.APPROVED, DraftState.REVERTED})

#: Decisions that write to the product.
PUBLISHING = frozenset({"approve_publish", "publish", "merge"})


def fits_state(draft: MediaDraft, decision: str) -> bool:
    return draft.state in STATES[decision] and decision not in (ABOUT_TEXT if draft.is_picture else ABOUT_PICTURES)


def may(draft: MediaDraft, user: AbstractBaseUser | AnonymousUser, decision: str) -> bool:
    if not fits_state(draft, decision) or not user.has_perms(PERMISSIONS[decision]):  # type: ignore[union-attr]
        return False
    return all(may_with_product(user, permission, draft) for permission in PERMISSIONS[decision]) and not (
        decision in PUBLISHING and _is_for_other_eyes(draft, user)
    )


def _is_for_other_eyes(draft: MediaDraft, user: AbstractBaseUser | AnonymousUser) -> bool:
    try:
        expect_other_eyes(draft, user)
    except FourEyes:
        return True
    return False


def reason_for_other_eyes(draft: MediaDraft, user: AbstractBaseUser | AnonymousUser) -> str:
    """What to tell a publisher who may not publish this one; empty for everybody else."""
    would_publish = draft.state in UNPUBLISHED and user.has_perms(PERMISSIONS["publish"])  # type: ignore[union-attr]
    return say(FourEyes()) if would_publish and _is_for_other_eyes(draft, user) else ""


def allowed_decisions(
    draft: MediaDraft, user: AbstractBaseUser | AnonymousUser, publication: Publication | None
) -> frozenset[str]:
    return frozenset(
        decision
        for decision in PERMISSIONS
        if may(draft, user, decision) and (publication is not None or decision not in {"undo", "withdraw"})
    )
