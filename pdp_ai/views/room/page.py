"""The review room: what waits for a decision, product by product, and the way through it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pdp_ai import registry
from pdp_ai.actions.permissions import REVIEW, require
from pdp_ai.models import MediaDraft, Style
from pdp_ai.models.draft import DraftSeverity, DraftState
from pdp_ai.views.draft.last_decision import last_decision
from pdp_ai.views.face import Face
from pdp_ai.views.room.bulk_decision import may_decide
from pdp_ai.views.room.cards import cards_after
from pdp_ai.views.room.counts import counts_by_state
from pdp_ai.views.room.filter import AGE_LABELS, ASSIGNEE_LABELS, ORDER_LABELS, RoomFilter
from pdp_ai.views.room.saved_filters import filter_links, first_url, room_url
from pdp_ai.views.words import slot_label

#: The newest drafts, whose models are offered as a filter.
RECENT = 200


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    count: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter: a select with its options."""

    name: str
    label: str
    value: str
    options: tuple[tuple[str, str], ...]


def room(request: HttpRequest, face: Face) -> HttpResponse:
    require(request.user, REVIEW)
    if not request.GET and (url := first_url(request.user, face)):  # type: ignore[arg-type]  # `require` lets users pass
        return redirect(url)
    chosen = RoomFilter.of(request.GET, request.user)
    filters = list(filter_links(chosen, request.user, face))  # type: ignore[arg-type]
    kinds = may_decide(request.user)
    page = cards_after(request, chosen, request.GET.get("after", ""), face, ticked=bool(kinds))
    tabs = list(_tabs(chosen, face))
    count = next(tab.count for tab in tabs if tab.is_current)
    context = {
        "room": chosen,
        "cards": page.cards,
        "tabs": tabs,
        "choices": _choices(chosen),
        "count": count,
        "count_label": ngettext("%(count)s draft", "%(count)s drafts", 1 if count == "1" else 2) % {"count": count},
        "room_url": face.url("room"),
        "clear_url": face.url("room", state=chosen.state),
        "filters": filters,
        "is_saved": any(link.is_current and link.is_own for link in filters),
        "preferences_url": face.url("preferences"),
        "filters_url": face.url("filters", **chosen.query),
        "next_url": face.url("room", **chosen.query, after=page.cursor) if page.cursor else "",
        "first_url": room_url(face, chosen.query) if request.GET.get("after") else "",
        "table_url": face.url("drafts"),
        "audit_url": face.url("audit", "csv"),
        "bulk_kinds": kinds,
        "choose_url": face.url("choose", **chosen.query),
        **last_decision(request, face),
    }
    return face.render(request, "pdp_ai/room/_page.html", context, title=_("Review"))


def _tabs(chosen: RoomFilter, face: Face) -> Iterable[Tab]:
    counts = counts_by_state(chosen)
    for state, label in DraftState.choices:
        url = room_url(face, replace(chosen, state=state).query)
        yield Tab(str(capfirst(label)), url, counts[state], state == chosen.state)


def _choices(chosen: RoomFilter) -> list[Choice]:
    models = {chosen.model, *MediaDraft.objects.order_by("-pk").values_list("model", flat=True)[:RECENT]}
    styles = Style.objects.filter(is_active=True).values_list("pk", "name")
    offered: list[tuple[str, str, Iterable[tuple[Any, Any]]]] = [
        ("slot", _("Any slot"), ((slot, slot_label(slot)) for slot in registry.slots())),
        ("severity", _("Any findings"), ((value, capfirst(label)) for value, label in DraftSeverity.choices)),
        ("style", _("Any style"), styles),
        ("model", _("Any model"), ((model, model) for model in sorted(filter(None, models)))),
        ("age", _("Any age"), AGE_LABELS.items()),
        ("assignee", _("Anybody's"), ASSIGNEE_LABELS.items()),
    ]
    labels = {
        "slot": _("Slot"),
        "severity": _("Findings"),
        "style": _("Style"),
        "model": _("Model"),
        "age": _("Age"),
        "assignee": _("Assigned to"),
    }
    choices = [
        Choice(name, labels[name], getattr(chosen, name), (("", every), *((str(key), str(text)) for key, text in rest)))
        for name, every, rest in offered
    ]
    orders = tuple((name, str(label)) for name, label in ORDER_LABELS.items())
    return [*choices, Choice("order", _("Order"), chosen.order, orders)]
