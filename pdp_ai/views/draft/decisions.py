"""A reviewer's decisions. Each is one POST that calls one action; a refusal comes back as the page, nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pdp_ai.actions.approve_draft import approve_draft
from pdp_ai.actions.ask_again import ask_again
from pdp_ai.actions.assign_drafts import assign_drafts
from pdp_ai.actions.comment_draft import comment_draft
from pdp_ai.actions.crop_draft import crop_draft
from pdp_ai.actions.edit_draft import edit_draft
from pdp_ai.actions.hand_over_draft import hand_over_draft
from pdp_ai.actions.permissions import PUBLISH, REVIEW, Actor, expect_other_eyes, require
from pdp_ai.actions.plan_publication import cancel_plan, plan_publication
from pdp_ai.actions.publish_draft import publish_draft
from pdp_ai.actions.reject_draft import reject_draft
from pdp_ai.actions.revert_publication import revert_publication
from pdp_ai.actions.set_focal_point import set_focal_point
from pdp_ai.exceptions import PdpAiError, PublishConflict, TransitionRefused
from pdp_ai.models import AuditEntry, MediaDraft
from pdp_ai.say import say
from pdp_ai.types import CropBox
from pdp_ai.views.draft.allowed import fits_state
from pdp_ai.views.draft.conflict import show_conflict
from pdp_ai.views.draft.forms import (
    ApproveForm,
    ApprovePublishForm,
    AskAgainForm,
    AssignForm,
    CommentForm,
    CropForm,
    DecisionForm,
    EditForm,
    FocalPointForm,
    MergeForm,
    PublishForm,
    RejectForm,
)
from pdp_ai.views.draft.last_decision import PARAMETER
from pdp_ai.views.draft.late_answer import refusal_text
from pdp_ai.views.draft.page import crop_form, edit_form, find_draft, fit_editor, show_draft_page, standing_publication
from pdp_ai.views.face import Face
from pdp_ai.views.queue.progress import job_ranges
from pdp_ai.views.room.filter import RoomFilter
from pdp_ai.views.room.steps import url_after_decision
from pdp_ai.views.sent_by_get import lead_back


def decide(request: HttpRequest, pk: int, decision: str, face: Face) -> HttpResponse:
    """Take one decision; on to the next draft of the room, or the page again with what was refused."""
    require(request.user, REVIEW)
    if decision not in DECISIONS:
        raise Http404
    if request.method != "POST":
        room = RoomFilter.of(request.GET, request.user)
        return lead_back(request, face.url("draft", pk, **room.query))
    draft = find_draft(pk, request.user)
    was = draft.state
    form = DECISIONS[decision].form(request.POST, auto_id=f"{decision}_%s")
    fit_editor(form, draft, face)
    if not form.is_valid():
        messages.error(request, _("Nothing was changed: please look at the fields marked below."))
        return show_draft_page(request, draft, face, forms={decision: form}, status=422)
    try:
        if not fits_state(draft, decision):
            raise TransitionRefused
        outcome = DECISIONS[decision].take(draft, form.cleaned_data, request.user)
    except PublishConflict as conflict:
        return show_conflict(request, find_draft(pk, request.user), face, say(conflict), decision)
    except PdpAiError as refusal:
        draft = find_draft(pk, request.user)
        half = draft.state != was and draft.reviewed_by_id == request.user.pk
        text = _("Approved, but not published. %(why)s") if half else _("Nothing was changed. %(why)s")
        messages.error(request, text % {"why": refusal_text(refusal, draft)})
        return show_refused(request, draft, face, decision, form)
    return _go_on(request, draft, was, outcome, face)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a decision: what to tell the person, or the entry of one that can be taken back."""

    message: str = ""
    entry: AuditEntry | None = None
    #: The draft in hand is done with.
    is_settled: bool = True
    #: The jobs that were asked for.
    jobs: str = ""
    is_warning: bool = False


