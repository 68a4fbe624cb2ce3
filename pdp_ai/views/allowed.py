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
    #: On the page of a conflict alone.
    "merge": frozenset({DraftState.APPROVED}),
    "reject": frozenset({DraftState.PENDING, DraftState.APPROVED}),
    "publish": frozenset({DraftState.APPROVED, DraftState.REVERTED}),
    "undo": frozenset({DraftState.PUBLISHED}),
    "again": frozenset(DraftState),
}

PERMISSIONS: dict[str, tuple[str, ...]] = {
    "approve": (REVIEW,),
    "approve_publish": (REVIEW, PUBLISH),
    "edit": (REVIEW,),
    "merge": (REVIEW, PUBLISH),
    "reject": (REVIEW,),
    "publish": (PUBLISH,),
    "undo": (PUBLISH,),
    "again": (GENERATE,),
}


def fits_state(draft: MediaDraft, decision: str) -> bool:
    return draft.state in STATES[decision] and not (decision in {"edit", "merge"} and draft.is_picture)


def may(draft: MediaDraft, user: AbstractBaseUser | AnonymousUser, decision: str) -> bool:
    return fits_state(draft, decision) and user.has_perms(PERMISSIONS[decision])  # type: ignore[union-attr]


def allowed_decisions(
    draft: MediaDraft, user: AbstractBaseUser | AnonymousUser, publication: Publication | None
) -> frozenset[str]:
    return frozenset(
        decision
        for decision in PERMISSIONS
        if may(draft, user, decision) and (publication is not None or decision != "undo")
    )
