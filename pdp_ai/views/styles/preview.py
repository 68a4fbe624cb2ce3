"""The page that shows a style tried out before it is saved: what products' copy is now, and what it would be."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pdp_ai import registry
from pdp_ai.actions.permissions import EDIT_STYLE, require
from pdp_ai.actions.preview_style import cancel_preview, preview_style
from pdp_ai.exceptions import PdpAiError
from pdp_ai.models import GenerationJob, MediaDraft, PreviewSide, Style, StylePreview
from pdp_ai.models.job_state import UNFINISHED, JobState
from pdp_ai.say import say, say_row
from pdp_ai.slots import SLOTS
from pdp_ai.views import badges
from pdp_ai.views.draft.comparison import Shown, show_draft
from pdp_ai.views.draft.findings import FindingLine, finding_lines
from pdp_ai.views.face import Crumb, Face
from pdp_ai.views.products.to_try import named_products, products_of_category
from pdp_ai.views.queue.lanes import lane_warning, model_warning
from pdp_ai.views.queue.progress import Counts
from pdp_ai.views.styles.form import StyleForm
from pdp_ai.views.styles.versions import changes
from pdp_ai.views.words import slot_label

#: Products that a style is tried on unless a person names others.
PRODUCTS = 3


def try_style(request: HttpRequest, face: Face, pk: int | None = None) -> HttpResponse:
    """The unsaved form of a style arrives: ask for its preview, or say what is wrong with it. Nothing is saved."""
    require(request.user, EDIT_STYLE)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    style = get_object_or_404(Style, pk=pk) if pk else Style()
    form = StyleForm(request.POST, instance=style)
    form.fields["name"].required = False
    if not form.is_valid():
        context = {"form": form, "problems": _problems(form)}
        return face.render(request, "pdp_ai/styles/_refused.html", context, title=_("Preview"), status=422)
    return _ask(request, style, ("description",), face)


def style_preview(request: HttpRequest, pk: int, face: Face) -> HttpResponse:
    """The page; with ``?part=live`` only what its script puts in the place of the old. POST stops, or tries again."""
    preview = get_object_or_404(StylePreview.objects.select_related("style", "requested_by"), pk=pk)
    require(request.user, EDIT_STYLE)
    if request.method == "POST":
        return _decide(request, preview, face)
    context = {**_live(preview, face, request), "live_url": face.url("style_preview", pk, part="live")}
    if request.GET.get("part") == "live":
        return render(request, "pdp_ai/styles/_preview_live.html", context)
    style = preview.unsaved_style
    context["form"] = TryForm(initial={"slots": preview.slots})
    context["page_url"] = face.url("style_preview", pk)
    context["changes"] = changes(preview.style.kept() if preview.style else Style().kept(), preview.data)
    crumbs = [Crumb(_("Styles"), face.url("styles"))]
    if preview.style:
        crumbs.append(Crumb(preview.style.name, face.url("style", preview.style_id)))
    title = _("Preview of “%(style)s”") % {"style": style.name or _("a new style")}
    return face.render(request, "pdp_ai/styles/_preview.html", context, title=title, crumbs=tuple(crumbs))


class TryForm(forms.Form):
    """What to try the style on."""

    slots = forms.MultipleChoiceField(label=gettext_lazy("What to write"), widget=forms.CheckboxSelectMultiple)
    products = forms.CharField(
        label=gettext_lazy("Products"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"size": 40}),
        help_text=gettext_lazy("Stock-keeping units, separated by commas. Empty: some of the style's category."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        slots = dict.fromkeys(slot for adapter in registry.adapters().values() for slot in adapter.slots)
        self.fields["slots"].choices = [  # type: ignore[attr-defined]
            (slot, slot_label(slot)) for slot in slots if not SLOTS[slot].is_picture
        ]


def _decide(request: HttpRequest, preview: StylePreview, face: Face) -> HttpResponse:
    if "stop" in request.POST:
        count = cancel_preview(preview, user=request.user)
        text = ngettext("%(count)s job cancelled.", "%(count)s jobs cancelled.", count) % {"count": count}
        messages.success(request, text)
        return redirect(face.url("style_preview", preview.pk))
    form = TryForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose at least one thing to write."))
        return redirect(face.url("style_preview", preview.pk))
    cancel_preview(preview, user=request.user)
    offset = preview.offset + PRODUCTS if "others" in request.POST else preview.offset
    slots = tuple(form.cleaned_data["slots"])
    return _ask(request, preview.unsaved_style, slots, face, named=form.cleaned_data["products"], offset=offset)


def _ask(
    request: HttpRequest, style: Style, slots: tuple[str, ...], face: Face, *, named: str = "", offset: int = 0
) -> HttpResponse:
    products, unknown = named_products(named)
    if unknown:
        messages.warning(request, _("No product is called %(names)s.") % {"names": ", ".join(unknown)})
    if not products and not named:
        products = products_of_category(style, PRODUCTS, offset)
        if not products and offset:  # once round
            offset = 0
            products = products_of_category(style, PRODUCTS)
    try:
        preview = preview_style(style, products, slots, offset=offset, user=request.user)
    except PdpAiError as refusal:
        context = {"problems": [("", say(refusal))]}
        return face.render(request, "pdp_ai/styles/_refused.html", context, title=_("Preview"), status=409)
    return redirect(face.url("style_preview", preview.pk))


def _problems(form: StyleForm) -> list[tuple[str, str]]:
    return [
        (str(form.fields[name].label) if name in form.fields else "", str(error))
        for name, errors in form.errors.items()
        for error in errors
    ]


@dataclass(frozen=True, slots=True)
class Cell:
    """One text of a product, on one side of the comparison."""

    heading: str
    state: str
    shown: Shown | None
    findings: list[FindingLine]
    #: What went wrong, or why there is nothing.
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One slot of one product."""

    label: str
    before: Cell | None
    after: Cell