def _go_on(request: HttpRequest, draft: MediaDraft, was: str, outcome: Outcome, face: Face) -> HttpResponse:
    """To the next draft, when the one decided on was found in the room; a draft looked at by itself stays in sight."""
    room = RoomFilter.of(request.GET, request.user)
    if outcome.message:
        (messages.warning if outcome.is_warning else messages.success)(request, outcome.message)
    decided = {PARAMETER: outcome.entry.pk} if outcome.entry else {}
    if not outcome.is_settled or was != room.state:
        return redirect(face.url("draft", draft.pk, **room.query, **decided))
    following = url_after_decision(room, draft, face, **decided)
    if outcome.jobs and following.startswith(face.url("draft", draft.pk)):
        return redirect(face.url("progress", jobs=outcome.jobs))
    return redirect(following)


def approve(draft: MediaDraft, data: dict[str, Any], user: Actor) -> Outcome:
    return Outcome(entry=_approved(draft, data, user))


def approve_and_publish(draft: MediaDraft, data: dict[str, Any], user: Actor) -> Outcome:
    _expect_publisher(draft, user)
    entry = _approved(draft, data, user)
    if data["at"]:
        plan_publication(draft, data["at"], user=user)
    else:
        publish_draft(draft, over=data["over"], user=user)
    return Outcome(entry=entry)


def _expect_publisher(draft: MediaDraft, user: Actor) -> None:
    """Before anything is changed: approved by somebody who then may not publish would be half a decision."""
    require(user, PUBLISH, draft)
    expect_other_eyes(draft, user)


def _approved(draft: MediaDraft, data: dict[str, Any], user: Actor) -> AuditEntry:
    despite_errors = data["despite_errors"]
    return approve_draft(draft, seen=data["seen"], was=data["was"], despite_errors=despite_errors, user=user)


def edit(draft: MediaDraft, data: dict[str, Any], user: Actor) -> Outcome:
    edit_draft(draft, data["text"], seen=data["seen"], user=user)
    return Outcome(_("Saved and judged anew. The draft waits for a decision."), is_settled=False)


def merge(draft: MediaDraft, data: dict[str, Any], user: Actor) -> Outcome:
    """Both texts made into one, and that one published over the live value the person saw."""
    _expect_publisher(draft, user)
    edit_draft(draft, data["text"], seen=data["seen"], user=user)
    # The words are the person's own, whatever the rules say of them.
    merged = {"seen": draft.text, "was": None, "despite_errors": True, "over": data["over"], "at": None}
    return approve_and_publish(draft, merged, user)


def crop(draft: MediaDraft, data: dict[str, Any], user: Actor) -> Outcome:
    crop_draft(draft, None if data["none"] else _box(data), seen=data["seen"], user=user)
    return Outcome(_("Cut and judged anew. The draft waits for a decision."), is_settled=False)


def _box(data: dict[str, Any]) -> CropBox:
    left, top = data["left"], data["top"]
    return left, top, left + data["width"], top + data["height"]


def focal(draft: MediaDraft, data: dict[str, Any], user: Actor) -> Outcome:
    set_focal_point(draft, None if data["none"] else (data["x"] / 100, data["y"] / 100), user=user)
    return Outcome(_("Kept with the draft; the shop's image gets it when it is published."), is_settled=False)


def reject(draft: MediaDraft, data: dict[str, Any], user: Actor) -> Outcome:
    return Outcome(entry=reject_draft(draft, data["reason"], was=data["was"], user=user))


def publish(draft: MediaDraft, data: dict[str, Any], user: Actor) -> Outcome:
    if data["at"]:
        return Outcome(entry=plan_publication(draft, data["at"], user=user))
    publish_draft(draft, over=data["over"], user=user)
    return Outcome(entry=AuditEntry.objects.about(draft).filter(action="published").last())


