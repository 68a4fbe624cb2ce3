"""The form that asks for media for chosen products, and what the request would come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pdp_ai import conf
from pdp_ai.actions.keep_limits import refusal, tightest
from pdp_ai.actions.permissions import GENERATE, may_with_product, require
from pdp_ai.actions.request_generation import (
    RequestResult,
    Skipped,
    Wish,
    not_allowed,
    plan_generation,
    request_generation,
)
from pdp_ai.actions.request_in_bulk import begin_bulk_request
from pdp_ai.exceptions import PdpAiError
from pdp_ai.models import Style
from pdp_ai.models.job_state import Priority
from pdp_ai.say import say
from pdp_ai.views.face import Face
from pdp_ai.views.products.generate_form import GenerateForm
from pdp_ai.views.products.selection import Selection
from pdp_ai.views.products.stored_selection import PREFIX, StoredSelection
from pdp_ai.views.queue.expected_cost import ExpectedCost, expected_cost
from pdp_ai.views.queue.expected_time import ExpectedTime, Load, expected_time
from pdp_ai.views.queue.lanes import lane_warning, model_warning
from pdp_ai.views.queue.progress import job_ranges
from pdp_ai.views.words import slot_label

#: Products whose plan is worked out before anything is asked for; more would make the page slow.
PREVIEWED = 50
#: Products named on the page, and left-out items listed one by one.
NAMED = 12
#: Addresses longer than this are refused by some servers; the form is then shown without one.
LONGEST_TOKEN = 1_500


Chosen = Selection | StoredSelection


@dataclass(slots=True)
class Plan:
    """What a wish would come to for the first products."""

    products: int = 0
    #: Of how many that were chosen.
    chosen: int = 0
    priority: Priority = Priority.PERSON
    load: Counter[tuple[str, str]] = field(default_factory=Counter)
    skipped: list[Skipped] = field(default_factory=list)
    #: Why nothing can be said, when the settings are broken.
    problem: str = ""
    #: What a limit leaves room for, where it is less than what is asked for.
    refusal: str = ""

    @property
    def jobs(self) -> int:
        return self.load.total()

    @property
    def jobs_in_all(self) -> int:
        """Reckoned from the first products, where there are more."""
        return round(self.jobs * self.scale)

    @property
    def scale(self) -> float:
        return self.chosen / self.products if self.products else 1.0

    @property
    def load_in_all(self) -> Load:
        return {key: round(count * self.scale) for key, count in self.load.items()}

    @property
    def time(self) -> ExpectedTime:
        return expected_time(self.load_in_all, priority=self.priority)

    @property
    def cost(self) -> ExpectedCost:
        return expected_cost(self.load_in_all)

    @property
    def lines(self) -> list[tuple[str, str, str]]:
        """Product, what was wanted and why not, of the first that are left out."""
        return [
            (item.product_title or item.product_id, slot_label(item.recipe), item.reason)
            for item in self.skipped[:NAMED]
        ]

    @property
    def reasons(self) -> list[tuple[str, int]]:
        return Counter(item.reason for item in self.skipped).most_common()

    @property
    def unnamed(self) -> int:
        return max(0, len(self.skipped) - NAMED)


def open_generate(request: HttpRequest, selection: Selection, face: Face, *, slots: Sequence[str] = ()) -> HttpResponse:
    """Lead to the form from a list's action; it never asks for anything by itself. `slots` are ticked in it."""
    require(request.user, GENERATE)
    if not len(selection):
        messages.warning(request, _("None of what was chosen is a product that media can be made for."))
        return redirect(face.url("jobs"))
    ticked = {"slots": ",".join(slots)} if slots else {}
    if len(selection) > int(conf.limit("BULK_FROM")):
        return redirect(face.url("generate", products=StoredSelection.store(selection, request.user).token, **ticked))
    if len(selection.token) <= LONGEST_TOKEN:
        return redirect(face.url("generate", products=selection.token, **ticked))
    return _page(request, selection, _form(selection, slots), face)


