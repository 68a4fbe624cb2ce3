"""Read drafts, decide on them, publish and undo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from pdp_ai import registry
from pdp_ai.actions.approve_draft import approve_draft
from pdp_ai.actions.crop_draft import crop_draft
from pdp_ai.actions.edit_draft import edit_draft
from pdp_ai.actions.hand_over_draft import hand_over_draft
from pdp_ai.actions.notify import notify_of_conflict
from pdp_ai.actions.permissions import REVIEW, among, keep, require
from pdp_ai.actions.plan_publication import cancel_plan, plan_publication
from pdp_ai.actions.publish_draft import publish_draft
from pdp_ai.actions.refusals import refusing_politely
from pdp_ai.actions.reject_draft import reject_draft
from pdp_ai.actions.revert_publication import revert_publication
from pdp_ai.actions.set_focal_point import set_focal_point
from pdp_ai.api.forms import (
    ApproveIn,
    Crop,
    CropIn,
    DraftFilters,
    DraftOut,
    DraftPage,
    EditIn,
    FocalPointIn,
    LiveValue,
    PlanOut,
    PublicationOut,
    PublishIn,
    Refusal,
    RejectIn,
)
from pdp_ai.api.once import once
from pdp_ai.exceptions import PublishConflict, TransitionRefused
from pdp_ai.models import MediaDraft
from pdp_ai.models.as_json import draft_as_dict, plan_as_dict, publication_as_dict
from pdp_ai.types import CropBox, SlotValue
from pdp_ai.views.draft.file import draft_file
from pdp_ai.views.draft.page import find_draft, standing_publication

PAGE = 100
REFUSALS: dict[int, Any] = {400: Refusal, 403: Refusal, 404: Refusal, 409: Refusal}

router = Router(tags=["drafts"])


@router.get("", response={200: DraftPage, 403: Refusal}, summary="List drafts, newest first")
def drafts(request: HttpRequest, filters: Query[DraftFilters]) -> Any:
    require(request.user, REVIEW)
    rows = among(request.user, REVIEW, MediaDraft.objects.defer("prompt"))
    page = list(filters.filter(rows).order_by("-pk")[:PAGE])
    before = page[-1].pk if len(page) == PAGE else None
    return {"drafts": list(map(draft_as_dict, keep(request.user, REVIEW, page))), "before": before}


@router.get("/{draft_id}", response={200: DraftOut, 403: Refusal}, summary="One draft")
def draft(request: HttpRequest, draft_id: int) -> Any:
    require(request.user, REVIEW)
    return draft_as_dict(find_draft(draft_id, request.user))


@router.get("/{draft_id}/file", summary="A draft's picture")
def file(request: HttpRequest, draft_id: int) -> HttpResponseBase:
    return draft_file(request, draft_id)


@router.get("/{draft_id}/live", response={200: LiveValue, **REFUSALS}, summary="What the product shows now")
def live(request: HttpRequest, draft_id: int) -> Any:
    """Beside what the draft was made against: where they differ, publishing wants `over`."""
    require(request.user, REVIEW)
    row = find_draft(draft_id, request.user)
    adapter = registry.adapter_for(row.product_model)
    with refusing_politely():
        value = adapter.read(adapter.get(row.product_id), row.place)
    return {"base": row.base_value, "live": value.as_dict()}


@router.post("/{draft_id}/approve", response={200: DraftOut, **REFUSALS}, summary="Approve")
def approve(request: HttpRequest, draft_id: int, body: ApproveIn) -> Any:
    return _decided(
        request,
        draft_id,
        lambda row: approve_draft(row, seen=body.seen, despite_errors=body.despite_errors, user=request.user),
    )


@router.post("/{draft_id}/edit", response={200: DraftOut, **REFUSALS}, summary="Edit the text")
def edit(request: HttpRequest, draft_id: int, body: EditIn) -> Any:
    """The text is cleaned and judged anew, and the draft wants a decision again."""
    return _decided(request, draft_id, lambda row: edit_draft(row, body.text, seen=body.seen, user=request.user))


@router.post("/{draft_id}/crop", response={200: DraftOut, **REFUSALS}, summary="Show a part of a picture")
def crop(request: HttpRequest, draft_id: int, body: CropIn) -> Any:
    """What the model made is kept. The part is judged anew, and the draft wants a decision again."""
    seen = ",".join(map(str, _box(body.seen) or ())) if "seen" in body.model_fields_set else None
    return _decided(request, draft_id, lambda row: crop_draft(row, _box(body.crop), seen=seen, user=request.user))


def _box(crop: Crop | None) -> CropBox | None:
    return (crop.left, crop.top, crop.left + crop.width, crop.top + crop.height) if crop else None


@router.post("/{draft_id}/focal_point", response={200: DraftOut, **REFUSALS}, summary="Say what must stay in sight")
def focal_point(request: HttpRequest, draft_id: int, body: FocalPointIn) -> Any:
    """Of an open draft's picture; where the shop keeps focal points, publishing hands it to the image."""
    point = (body.focal_point.x, body.focal_point.y) if body.focal_point else None
    return _decided(request, draft_id, lambda row: set_focal_point(row, point, user=request.user))


