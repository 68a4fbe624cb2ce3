"""The page a reviewer decides on: the draft beside what is live, and everything known about how it came to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from pdp_ai import registry
from pdp_ai.actions.permissions import REVIEW, VIEW_PROMPT, Actor, may_use, require
from pdp_ai.adapters.base import ProductAdapter
from pdp_ai.exceptions import ConfigurationError, ProductNotFound
from pdp_ai.forms import (
    AskAgainForm,
    AssignForm,
    CommentForm,
    CropForm,
    EditForm,
    FocalPointForm,
    PublishForm,
    RejectForm,
)
from pdp_ai.models import MediaDraft, Publication
from pdp_ai.models.draft import DraftSeverity, DraftState
from pdp_ai.provenance.words import signer_words, source_words
from pdp_ai.slots import place_name
from pdp_ai.types import SlotValue
from pdp_ai.views import badges
from pdp_ai.views.draft.allowed import NEEDING_PLACE, RULES, allowed_decisions, reason_for_other_eyes
from pdp_ai.views.draft.comparison import Shown, show_draft, show_value
from pdp_ai.views.draft.findings import finding_lines, marked_draft, traced_claims
from pdp_ai.views.draft.history import history, visible_diff
from pdp_ai.views.draft.last_decision import last_decision
from pdp_ai.views.draft.measures import measure_lines
from pdp_ai.views.draft.picture import picture_url
from pdp_ai.views.draft.plans import plan_of
from pdp_ai.views.draft.preview_address import has_addresses
from pdp_ai.views.draft.rivals import candidates, siblings
from pdp_ai.views.draft.since_then import since_then
from pdp_ai.views.draft.word_diff import DiffPiece
from pdp_ai.views.face import Face
from pdp_ai.views.queue.expected_cost import amount_label
from pdp_ai.views.room.counts import counts_by_state
from pdp_ai.views.room.filter import RoomFilter
from pdp_ai.views.room.steps import step_urls
from pdp_ai.views.styles.versions import style_of_draft
from pdp_ai.views.words import quick_reasons, seconds_label, slot_label

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


@dataclass(frozen=True, slots=True)
class ProductOnPage:
    """The draft's product, or what is left when it was deleted or is no longer configured."""

    adapter: ProductAdapter | None
    instance: Model | None

    @classmethod
    def of(cls, draft: MediaDraft) -> ProductOnPage:
        try:
            adapter = registry.adapter_for(draft.product_model)
        except ConfigurationError:
            return cls(None, None)
        try:
            return cls(adapter, adapter.get(draft.product_id))
        except ProductNotFound:
            return cls(adapter, None)

    def live(self, draft: MediaDraft) -> Shown | None:
        value = self._live_value(draft)
        if value is None or self.adapter is None or self.instance is None:
            return None
        return show_value(_("Live now"), self.adapter, self.instance, draft.slot, value)

    def changes(self, draft: MediaDraft) -> tuple[DiffPiece, ...]:
        """The live text's words against the draft's; empty for pictures, where nothing is live, or both are equal."""
        value = self._live_value(draft)
        if draft.is_picture or value is None or not value.text.strip():
            return ()
        pieces = visible_diff(draft, value.text, draft.text)
        return pieces if any(piece.kind != "same" for piece in pieces) else ()

    def compare(self, draft: MediaDraft, face: Face) -> dict[str, Any]:
        """For a picture: what is live, or else the photo it was made from, to be laid under it."""
        if not draft.is_picture:
            return {}
        live = self.live(draft)
        url = live.picture_url if live and not live.is_empty else ""
        before, before_url = (_("Live now"), url) if url else (_("Original photo"), self.photo_url(draft))
        after_url = picture_url(draft, face, width=1200)
        if not before_url:
            return {}
        # In a photo the product stands elsewhere: a difference would say nothing.
        return {"before": before, "before_url": before_url, "after_url": after_url, "is_live": bool(url)}

    def _live_value(self, draft: MediaDraft) -> SlotValue | None:
        if self.adapter is None or self.instance is None:
            return None
        try:
            return self.adapter.read(self.instance, draft.place)
        except KeyError:  # the shop's settings name no such place any more
            return None

    def photo_url(self, draft: MediaDraft) -> str:
        """The photo it was made from, or describes; for pictures the main photo when the draft names none."""
        if self.adapter is None or self.instance is None:
            return ""
        photos = draft.job.brief.facts.photos
        key = draft.photo_key or (photos[0].key if draft.is_picture and photos else "")
        return self.adapter.photo_url(self.instance, key) if key else ""

    @property
    def impossible(self) -> frozenset[str]:
        """Decisions that this product knows nothing of."""
        takes_drafts = self.adapter and self.instance and self.adapter.takes_drafts(self.instance)
        return frozenset() if takes_drafts else frozenset({"hand_over"})

    def has_place(self, draft: MediaDraft) -> bool:
        """False where the shop's settings name no such place any more, which makes it a draft for nothing."""
        return self.adapter is None or self.instance is None or self._live_value(draft) is not None

    def handed_over(self, publication: Publication | None) -> str:
        """Where a draft is that was handed over; empty for any other."""
        if publication is None or publication.is_live or self.adapter is None or self.instance is None:
            return ""
        if not self.adapter.has_place(publication.draft.place):
            return ""
        drafted = self.adapter.drafted(self.instance)
        if self.adapter.holds(drafted, publication.draft.place, SlotValue.from_dict(publication.after)):
            return _("It stands in the product's unpublished draft. The public sees it when that is published.")
        return _("Somebody has changed it in the product's unpublished draft.")

    @property
    def public_url(self) -> str:
        return self.adapter.public_url(self.instance) if self.adapter and self.instance else ""

    def keeps_focal_point(self, draft: MediaDraft) -> bool:
        try:
            return self.adapter is not None and draft.is_picture and self.adapter.keeps_focal_point(draft.place)
        except KeyError:  # the shop's settings name no such place any more
            return False

    @property
    def can_preview(self) -> bool:
        return self.instance is not None and has_addresses() and registry.shop_page(self.instance) is not None


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


