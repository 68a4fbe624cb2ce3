"""The queue as staff want to see it: what runs, what waits and how long, what failed and why, and buttons to act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext, pgettext

from pdp_ai import conf
from pdp_ai.actions.cancel_jobs import cancel_jobs
from pdp_ai.actions.pause_engine import pause_engine, resume_engine
from pdp_ai.actions.permissions import CANCEL, GENERATE, Actor, among, keep, may_stop
from pdp_ai.actions.quarantine_jobs import quarantine_jobs
from pdp_ai.actions.request_in_bulk import cancel_bulk_request, resume_bulk_request
from pdp_ai.actions.retry_jobs import retry_jobs
from pdp_ai.exceptions import PdpAiError
from pdp_ai.models import BulkRequest, GenerationJob
from pdp_ai.models.bulk_request import BulkState
from pdp_ai.models.job_queue import QUEUE_ORDER, JobQuerySet
from pdp_ai.models.job_state import JobState
from pdp_ai.say import say, say_row
from pdp_ai.views import badges
from pdp_ai.views.face import Crumb, Face
from pdp_ai.views.queue.expected_time import duration_label
from pdp_ai.views.queue.figures import queue_figures
from pdp_ai.views.queue.lanes import lane_warning
from pdp_ai.views.queue.progress import may_watch, watching
from pdp_ai.views.sent_by_get import lead_back
from pdp_ai.views.words import slot_label

#: Rows shown of each kind.
ROWS = 15

#: The columns of each table; without a name: its buttons.
HEADS = {
    "bulk": (_lazy("What"), _lazy("Asked by"), _lazy("How far"), _lazy("Jobs"), ""),
    "lanes": (_lazy("Lane"), _lazy("Worker"), _lazy("Running"), _lazy("Waiting"), _lazy("Done in")),
    "engines": (_lazy("Engine"), _lazy("Running"), _lazy("Waiting"), ""),
    "running": (_lazy("Product"), _lazy("What"), _lazy("Asked by"), _lazy("Running for"), _lazy("Attempts"), ""),
    "waiting": (_lazy("Product"), _lazy("What"), _lazy("Asked by"), _lazy("Waiting for"), _lazy("Attempts"), ""),
    "failed": (_lazy("Product"), _lazy("What"), _lazy("Why"), _lazy("Ago"), _lazy("Attempts"), ""),
}


def queue(request: HttpRequest, face: Face) -> HttpResponse:
    """The page; with ``?part=live`` only what its script puts in the place of the old."""
    if not may_watch(request.user):
        raise PermissionDenied
    context = {
        **_figures(),
        **_rows(request.user),
        "heads": HEADS,
        "may_generate": request.user.has_perm(GENERATE),
        "may_cancel": request.user.has_perm(CANCEL),
        "face": face,
    }
    if request.GET.get("part") == "live":
        return render(request, "pdp_ai/queue/_page_live.html", context)
    context["live_url"] = face.url("queue", part="live")
    context["jobs_url"] = face.url("jobs")
    context["decide_url"] = face.url("queue_decide")
    crumbs = (Crumb(_("Jobs"), face.url("jobs")),)
    return face.render(request, "pdp_ai/queue/_page.html", context, title=_("Queue"), crumbs=crumbs)


def queue_decide(request: HttpRequest, face: Face) -> HttpResponse:
    """One button of the page: its name is the decision, its value what it is about."""
    if request.method != "POST":
        return lead_back(request, face.url("queue"))
    decision = next((name for name in DECISIONS if name in request.POST), None)
    if decision:
        try:
            messages.success(request, DECISIONS[decision](request.POST[decision], request.user))
        except (PdpAiError, ValueError) as refusal:
            messages.error(request, say(refusal))
    return redirect(face.url("queue"))


def _cancel(key: str, user: Actor) -> str:
    count = cancel_jobs(_job(key), user=user)
    return ngettext("%(count)s job cancelled.", "%(count)s jobs cancelled.", count) % {"count": count}


def _retry(key: str, user: Actor) -> str:
    count = retry_jobs(_job(key), user=user)
    return ngettext("%(count)s job waits again.", "%(count)s jobs wait again.", count) % {"count": count}


def _quarantine(key: str, user: Actor) -> str:
    count = quarantine_jobs(_job(key), user=user)
    return ngettext("%(count)s job set aside.", "%(count)s jobs set aside.", count) % {"count": count}


def _pause(engine: str, user: Actor) -> str:
    pause_engine(engine, user=user)
    return _("The engine “%(engine)s” is paused. What runs is finished; the rest waits.") % {"engine": engine}


def _resume(engine: str, user: Actor) -> str:
    resume_engine(engine, user=user)
    return _("The engine “%(engine)s” goes on.") % {"engine": engine}


def _cancel_bulk(key: str, user: Actor) -> str:
    cancel_bulk_request(int(key), user=user)
    return _("No more of its products are asked for. Jobs that wait already can be cancelled in the list of jobs.")


def _resume_bulk(key: str, user: Actor) -> str:
    resume_bulk_request(int(key), user=user)
    return _("The request goes on where it stopped.")


#: From a button's name to what it does; each returns the sentence that is shown afterwards.
DECISIONS: dict[str, Callable[[str, Actor], str]] = {
    "cancel": _cancel,
    "retry": _retry,
    "quarantine": _quarantine,
    "pause": _pause,
    "resume": _resume,
    "cancel_bulk": _cancel_bulk,
    "resume_bulk": _resume_bulk,
}


def _job(key: str) -> JobQuerySet:
    return GenerationJob.objects.filter(pk=int(key))


def _figures() -> dict[str, Any]:
    figures = queue_figures()
    return {
        "figures": figures,
        "lanes": [
            {"lane": lane, "oldest": age_label(lane.oldest) if lane.oldest is not None else ""}
            for lane in figures.lanes.values()
        ],
        "engines": list(figures.engines.values()),
        "lane_warning": lane_warning(),
    }


def _rows(user: Actor) -> dict[str, Any]:
    jobs = among(user, watching(user), GenerationJob.objects.defer("brief_data").select_related("requested_by"))
    running = jobs.filter(state=JobState.RUNNING).order_by("started_at")[:ROWS]
    next_up = [
        (lane, list(jobs.filter(state=JobState.READY, lane=lane).order_by(*QUEUE_ORDER)[:ROWS]))
        for lane in conf.queue("CLUSTERS")
    ]
    failed = [
        job
        for state in (JobState.FAILED, JobState.QUARANTINED)
        for job in jobs.filter(state=state, finished_at__isnull=False).order_by("-finished_at")[:ROWS]
    ]
    failed.sort(key=lambda job: job.finished_at or timezone.now(), reverse=True)
    recent = Q(state=BulkState.WAITING) | Q(finished_at__gte=Now() - timedelta(days=1))
    bulk = BulkRequest.objects.filter(recent).select_related("requested_by").order_by("-pk")[:ROWS]
    return {
        "running": [_line(job, job.started_at, user) for job in keep(user, watching(user), running)],
        "next_up": [
            (lane, [_line(job, job.created_at, user) for job in keep(user, watching(user), waiting)])
            for lane, waiting in next_up
            if waiting
        ],
        "failed": [_line(job, job.finished_at, user) for job in keep(user, watching(user), failed[:ROWS])],
        "bulk": [BulkLine.of(request, user) for request in bulk],
    }


def _line(job: GenerationJob, since: datetime | None, user: Actor) -> dict[str, Any]:
    error = job.last_error or {}
    waits_for = job.run_after if job.state == JobState.READY and job.run_after > timezone.now() else None
    return {
        "job": job,
        "label": slot_label(job.recipe),
        "state": badges.job_state(job),
        "since": age_label(_seconds_since(since)) if since else "",
        "again_in": age_label((waits_for - timezone.now()).total_seconds()) if waits_for else "",
        "error": say_row(error),
        "may_stop": may_stop(user, job),
    }


@dataclass(frozen=True, slots=True)
class BulkLine:
    request: BulkRequest
    wanted: str
    left: str
    #: Whether it is the reader's own.
    is_own: bool

    @classmethod
    def of(cls, request: BulkRequest, user: Actor) -> BulkLine:
        wanted = ", ".join(slot_label(slot) for slot in request.wish.get("slots", ()))
        left = ""
        if request.state == BulkState.WAITING and request.done and request.asked_at:
            rate = request.done / max(_seconds_since(request.asked_at), 1.0)
            left = duration_label((request.products - request.done) / rate)
        return cls(request, wanted, left, is_own=user is not None and request.requested_by_id == user.pk)

    @property
    def done(self) -> str:
        return number_format(self.request.done, force_grouping=True)

    @property
    def total(self) -> str:
        return number_format(self.request.products, force_grouping=True)

    @property
    def jobs(self) -> str:
        return number_format(self.request.jobs, force_grouping=True)

    @property
    def is_waiting(self) -> bool:
        return self.request.state == BulkState.WAITING

    @property
    def may_go_on(self) -> bool:
        return self.request.state in {BulkState.CANCELLED, BulkState.REFUSED, BulkState.FAILED}


def age_label(seconds: float) -> str:
    """``"12 s"``, ``"3 min"``, ``"5 h"``, ``"2 d"``."""
    if seconds < 60:
        return pgettext("duration", "%(count)s s") % {"count": round(max(0.0, seconds))}
    if seconds < 5_400:
        return pgettext("duration", "%(count)s min") % {"count": round(seconds / 60)}
    if seconds < 172_800:
        return pgettext("duration", "%(count)s h") % {"count": round(seconds / 3_600)}
    return pgettext("duration", "%(count)s d") % {"count": round(seconds / 86_400)}


def _seconds_since(at: datetime) -> float:
    return (timezone.now() - at).total_seconds()
