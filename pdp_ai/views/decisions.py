"""A reviewer's decisions. Each is one POST that calls one action; a refusal comes back as the page, nothing lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from pdp_ai import registry
from pdp_ai.actions.approve_draft import approve_draft
from pdp_ai.actions.edit_draft import edit_draft
from pdp_ai.actions.permissions import GENERATE, PUBLISH, REVIEW, Actor, require
from pdp_ai.actions.publish_draft import publish_draft
from pdp_ai.actions.reject_draft import reject_draft
from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.actions.revert_publication import revert_publication
from pdp_ai.exceptions import PdpAiError, PublishConflict, TransitionRefused
from pdp_ai.forms import ApproveForm, ApprovePublishForm, AskAgainForm, DecisionForm, EditForm, PublishForm, RejectForm
from pdp_ai.models import MediaDraft
from pdp_ai.types import SlotValue
from pdp_ai.views.allowed import fits_state
from pdp_ai.views.comparison import show_draft, show_value
from pdp_ai.views.draft_page import find_draft, show_draft_page, standing_publication
from pdp_ai.views.face import Crumb, Face
from pdp_ai.views.progress import job_ranges
from pdp_ai.views.words import slot_label


def decide(request: HttpRequest, pk: int, decision: str, face: Face) -> HttpResponse:
    """Take one decision; back to the draft with a message, or the page again with what was refused."""
    require(request.user, REVIEW)
    if decision not in FORMS:
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    draft = find_draft(pk)
    form = FORMS[decision](request.POST, auto_id=f"{decision}_%s")
    if not form.is_valid():
        messages.error(request, _("Nothing was changed: please look at the fields marked below."))
        return show_draft_page(request, draft, face, forms={decision: form}, status=422)
    try:
        if not fits_state(draft, decision):
            raise TransitionRefused
        if decision == "again":
            return ask_again(request, draft, form.cleaned_data["hint"], face)
        message = DECISIONS[decision](draft, form.cleaned_data, request.user)
    except PublishConflict as conflict:
        return show_conflict(request, find_draft(pk), face, str(conflict), undo=decision == "undo")
    except PdpAiError as refusal:
        messages.error(request, _("Nothing was changed. %(why)s") % {"why": refusal})
        return show_refused(request, find_draft(pk), face, decision, form)
    messages.success(request, message)
    return redirect(face.url("draft", pk))


def approve(draft: MediaDraft, data: dict[str, Any], user: Actor) -> str:
    approve_draft(draft, seen=data["seen"], user=user)
    return _("Approved. It can be published now.")


def approve_and_publish(draft: MediaDraft, data: dict[str, Any], user: Actor) -> str:
    require(user, PUBLISH)
    approve_draft(draft, seen=data["seen"], user=user)
    return publish(draft, data, user)


def edit(draft: MediaDraft, data: dict[str, Any], user: Actor) -> str:
    edit_draft(draft, data["text"], seen=data["seen"], user=user)
    return _("Saved and judged anew. The draft waits for a decision.")


def reject(draft: MediaDraft, data: dict[str, Any], user: Actor) -> str:
    reject_draft(draft, data["reason"], user=user)
    return _("Rejected.")


def publish(draft: MediaDraft, data: dict[str, Any], user: Actor) -> str:
    publish_draft(draft, over=data["over"], user=user)
    return _("Published. It is on the product now, and can be undone here.")


def undo(draft: MediaDraft, _data: dict[str, Any], user: Actor) -> str:
    publication = standing_publication(draft)
    if publication is None:
        raise TransitionRefused
    revert_publication(publication, user=user)
    return _("Undone. The product shows what stood there before.")


FORMS: dict[str, type[Form]] = {
    "approve": ApproveForm,
    "approve_publish": ApprovePublishForm,
    "edit": EditForm,
    "reject": RejectForm,
    "publish": PublishForm,
    "undo": DecisionForm,
    "again": AskAgainForm,
}

#: Each returns what to tell the person.
DECISIONS: dict[str, Callable[[MediaDraft, dict[str, Any], Actor], str]] = {
    "approve": approve,
    "approve_publish": approve_and_publish,
    "edit": edit,
    "reject": reject,
    "publish": publish,
    "undo": undo,
}


def ask_again(request: HttpRequest, draft: MediaDraft, hint: str, face: Face) -> HttpResponse:
    """The same slot once more, with a wish; then watch it being made."""
    require(request.user, GENERATE)
    product = registry.adapter_for(draft.product_model).get(draft.product_id)
    brief = draft.job.brief
    wish = Wish(
        slots=(draft.slot,),
        style=draft.job.style,
        candidates=brief.candidates,
        fill="all",
        hint=hint,
        language=brief.further_language,
        photos=(draft.photo_key,) if draft.slot_kind.per_photo and draft.photo_key else (),
    )
    result = request_generation([product], wish, user=request.user)
    if not result.jobs:
        reasons = " ".join(skipped.reason for skipped in result.skipped)
        messages.warning(request, _("Nothing was asked for. %(why)s") % {"why": reasons})
        return redirect(face.url("draft", draft.pk))
    messages.success(request, _("Asked for another draft."))
    return redirect(face.url("progress", jobs=job_ranges(job.pk for job in result.jobs)))


def show_refused(request: HttpRequest, draft: MediaDraft, face: Face, decision: str, form: Form) -> HttpResponse:
    """The draft as it is by now; an edit keeps the typed text, and starts from the text now shown."""
    forms: dict[str, Form] = {}
    if decision == "edit":
        seen = {"text": form.cleaned_data["text"], "seen": draft.text}
        forms["edit"] = EditForm(initial=seen, auto_id="edit_%s")
    elif decision == "reject":
        forms["reject"] = form
    return show_draft_page(request, draft, face, forms=forms, status=409)


def show_conflict(request: HttpRequest, draft: MediaDraft, face: Face, why: str, *, undo: bool) -> HttpResponse:
    """What the draft was made against, what is live now and the draft, side by side, and a way to go on."""
    adapter = registry.adapter_for(draft.product_model)
    product = adapter.get(draft.product_id)
    live = adapter.read(product, draft.place)
    publication = standing_publication(draft) if undo else None
    expected = SlotValue.from_dict(publication.after) if publication else draft.base
    heading = _("What was published") if undo else _("What it was made against")
    context = {
        "draft": draft,
        "why": why,
        "undo": undo,
        "sides": [
            show_value(heading, adapter, product, draft.slot, expected),
            show_value(_("Live now"), adapter, product, draft.slot, live),
            show_draft(draft, face),
        ],
        #: The live value alone moved; otherwise only the product's own editor can settle it.
        "can_replace": not undo and live != expected,
        "over": json.dumps(live.as_dict(), ensure_ascii=False, sort_keys=True),
        "publish_url": face.url("decide", draft.pk, "publish"),
        "draft_url": face.url("draft", draft.pk),
        "product_url": face.product_url(request, product),
    }
    crumbs = (Crumb(f"{slot_label(draft.slot)}: {draft.product_name}", face.url("draft", draft.pk)),)
    return face.render(
        request, "_conflict_body.html", context, title=_("The product changed meanwhile"), crumbs=crumbs, status=409
    )