@router.post("/{draft_id}/reject", response={200: DraftOut, **REFUSALS}, summary="Reject")
def reject(request: HttpRequest, draft_id: int, body: RejectIn) -> Any:
    return _decided(request, draft_id, lambda row: reject_draft(row, body.reason, user=request.user))


@router.post(
    "/{draft_id}/publish", response={200: PublicationOut | PlanOut, **REFUSALS}, summary="Publish, now or at a time"
)
def publish(request: HttpRequest, draft_id: int, body: PublishIn) -> Any:
    """An approved draft onto its product; 409 when the product was changed since the draft was made.

    People learn of such a conflict by e-mail: whoever approved the draft, or has it assigned, and the caller's person.

    With `at` the answer is the plan; all is looked at again when the time has come.
    """
    over = SlotValue(**body.over.dict()) if body.over else None

    def act() -> dict[str, Any]:
        if body.at:
            plan_publication((row := _row(draft_id)), body.at, user=request.user)
            return plan_as_dict(row.plans.waiting().get())
        write = hand_over_draft if body.into_draft else publish_draft
        return publication_as_dict(write(_row(draft_id), over=over, user=request.user))

    try:
        return once(request, act)
    except PublishConflict:
        notify_of_conflict(_row(draft_id), user=request.user)
        raise


@router.get("/{draft_id}/plan", response={200: PlanOut, **REFUSALS}, summary="What is planned for it")
def plan(request: HttpRequest, draft_id: int) -> Any:
    """The latest plan, also one that was stopped, carried out or cancelled; 404 when there was none."""
    require(request.user, REVIEW)
    rows = find_draft(draft_id, request.user).plans.order_by("-pk")[:1]
    return plan_as_dict(get_object_or_404(rows))


@router.post("/{draft_id}/cancel_plan", response={200: DraftOut, **REFUSALS}, summary="Cancel what is planned for it")
def give_up_plan(request: HttpRequest, draft_id: int) -> Any:
    return _decided(request, draft_id, lambda row: cancel_plan(row, user=request.user))


@router.post("/{draft_id}/undo", response={200: PublicationOut, **REFUSALS}, summary="Undo the publication")
def undo(request: HttpRequest, draft_id: int) -> Any:
    def act() -> dict[str, Any]:
        publication = standing_publication(_row(draft_id))
        if publication is None:
            raise TransitionRefused
        revert_publication(publication, user=request.user)
        return publication_as_dict(publication)

    return once(request, act)


def _decided(request: HttpRequest, draft_id: int, decide: Callable[[MediaDraft], object]) -> Any:
    def act() -> dict[str, Any]:
        row = _row(draft_id)
        decide(row)
        return draft_as_dict(row)

    return once(request, act)


def _row(draft_id: int) -> MediaDraft:
    return get_object_or_404(MediaDraft.objects.select_related("job"), pk=draft_id)