def generate(request: HttpRequest, face: Face) -> HttpResponse:
    """GET shows the form for ``?products=``, with ``&slots=`` ticked.

    POST asks, or with ``preview`` only says what asking would come to.
    """
    require(request.user, GENERATE)
    try:
        data = request.POST if request.method == "POST" else request.GET
        selection = _chosen(data.get("products", ""), request.user)
    except ValueError as error:
        raise Http404 from error
    if request.method != "POST":
        return _page(request, selection, _form(selection, request.GET.get("slots", "").split(",")), face)
    form = GenerateForm(request.POST, slots=selection.slots)
    if not form.is_valid():
        return _page(request, selection, form, face, status=422)
    if "preview" in request.POST:
        return _page(request, selection, form, face)
    try:
        return _ask(request, selection, form, face)
    except PdpAiError as error:
        messages.error(request, _("Nothing was asked for. %(why)s") % {"why": say(error)})
        return _page(request, selection, form, face, status=409)


def _ask(request: HttpRequest, selection: Chosen, form: GenerateForm, face: Face) -> HttpResponse:
    if isinstance(selection, StoredSelection):
        begin_bulk_request(selection.bulk, form.wish, user=request.user)
        messages.success(request, _("The request is being worked through. You may leave this page."))
        return redirect(face.url("queue"))
    result = request_generation(selection.products(), form.wish, user=request.user)
    _tell(request, result)
    if not result.jobs:
        return redirect(face.url("generate", products=selection.token))
    return redirect(face.url("progress", jobs=job_ranges(job.pk for job in result.jobs)))


def _chosen(token: str, user: AbstractBaseUser | AnonymousUser) -> Chosen:
    return StoredSelection.parse(token, user) if token.startswith(PREFIX) else Selection.parse(token)


def _form(selection: Chosen, slots: Sequence[str]) -> GenerateForm:
    """With these slots ticked, or the usual ones where none of them is known."""
    known = [slot for slot in slots if slot in selection.slots]
    initial = {"products": selection.token, "slots": known or selection.usual_slots}
    return GenerateForm(slots=selection.slots, initial=initial)


def _page(
    request: HttpRequest, selection: Chosen, form: GenerateForm, face: Face, *, status: int = 200
) -> HttpResponse:
    named = selection.first(NAMED)
    if not named:
        raise Http404
    count = len(selection)
    context = {
        "form": form,
        "products": [{"product": product, "url": face.product_url(request, product)} for product in named],
        "product_count": count,
        "unnamed_products": count - len(named),
        "plan": _plan(selection, form, request.user),
        "generate_url": face.url("generate"),
        "lane_warning": lane_warning(),
        "model_warning": model_warning(selection.slots),
        "no_style": not Style.objects.filter(is_active=True).exists(),
    }
    title = ngettext("Generate media for %(count)s product", "Generate media for %(count)s products", count)
    return face.render(
        request, "pdp_ai/products/_generate.html", context, title=title % {"count": count}, status=status
    )


def _plan(selection: Chosen, form: GenerateForm, user: AbstractBaseUser | AnonymousUser) -> Plan | None:
    """For a form with mistakes in it there is none."""
    if not form.is_bound:
        wish = Wish(slots=tuple(form.initial["slots"]))
    elif form.is_valid():
        wish = form.wish
    else:
        return None
    products = selection.first(PREVIEWED)
    priority = Priority.BULK if isinstance(selection, StoredSelection) else Priority.PERSON
    plan = Plan(products=len(products), chosen=len(selection), priority=priority)
    try:
        for planned in plan_generation(products, wish):
            if isinstance(planned, Skipped):
                plan.skipped.append(planned)
            elif not may_with_product(user, GENERATE, planned):
                plan.skipped.append(not_allowed(planned))
            else:
                plan.load[planned.lane, planned.recipe] += 1
    except PdpAiError as error:
        plan.problem = say(error)
    if (found := tightest(user.pk)) and found[1] < plan.jobs_in_all:
        limit, room = found
        plan.refusal = refusal(limit, room, plan.jobs_in_all)
    return plan


def _tell(request: HttpRequest, result: RequestResult) -> None:
    count = len(result.jobs)
    if count:
        text = ngettext("%(count)s job was asked for.", "%(count)s jobs were asked for.", count)
        messages.success(request, text % {"count": count})
    if result.skipped:
        reasons = Counter(skipped.reason for skipped in result.skipped)
        listed = "; ".join(f"{reason.rstrip('.')} ({number})" for reason, number in reasons.most_common(5))
        text = ngettext("%(count)s left out: %(reasons)s.", "%(count)s left out: %(reasons)s.", len(result.skipped))
        messages.warning(request, text % {"count": len(result.skipped), "reasons": listed})