def hand_over(draft: MediaDraft, data: dict[str, Any], user: Actor) -> Outcome:
    """Into the product's own draft, approved on the way where it is not yet."""
    entry = _approved(draft, data, user) if fits_state(draft, "approve") else None
    hand_over_draft(draft, over=data["over"], user=user)
    return Outcome(entry=entry or AuditEntry.objects.about(draft).filter(action="drafted").last())


def withdraw(draft: MediaDraft, _data: dict[str, Any], user: Actor) -> Outcome:
    _revert(draft, user)
    return Outcome(_("Taken out of the product's draft; what stood there before is back."), is_settled=False)


def give_up_plan(draft: MediaDraft, _data: dict[str, Any], user: Actor) -> Outcome:
    cancel_plan(draft, user=user)
    return Outcome(_("Nothing is planned for this draft any more; it stays approved."), is_settled=False)


def undo(draft: MediaDraft, _data: dict[str, Any], user: Actor) -> Outcome:
    _revert(draft, user)
    return Outcome(_("Undone. The product shows what stood there before."), is_settled=False)


def _revert(draft: MediaDraft, user: Actor) -> None:
    publication = standing_publication(draft)
    if publication is None:
        raise TransitionRefused
    revert_publication(publication, user=user)


def again(draft: MediaDraft, data: dict[str, Any], user: Actor) -> Outcome:
    """The same slot once more, with a wish."""
    result = ask_again(draft, data["hint"], user=user)
    if not result.jobs:
        reasons = " ".join(skipped.reason for skipped in result.skipped)
        return Outcome(_("Nothing was asked for. %(why)s") % {"why": reasons}, is_settled=False, is_warning=True)
    asked = _("Asked for another draft of %(product)s; it waits here when it is made.")
    return Outcome(asked % {"product": draft.product_name}, jobs=job_ranges(job.pk for job in result.jobs))


def comment(draft: MediaDraft, data: dict[str, Any], user: Actor) -> Outcome:
    comment_draft(draft, data["text"], user=user)
    return Outcome(_("Your comment stands in the history."), is_settled=False)


def assign(draft: MediaDraft, data: dict[str, Any], user: Actor) -> Outcome:
    count = assign_drafts(draft, data["to"], user=user)
    values = {"count": count, "who": data["to"] or _("nobody")}
    text = ngettext("%(count)s draft assigned to %(who)s.", "%(count)s drafts assigned to %(who)s.", count)
    return Outcome(text % values, is_settled=False)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a decision asks of the person, and what it does."""

    form: type[Form]
    take: Callable[[MediaDraft, dict[str, Any], Actor], Outcome]


DECISIONS = {
    "approve": Decision(ApproveForm, approve),
    "approve_publish": Decision(ApprovePublishForm, approve_and_publish),
    "edit": Decision(EditForm, edit),
    "merge": Decision(MergeForm, merge),
    "crop": Decision(CropForm, crop),
    "focal": Decision(FocalPointForm, focal),
    "reject": Decision(RejectForm, reject),
    "publish": Decision(PublishForm, publish),
    "hand_over": Decision(ApprovePublishForm, hand_over),
    "cancel_plan": Decision(DecisionForm, give_up_plan),
    "withdraw": Decision(DecisionForm, withdraw),
    "undo": Decision(DecisionForm, undo),
    "again": Decision(AskAgainForm, again),
    "comment": Decision(CommentForm, comment),
    "assign": Decision(AssignForm, assign),
}


def show_refused(request: HttpRequest, draft: MediaDraft, face: Face, decision: str, form: Form) -> HttpResponse:
    """The draft as it is by now; an edit keeps the typed text, and starts from the text now shown."""
    forms: dict[str, Form] = {}
    if decision == "edit":
        forms["edit"] = edit_form(draft, face, text=form.cleaned_data["text"])
    elif decision == "crop":
        forms["crop"] = crop_form(draft, form.cleaned_data)
    elif decision == "reject":
        forms["reject"] = form
    return show_draft_page(request, draft, face, forms=forms, status=409)
