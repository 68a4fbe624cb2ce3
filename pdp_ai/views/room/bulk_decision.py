"""A decision on many drafts of the room: what it would change, how far it is, and the way back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from pdp_ai.actions.bulk_kinds import KINDS, replaced
from pdp_ai.actions.decide_in_bulk import (
    begin_bulk_decision,
    resume_bulk_decision,
    reverse_bulk_decision,
    stop_bulk_decision,
)
from pdp_ai.actions.permissions import PUBLISH, Actor, among, keep, require
from pdp_ai.exceptions import PdpAiError
from pdp_ai.models import BulkDecision, MediaDraft, Publication
from pdp_ai.models.bulk_decision import WORKING, BulkDecisionState, BulkKind
from pdp_ai.models.draft import DraftQuerySet, DraftSeverity, DraftState
from pdp_ai.say import say
from pdp_ai.views.draft.history import visible_diff
from pdp_ai.views.draft.word_diff import DiffPiece
from pdp_ai.views.face import Face
from pdp_ai.views.room.filter import RoomFilter
from pdp_ai.views.room.forms import BulkAgainForm, BulkForm, BulkLaterForm, BulkRejectForm, BulkReplaceForm
from pdp_ai.views.room.undo_preview import undo_preview
from pdp_ai.views.sent_by_get import lead_back
from pdp_ai.views.words import slot_label

#: Drafts named on the page, and changes of words shown one by one.
NAMED = 12


@dataclass(frozen=True, slots=True)
class Question:
    """What a person is asked before many drafts change, and told of what will come of it."""

    form: type[BulkForm]
    hint: Any


QUESTIONS = {
    BulkKind.APPROVE: Question(
        BulkForm, _lazy("Drafts with errors among their findings are left out: those want a look of their own.")
    ),
    BulkKind.PUBLISH: Question(
        BulkForm, _lazy("Only approved drafts are published, and only where nobody changed the product meanwhile.")
    ),
    BulkKind.LATER: Question(
        BulkLaterForm,
        _lazy(
            "Only approved drafts are planned. When the time has come all is looked at again; a plan that does not "
            "hold is stopped, and you are told. What was planned for one of them before is given up."
        ),
    ),
    BulkKind.REJECT: Question(BulkRejectForm, _lazy("The reason is kept with each of them.")),
    BulkKind.AGAIN: Question(
        BulkAgainForm, _lazy("A new draft is made for each; the ones at hand step back when it is there.")
    ),
    BulkKind.REPLACE: Question(
        BulkReplaceForm, _lazy("Every text is judged anew. The model's own words stay beside it.")
    ),
    BulkKind.UNDO: Question(
        BulkForm, _lazy("What stood there before is put back, where nobody changed the product since.")
    ),
}


@dataclass(frozen=True, slots=True)
class Example:
    """One draft that would change, by name, and for words how."""

    label: str
    url: str
    pieces: tuple[DiffPiece, ...] = ()
    #: Why it would stay as it is.
    objection: str = ""


def choose(request: HttpRequest, face: Face) -> HttpResponse:
    """POST of the room: keep what was ticked, or all that fits the filter, and lead to the preview."""
    if request.method != "POST":
        return lead_back(request, face.url("room", **RoomFilter.of(request.GET, request.user).query))
    if request.POST.get("kind") not in BulkKind.values:
        raise Http404
    kind = BulkKind(request.POST["kind"])
    require(request.user, KINDS[kind].permission)
    room = RoomFilter.of(request.GET, request.user)
    if "all" in request.POST:
        keys: Iterable[int] = room.drafts().order_by("pk").values_list("pk", flat=True).iterator()
    else:
        keys = [int(key) for key in request.POST.getlist("draft") if key.isdecimal()]
    return open_bulk_decision(request, kind, keys, face)


def open_undo(request: HttpRequest, publications: QuerySet[Publication], face: Face) -> HttpResponse:
    """From the list of publications: those that still stand, the last first, to the preview."""
    standing = publications.filter(reverted_at=None).order_by("-pk").values_list("draft", flat=True)
    return open_bulk_decision(request, BulkKind.UNDO, dict.fromkeys(standing), face)


def open_bulk_decision(request: HttpRequest, kind: BulkKind, drafts: Iterable[int], face: Face) -> HttpResponse:
    require(request.user, KINDS[kind].permission)
    room = RoomFilter.of(request.GET, request.user)
    bulk = BulkDecision.objects.store(kind, drafts, request.user.pk)  # type: ignore[arg-type]
    if not bulk.drafts:
        messages.info(request, _("No drafts were chosen."))
        return redirect(_list_url(kind, room, face))
    return redirect(face.url("bulk", bulk.pk, **room.query))


def _list_url(kind: BulkKind, room: RoomFilter, face: Face) -> str:
    """Where the drafts were chosen."""
    return face.url("publications") if kind == BulkKind.UNDO else face.url("room", **room.query)


def bulk_decision(request: HttpRequest, pk: int, face: Face) -> HttpResponse:
    """The preview, then the progress; every button of it is a POST with its own name."""
    bulk = get_object_or_404(BulkDecision, pk=pk, decided_by=request.user.pk)
    kind = BulkKind(bulk.kind)
    require(request.user, KINDS[kind].permission)
    list_url = _list_url(kind, RoomFilter.of(request.GET, request.user), face)
    if request.method == "POST" and "begin" not in request.POST and "preview" not in request.POST:
        return _act(request, bulk, face)
    if bulk.state != BulkDecisionState.DRAFT:
        return _progress(request, bulk, face, list_url)
    form = QUESTIONS[kind].form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and "begin" in request.POST:
        try:
            begin_bulk_decision(bulk, form.said, user=request.user)
        except PdpAiError as refusal:
            messages.error(request, say(refusal))
        return redirect(request.get_full_path())
    fitting = _fitting(bulk, form.cleaned_data if form.is_bound and form.is_valid() else {})
    context = {
        "bulk": bulk,
        "form": form,
        "hint": QUESTIONS[kind].hint,
        "count": fitting.count,
        "left_out": bulk.drafts - fitting.count,
        "examples": [_example(kind, draft, text, face) for draft, text in fitting.first],
        "more": max(0, fitting.count - len(fitting.first)),
        "needs_preview": kind == BulkKind.REPLACE,
        "may_begin": kind != BulkKind.REPLACE or (form.is_bound and form.is_valid() and fitting.count > 0),
        "list_url": list_url,
    }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return face.render(request, "pdp_ai/room/_bulk_decision.html", context, title=_title(bulk), status=status)


def _act(request: HttpRequest, bulk: BulkDecision, face: Face) -> HttpResponse:
    if "publish" in request.POST:
        return _publish_next(request, bulk, face)
    actions = {"stop": stop_bulk_decision, "go_on": resume_bulk_decision, "reverse": reverse_bulk_decision}
    name = next((name for name in actions if name in request.POST), None)
    if name is None:
        raise Http404
    if not actions[name](bulk, user=request.user):
        messages.warning(request, _("It has moved on meanwhile; look at it as it is now."))
    return redirect(request.get_full_path())


def _publish_next(request: HttpRequest, bulk: BulkDecision, face: Face) -> HttpResponse:
    """From many approved to the same ones chosen for publishing."""
    require(request.user, PUBLISH)
    kind = BulkKind.LATER if request.POST["publish"] == BulkKind.LATER else BulkKind.PUBLISH
    following = BulkDecision.objects.store(kind, _approved(bulk), request.user.pk)  # type: ignore[arg-type]
    return redirect(face.url("bulk", following.pk))


def _approved(bulk: BulkDecision) -> Iterator[int]:
    for keys in bulk.chunks_of_keys():
        still = MediaDraft.objects.filter(pk__in=keys, state=DraftState.APPROVED)
        yield from still.order_by("pk").values_list("pk", flat=True)


def _progress(request: HttpRequest, bulk: BulkDecision, face: Face, list_url: str) -> HttpResponse:
    context = {
        "bulk": bulk,
        "is_working": bulk.state in WORKING,
        "is_reversing": bulk.state in {BulkDecisionState.REVERSING, BulkDecisionState.REVERSED},
        "may_reverse": bulk.changed and bulk.state in {BulkDecisionState.DONE, BulkDecisionState.CANCELLED},
        "may_publish": _may_publish(bulk, request.user),
        "errors_url": face.url("room", severity=DraftSeverity.ERROR) if bulk.kind == BulkKind.APPROVE else "",
        "refused": list(bulk.refused.items()),
        "summary": _summary(bulk),
        "goes_live": datetime.fromisoformat(bulk.data["at"]) if "at" in bulk.data else None,
        "publications_url": face.url("publications"),
        "list_url": list_url,
        "live_url": face.url("bulk", bulk.pk, part="live"),
    }
    if request.GET.get("part") == "live":
        return render(request, "pdp_ai/room/_bulk_progress_live.html", context)
    return face.render(request, "pdp_ai/room/_bulk_progress.html", context, title=_title(bulk))


def _may_publish(bulk: BulkDecision, user: Actor) -> bool:
    is_approved = bulk.kind == BulkKind.APPROVE and bulk.state == BulkDecisionState.DONE and bulk.changed > 0
    return is_approved and BulkKind.PUBLISH in dict(may_decide(user))


def _title(bulk: BulkDecision) -> str:
    text = ngettext("%(kind)s: %(count)s draft", "%(kind)s: %(count)s drafts", bulk.drafts)
    return text % {"kind": bulk.get_kind_display(), "count": number_format(bulk.drafts, force_grouping=True)}


def _summary(bulk: BulkDecision) -> str:
    parts = [_("%(done)s of %(all)s looked at") % {"done": bulk.done, "all": bulk.drafts}]
    parts.append(_("%(count)s changed") % {"count": bulk.changed})
    if bulk.reversed:
        parts.append(_("%(count)s taken back") % {"count": bulk.reversed})
    return " · ".join(parts)


@dataclass(frozen=True, slots=True)
class Fitting:
    """Which of the chosen drafts would change: how many, and the first with the text they would have."""

    count: int
    first: list[tuple[MediaDraft, str]]


def _fitting(bulk: BulkDecision, data: dict[str, Any]) -> Fitting:
    kind, count = BulkKind(bulk.kind), 0
    first: list[tuple[MediaDraft, str]] = []
    for keys in bulk.chunks_of_keys():
        drafts = _those_that_fit(kind, keys, data, bulk.decided_by)
        if kind == BulkKind.REPLACE or len(first) < NAMED:
            for draft, text in _changed(kind, keep(bulk.decided_by, KINDS[kind].permission, drafts), data):
                count += 1
                first += [(draft, text)] if len(first) < NAMED else []
        else:
            count += drafts.count()
    return Fitting(count, first)


def _those_that_fit(kind: BulkKind, keys: list[int], data: dict[str, Any], user: Actor) -> DraftQuerySet:
    drafts: DraftQuerySet = among(user, KINDS[kind].permission, MediaDraft.objects.filter(pk__in=keys)).order_by("pk")
    if kind == BulkKind.REPLACE and not data:  # nothing was typed yet
        return drafts.none()
    return KINDS[kind].fitting(drafts)


def _changed(kind: BulkKind, drafts: Iterable[MediaDraft], data: dict[str, Any]) -> Iterator[tuple[MediaDraft, str]]:
    for draft in drafts:
        text = replaced(draft, data["find"], data["replacement"]) if kind == BulkKind.REPLACE else draft.text
        if kind != BulkKind.REPLACE or text != draft.text:
            yield draft, text


def _example(kind: BulkKind, draft: MediaDraft, text: str, face: Face) -> Example:
    label, url = f"{slot_label(draft.slot)}: {draft.product_name}", face.url("draft", draft.pk)
    if kind == BulkKind.UNDO:
        return Example(label, url, *undo_preview(draft))
    return Example(label, url, visible_diff(draft, draft.text, text) if text != draft.text else ())


def may_decide(user: Actor) -> list[tuple[str, str]]:
    """The decisions that a person may take on many drafts, for the room's buttons."""
    allowed = []
    for kind, label in BulkKind.choices:
        if kind == BulkKind.UNDO:  # from the list of publications
            continue
        try:
            require(user, KINDS[kind].permission)
        except PermissionDenied:
            continue
        allowed.append((kind, str(label)))
    return allowed