def making(draft: MediaDraft) -> list[tuple[str, str]]:
    """How it was made, as labels and values; what is unknown is left out."""
    brief = draft.job.brief
    style = _("%(name)s (version %(version)s)") % {"name": brief.style.name, "version": brief.style.version}
    tokens = _("%(read)s read, %(written)s written") % {"read": draft.tokens_in, "written": draft.tokens_out}
    rows: list[tuple[str, str]] = [
        (_("Style"), style if brief.style.name else _("none")),
        (_("Wish"), brief.hint),
        (_("Language"), draft.language),
        (_("Candidate"), f"{draft.candidate + 1} / {brief.candidates}"),
        (_("Variety"), variety(draft)),
        (_("Model"), draft.model),
        (_("Revision"), draft.revision),
        (_("Seed"), "" if draft.seed is None else str(draft.seed)),
        (_("Marked as"), source_words(draft.provenance)),
        (_("Signed by"), signer_words(draft.provenance)),
        (_("Time"), seconds_label(draft.seconds) if draft.seconds else ""),
        (_("Tokens"), tokens if draft.tokens_out else ""),
        (_("Cost of the job"), amount_label(draft.job.cost) if draft.job.cost else ""),
    ]
    return [(label, value) for label, value in rows if value]


def variety(draft: MediaDraft) -> str:
    """How much the candidates beside this draft differ, in a phrase; empty when there are none."""
    place = place_name(draft.slot, photo=draft.photo_key)
    if not (spread := draft.job.spread.get(place)):
        return ""
    words = _("%(texts)s candidates, on average %(similarity)s %% alike; %(distinct)s %% of their word pairs differ")
    return words % {
        "texts": round(spread["texts"]),
        "similarity": round(100 * spread["similarity"]),
        "distinct": round(100 * spread["distinct_2"]),
    }
