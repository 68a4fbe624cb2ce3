"""Which decisions a page offers: by the draft's state, and by what the person may do."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from pdp_ai.actions.permissions import GENERATE, PUBLISH, REVIEW
from pdp_ai.models import MediaDraft, Publication
from pdp_ai.models.draft import DraftState

#: From which states each decision is offered.
STATES: dict[str, frozenset[DraftState]] = {
    "approve": frozenset({DraftState.PENDING, DraftState.REJECTED, DraftState.SUPERSEDED}),
    "approve_publish": frozenset({DraftState.PENDING, DraftState.REJECTED, DraftState.SUPERSEDED}),
    "edit": frozenset({DraftState.PENDING, DraftState.APPROVED}),
    "reject": frozenset({DraftState.PENDING, DraftState.APPROVED}),
    "publish": frozenset({DraftState.APPROVED, DraftState.REVERTED}),
    "undo": frozenset({DraftState.PUBLISHED}),
    "again": frozenset(DraftState),
}

PERMISSIONS: dict[str, tuple[str, ...]] = {
    "approve": (REVIEW,),
    "approve_publish": (REVIEW, PUBLISH),
    "edit": (REVIEW,),
    "reject": (REVIEW,),
    "publish": (PUBLISH,),
    "undo": (PUBLISH,),
    "again": (GENERATE,),
}


def fits_state(draft: MediaDraft, decision: str) -> bool:
    return draft.state in STATES[decision] and not (decision == "edit" and draft.is_picture)


def allowed_decisions(
    draft: MediaDraft, user: AbstractBaseUser | AnonymousUser, publication: Publication | None
) -> frozenset[str]:
    return frozenset(
        decision
        for decision, permissions in PERMISSIONS.items()
        if fits_state(draft, decision)
        and user.has_perms(permissions)  # type: ignore[union-attr]
        and (publication is not None or decision != "undo")
    )