@dataclass(frozen=True, slots=True)
class TriedProduct:
    title: str
    url: str
    rows: list[Row]


def _live(preview: StylePreview, face: Face, request: HttpRequest) -> dict[str, Any]:
    counts = Counts.of(preview.jobs)
    return {
        "face": face,
        "preview": preview,
        "counts": counts,
        "products": list(_products(preview, face, request)),
        "skipped": preview.skipped,
        "lane_warning": lane_warning() if counts.active else "",
        "model_warning": model_warning(preview.slots) if counts.active else "",
    }


def _products(preview: StylePreview, face: Face, request: HttpRequest) -> Iterator[TriedProduct]:
    sides: dict[tuple[str, str], dict[str, dict[str, PreviewSide]]] = {}
    for side in preview.sides.select_related("job"):
        product = sides.setdefault((side.job.product_model, side.job.product_id), {})
        product.setdefault(side.job.recipe, {})[side.side] = side
    for (label, product_id), recipes in sides.items():
        rows = [row for pair in recipes.values() for row in _rows(pair, face)]
        title = next(iter(recipes.values()))["after"].job.product_name
        yield TriedProduct(title, _product_url(request, face, label, product_id), rows)


def _product_url(request: HttpRequest, face: Face, label: str, product_id: str) -> str:
    try:
        product: Model = registry.adapter_for(label).get(product_id)
    except PdpAiError:
        return ""
    return face.product_url(request, product)


def _rows(pair: dict[str, PreviewSide], face: Face) -> Iterator[Row]:
    after, before = pair["after"], pair.get("before")
    made_after, made_before = _by_slot(after), _by_slot(before) if before else {}
    for slot in after.job.brief.slots:
        yield Row(
            slot_label(slot),
            _cell(before, made_before.get(slot), slot, _("As it is now"), face) if before else None,
            _cell(after, made_after.get(slot), slot, _("With your changes") if before else _("As it is now"), face),
        )


def _by_slot(side: PreviewSide) -> dict[str, dict[str, Any]]:
    return {text["slot"]: {"text": text["text"], "findings": text["findings"]} for text in reversed(side.texts)}


def _cell(side: PreviewSide, made: dict[str, Any] | None, slot: str, heading: str, face: Face) -> Cell:
    state = badges.job_state(side.job)
    if made is None:
        return Cell(heading, state, None, [], _note(side.job))
    # Shown as a draft would be, and never one: it is not saved.
    draft = MediaDraft(job=side.job, product_title=side.job.product_title, slot=slot, **made)
    return Cell(heading, "", dataclasses.replace(show_draft(draft, face), heading=heading), finding_lines(draft, face))


def _note(job: GenerationJob) -> str:
    if job.state in UNFINISHED:
        return ""
    if job.state == JobState.SUCCESSFUL:
        return _("The model wrote nothing for this place.")
    return say_row(job.last_error or {}) or _("Stopped before it was written.")
