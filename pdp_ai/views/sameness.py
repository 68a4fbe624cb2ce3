"""The report on products whose copy says the same: what a worker found, and a button to have it look again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pdp_ai import conf, registry
from pdp_ai.actions.ask_for_sameness import ask_for_sameness
from pdp_ai.actions.measure_sameness import MOST
from pdp_ai.actions.permissions import REVIEW, Actor, among, has_own_say, keep, require
from pdp_ai.cleaning import html_to_text
from pdp_ai.engines.starter_models import WEIGHTS
from pdp_ai.engines.weights import locate
from pdp_ai.exceptions import ConfigurationError, ModelNotFetched, ModelRefused
from pdp_ai.models import MediaDraft, SamenessReport
from pdp_ai.models.draft import STANDING
from pdp_ai.say import say_row
from pdp_ai.slots import SLOTS
from pdp_ai.views import badges
from pdp_ai.views.draft.word_diff import DiffPiece, word_diff
from pdp_ai.views.face import Face
from pdp_ai.views.queue.lanes import lane_warning
from pdp_ai.views.room.page import Tab
from pdp_ai.views.words import slot_label

#: Groups on the page, and texts shown of each.
MOST_GROUPS = 40
MOST_TEXTS = 6
#: Characters shown of a text.
SHOWN_CHARACTERS = 400


def sameness(request: HttpRequest, face: Face) -> HttpResponse:
    """The page; with ``?part=live`` only what its script puts in the place of the old. POST asks for a comparison."""
    require(request.user, REVIEW)
    slots = _slots()
    chosen = request.GET.get("slot", "")
    if request.method == "POST":
        engine = request.POST.get("engine", "")
        wanted = [slot for slot in slots if slot == request.POST.get("compare")] or slots
        ask_for_sameness(wanted, engine if engine in _engines() else "", user=request.user)
        return redirect(face.url("sameness", **({"slot": chosen} if chosen in slots else {})))
    reports = {report.slot: report for report in SamenessReport.objects.filter(slot__in=slots)}
    chosen = chosen if chosen in slots else _most_telling(slots, reports)
    context = {**_live(chosen, slots, reports, request.user, face), "sameness_url": face.url("sameness", slot=chosen)}
    if request.GET.get("part") == "live":
        return render(request, "pdp_ai/_sameness_live.html", context)
    context |= {"live_url": face.url("sameness", slot=chosen, part="live"), "ways": _ways(), "slot": chosen}
    return face.render(request, "pdp_ai/_sameness.html", context, title=_("Texts that say the same"))


def _slots() -> list[str]:
    """The text slots that have drafts."""
    kept = set(MediaDraft.objects.filter(state__in=STANDING).order_by().values_list("slot", flat=True).distinct())
    return [slot for slot, known in SLOTS.items() if slot in kept and not known.is_picture]


def _most_telling(slots: list[str], reports: dict[str, SamenessReport]) -> str:
    return max(slots, key=lambda slot: len(reports[slot].groups) if slot in reports else -1, default="")


def _engines() -> list[str]:
    return [alias for alias in conf.section("ENGINES") if _produces(alias) == "application/x-float32"]


def _produces(alias: str) -> str:
    try:
        return registry.engine_class(alias).produces
    except ConfigurationError:
        return ""


def _ways() -> list[tuple[str, str, bool]]:
    """How texts can be compared: alias, label, and whether it is offered first, for its model is here."""
    here = [alias for alias in _engines() if _is_here(registry.engine_spec(alias).options)]
    ways = [(alias, _("by what they say (%(engine)s)") % {"engine": alias}) for alias in _engines()]
    return [(alias, label, [alias] == here[:1]) for alias, label in (*ways, ("", _("by their words")))]


def _is_here(options: Mapping[str, Any]) -> bool:
    name = str(options.get("model", "all-minilm-l6-v2"))
    try:
        return name not in WEIGHTS or bool(locate(name, str(options.get("cache", ""))))
    except (ModelNotFetched, ModelRefused):
        return False


@dataclass(frozen=True, slots=True)
class SameText:
    """One draft of a group; of all but the first, the pieces that the first does not have are marked."""

    url: str
    product: str
    state: SafeString
    pieces: tuple[DiffPiece, ...]


@dataclass(frozen=True, slots=True)
class SameGroup:
    count: int
    percent: int
    texts: list[SameText]

    @property
    def more(self) -> int:
        return self.count - len(self.texts)


def _live(chosen: str, slots: list[str], reports: dict[str, SamenessReport], user: Actor, face: Face) -> dict[str, Any]:
    report = reports.get(chosen)
    return {
        "tabs": [
            Tab(slot_label(slot), face.url("sameness", slot=slot), _count(reports.get(slot), user), slot == chosen)
            for slot in slots
        ],
        "report": report,
        "problem": say_row(report.problem) if report and report.problem else "",
        "waits": any(one.asked_at for one in reports.values()),
        "groups": list(_groups(report, user, face)) if report else [],
        "most": MOST,
        "lane_warning": lane_warning() if report and report.asked_at else "",
    }


def _count(report: SamenessReport | None, user: Actor) -> str:
    """An upper bound where the shop has its own say: groups are found among everybody's texts."""
    if report is None or not report.computed_at:
        return ""
    return f"≤ {len(report.groups)}" if report.groups and has_own_say(user) else str(len(report.groups))


def _groups(report: SamenessReport, user: Actor, face: Face) -> Iterator[SameGroup]:
    """What still stands of the largest groups, as far as the user may see it.

    Drafts rejected or replaced meanwhile are no trouble any more.
    """
    found = report.groups[:MOST_GROUPS]
    keys = {key for group in found for key in group["drafts"]}
    rows = MediaDraft.objects.filter(pk__in=keys, state__in=STANDING).defer("prompt")
    drafts = {draft.pk: draft for draft in keep(user, REVIEW, among(user, REVIEW, rows))}
    for group in found:
        standing = [drafts[key] for key in group["drafts"] if key in drafts]
        if len(standing) > 1:
            yield SameGroup(len(standing), round(100 * group["likeness"]), list(_texts(standing[:MOST_TEXTS], face)))


def _texts(drafts: list[MediaDraft], face: Face) -> Iterator[SameText]:
    first = _shortened(drafts[0])
    for draft in drafts:
        pieces = [piece for piece in word_diff(first, _shortened(draft)) if piece.kind != "removed"]
        yield SameText(face.url("draft", draft.pk), draft.product_name, badges.draft_state(draft), tuple(pieces))


def _shortened(draft: MediaDraft) -> str:
    text = html_to_text(draft.text)
    return text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS].rpartition(" ")[0] + " …"
