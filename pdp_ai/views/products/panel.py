"""What a product's own edit page says of its media: what is live, what waits, what runs, and what is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.forms import Media
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pdp_ai import registry
from pdp_ai.actions.permissions import Actor
from pdp_ai.actions.product_permissions import may_use_product
from pdp_ai.exceptions import PdpAiError
from pdp_ai.models import GenerationJob, MediaDraft
from pdp_ai.models.draft import DraftState
from pdp_ai.score import FLAGGED, LIVE, MISSING, Score, score_of
from pdp_ai.views import badges
from pdp_ai.views.draft.plans import PlanLine, plans_of_product
from pdp_ai.views.face import Face
from pdp_ai.views.products.selection import Selection
from pdp_ai.views.queue.progress import WATCHERS, cells, may_watch, with_drafts
from pdp_ai.views.words import slot_label

#: Sign, tone and words of each kind of points.
STANDING = {LIVE: ("✓", "clean"), FLAGGED: ("!", "warning"), MISSING: ("×", "error")}
#: What the page that shows the panel has to load.
PANEL_MEDIA = Media(css={"all": ["pdp_ai/review.css", "pdp_ai/panel.css"]}, js=["pdp_ai/live.js"])
#: Drafts and jobs of one product that are looked at; a product has a few dozen at the most.
ROWS = 200


def product_panel(request: HttpRequest, label: str, key: str, face: Face) -> HttpResponse:
    """The part of the panel that its script puts in the place of the old one while jobs run."""
    if not may_watch(request.user):
        raise PermissionDenied
    try:
        product = registry.adapter_for(label).get(key)
    except PdpAiError as error:
        raise Http404 from error
    if not any(may_use_product(request.user, permission, product) for permission in WATCHERS):
        raise PermissionDenied
    context = {"pdp_panel": ProductPanel.of(product, request.user, face)}
    return render(request, "pdp_ai/products/_panel_live.html", context)


@dataclass(frozen=True, slots=True)
class PanelLine:
    """One slot of the product."""

    label: str
    sign: str
    tone: str
    words: str
    #: Of drafts that wait for a decision, or for publication.
    drafts: list[tuple[str, SafeString]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ProductPanel:
    """Links are empty for people who may not follow them, and lists for whom they are none of their business."""

    drafts_url: str
    generate_url: str
    live_url: str
    #: None where nothing can be said of what the product lacks.
    score: Score | None
    lines: list[PanelLine]
    #: Drafts to review, and what is said of each job not finished yet.
    waiting: int
    jobs: list[dict[str, Any]]
    #: Publications to come, and such as were stopped.
    plans: list[PlanLine]

    @classmethod
    def of(cls, product: Model, user: Actor, face: Face) -> ProductPanel:
        reference = {"product_model": product._meta.label_lower, "product_id": str(product.pk)}
        reviews, generates, stops = (may_use_product(user, permission, product) for permission in WATCHERS)
        drafts = list(MediaDraft.objects.open().filter(**reference).order_by("pk")[:ROWS]) if reviews else []
        watched = GenerationJob.objects.unfinished() if reviews or generates or stops else GenerationJob.objects.none()
        jobs = with_drafts(watched.filter(is_preview=False, **reference).order_by("pk"))
        score = score_of(product)
        return cls(
            drafts_url=face.drafts_of(**reference) if reviews else "",
            generate_url=face.url("generate", products=Selection.of([product]).token) if generates else "",
            live_url=face.url("panel", *reference.values()),
            score=score if score.points else None,
            lines=_lines(score, drafts, face),
            waiting=sum(draft.state == DraftState.PENDING for draft in drafts),
            jobs=[{"label": slot_label(job.recipe), **cells(job, face)} for job in jobs[:ROWS]],
            plans=plans_of_product(**reference, face=face) if reviews else [],
        )

    @property
    def review_label(self) -> str:
        return review_label(self.waiting)

    @property
    def why(self) -> str:
        """The score's reasons, in a sentence; empty for a full one."""
        if self.score is None:
            return ""
        parts = [
            (_("Missing: %(slots)s."), self.score.missing),
            (_("Live with findings, each counting half: %(slots)s."), self.score.flagged),
        ]
        return " ".join(text % {"slots": ", ".join(map(slot_label, slots))} for text, slots in parts if slots)


def review_label(waiting: int) -> str:
    if not waiting:
        return _("Media drafts")
    return ngettext("%(count)s draft to review", "%(count)s drafts to review", waiting) % {"count": waiting}


def _lines(score: Score, drafts: Iterable[MediaDraft], face: Face) -> list[PanelLine]:
    """The usual slots, then others for which a draft waits."""
    by_slot: dict[str, list[tuple[str, SafeString]]] = defaultdict(list)
    for draft in drafts:
        by_slot[draft.slot].append((face.url("draft", draft.pk), badges.draft_state(draft)))
    words = {LIVE: _("live"), FLAGGED: _("live, with findings"), MISSING: _("missing")}
    lines = [
        PanelLine(slot_label(slot), *STANDING[points], words[points], by_slot.pop(slot, []))
        for slot, points in score.points.items()
    ]
    return lines + [PanelLine(slot_label(slot), "", "", "", waiting) for slot, waiting in by_slot.items()]
