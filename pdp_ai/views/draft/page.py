"""The page a reviewer decides on: the draft beside what is live, and everything known about how it came to be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from pdp_ai.actions.permissions import REVIEW, VIEW_PROMPT, Actor, may_use, require
from pdp_ai.models import MediaDraft, Publication
from pdp_ai.models.draft import DraftSeverity, DraftState
from pdp_ai.views import badges
from pdp_ai.views.draft.allowed import NEEDING_PLACE, RULES, allowed_decisions, reason_for_other_eyes
from pdp_ai.views.draft.comparison import show_draft
from pdp_ai.views.draft.findings import finding_lines, marked_draft, traced_claims
from pdp_ai.views.draft.forms import (
    AskAgainForm,
    AssignForm,
    CommentForm,
    CropForm,
    EditForm,
    FocalPointForm,
    PublishForm,
    RejectForm,
)
from pdp_ai.views.draft.history import history, visible_diff
from pdp_ai.views.draft.last_decision import last_decision
from pdp_ai.views.draft.making import making
from pdp_ai.views.draft.measures import measure_lines
from pdp_ai.views.draft.picture import picture_url
from pdp_ai.views.draft.plans import plan_of
from pdp_ai.views.draft.product_on_page import ProductOnPage
from pdp_ai.views.draft.rivals import candidates, siblings
from pdp_ai.views.draft.since_then import since_then
from pdp_ai.views.face import Face
from pdp_ai.views.room.counts import counts_by_state
from pdp_ai.views.room.filter import RoomFilter
from pdp_ai.views.room.steps import step_urls
from pdp_ai.views.styles.versions import style_of_draft
from pdp_ai.views.words import quick_reasons, slot_label

#: What a person has to know before typing into a slot of this kind.
EDIT_HINTS = {
    "html": _lazy("HTML with paragraphs, lists, headings, strong and em; other tags are taken out."),
    "lines": _lazy("One item a line."),
}


def draft_page(request: HttpRequest, pk: int, face: Face) -> HttpResponse:
    require(request.user, REVIEW)
    return show_draft_page(request, find_draft(pk, request.user), face)


def find_draft(pk: int, user: Actor) -> MediaDraft:
    """Raises `Http404`, and `PermissionDenied` for a product that the user may not review."""
    draft: MediaDraft = get_object_or_404(MediaDraft.objects.select_related("job", "reviewed_by", "edited_by"), pk=pk)
    require(user, REVIEW, draft)
    return draft


def show_draft_page(
    request: HttpRequest, draft: MediaDraft, face: Face, *, forms: Mapping[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    """`forms` are those a decision was refused with, by decision, so that nothing typed is lost."""
    product = ProductOnPage.of(draft)
    room = RoomFilter.of(request.GET, request.user)
    brief = draft.job.brief
    publication, has_place = standing_publication(draft), product.has_place(draft)
    context = {
        "draft": draft,
        "state_badge": badges.draft_state(draft),
        "severity_badge": badges.severity(draft),
        "has_errors": draft.severity == DraftSeverity.ERROR,
        "slot_label": slot_label(draft.slot),
        "sides": [side for side in (product.live(draft), show_draft(draft, face, brief.facts)) if side],
        "changes": product.changes(draft),
        "compare": product.compare(draft, face),
        "own_words": visible_diff(draft, draft.original_text, draft.text) if draft.is_edited else (),
        "candidates": candidates(draft, room, face),
        "photo_url": product.photo_url(draft),
        "proof_url": picture_url(draft, face, proof=1) if draft.proof else "",
        "crop_cuts_product": any(name.startswith("cut_") and share for name, share in draft.measures.items()),
        "product_missing": product.instance is None,
        "place_missing": not has_place,
        "product_url": face.product_url(request, product.instance) if product.instance else "",
        "public_url": product.public_url,
        "preview_url": face.url("preview", draft.pk) if product.can_preview else "",
        "drafts_url": face.drafts_of(draft.product_model, draft.product_id),
        "decide_urls": {name: face.url("decide", draft.pk, name, **room.query) for name in RULES},
        "allowed": allowed_decisions(draft, request.user, publication)
        - product.impossible
        - (frozenset() if has_place and product.instance else NEEDING_PLACE),
        "handed_over": product.handed_over(publication),
        "for_other_eyes": reason_for_other_eyes(draft, request.user),
        "open_decision": next(iter(forms or {}), ""),
        "edit_hint": edit_hint(draft, face),
        "edit_form": edit_form(draft, face),
        "crop_url": face.url("file", draft.pk, whole=1),
        "crop_form": crop_form(draft),
        "focal_url": picture_url(draft, face, width=1200) if product.keeps_focal_point(draft) else "",
        "focal_form": FocalPointForm(initial=focal_initial(draft), auto_id="focal_%s"),
        "quick_reasons": quick_reasons(draft),
        "reject_form": RejectForm(auto_id="reject_%s"),
        "again_form": AskAgainForm(initial={"hint": brief.hint}, auto_id="again_%s"),
        "publish_form": PublishForm(auto_id="publish_%s"),
        **{f"{SAME_FORM.get(name, name)}_form": form for name, form in (forms or {}).items()},
        "plan": plan_of(draft, request.user, face),
        "publication": publication,
        "findings": finding_lines(draft, face),
        "marked": marked_draft(draft, brief.facts),
        "claims": traced_claims(draft, brief.facts),
        "measures": measure_lines(draft.measures),
        "since": since_then(draft, product.adapter, product.instance),
        "making": making(draft),
        **style_of_draft(draft, face),
        "prompt": draft.prompt if may_use(request.user, VIEW_PROMPT, draft) else [],
        "history": history(draft),
        "audit_url": face.url("audit", "csv", product_model=draft.product_model, product_id=draft.product_id),
        "comment_form": CommentForm(auto_id="comment_%s"),
        "assign_form": AssignForm(initial={"to": draft.assigned_to_id}, auto_id="assign_%s"),
        "siblings": siblings(draft, face),
        "room_url": face.url("room", **room.query),
        "waiting": counts_by_state(room)[room.state],
        **step_urls(room, draft, face),
        **last_decision(request, face),
    }
    title = _("%(slot)s for %(product)s") % {"slot": slot_label(draft.slot), "product": draft.product_name}
    return face.render(request, "pdp_ai/draft/_page.html", context, title=title, status=status)


#: Decisions whose form is another one's.
SAME_FORM = {"approve_publish": "publish"}


def crop_form(draft: MediaDraft, typed: Mapping[str, Any] | None = None) -> CropForm:
    """`typed` was refused; it starts from the crop now shown."""
    shown = {}
    if draft.crop_box:
        left, top, right, bottom = draft.crop_box
        shown = {"left": left, "top": top, "width": right - left, "height": bottom - top}
    return CropForm(initial={**(typed or shown), "seen": draft.crop}, auto_id="crop_%s")


def focal_initial(draft: MediaDraft) -> dict[str, int]:
    """In per cent, as people think of it."""
    x, y = draft.focal_point or (0.5, 0.5)
    return {"x": round(100 * x), "y": round(100 * y)}


def edit_form(draft: MediaDraft, face: Face, *, text: str | None = None) -> EditForm:
    """`text` is what a person typed before; it is kept, and starts from the text now shown."""
    form = EditForm(initial={"text": draft.text if text is None else text, "seen": draft.text}, auto_id="edit_%s")
    fit_editor(form, draft, face)
    return form


def fit_editor(form: Form, draft: MediaDraft, face: Face) -> None:
    """The admin's own editor, where it has one and the slot takes rich text."""
    if "text" in form.fields and draft.slot_kind.kind == "html" and face.rich_text is not None:
        form.fields["text"].widget = face.rich_text()


def edit_hint(draft: MediaDraft, face: Face) -> str:
    is_rich = draft.slot_kind.kind == "html" and face.rich_text is not None
    return "" if is_rich else str(EDIT_HINTS.get(draft.slot_kind.kind, ""))


def standing_publication(draft: MediaDraft) -> Publication | None:
    """What an undo would take back."""
    if draft.state not in {DraftState.PUBLISHED, DraftState.DRAFTED}:
        return None
    return draft.publications.filter(reverted_at=None).order_by("-pk").first()
