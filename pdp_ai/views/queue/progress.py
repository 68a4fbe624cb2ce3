"""Watching jobs being run: a page, and the JSON that keeps it and the lists fresh without a reload."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pdp_ai.actions.cancel_jobs import cancel_jobs
from pdp_ai.actions.permissions import CANCEL, GENERATE, REVIEW, Actor, among, keep, may_stop, says_all
from pdp_ai.models import GenerationJob, MediaDraft
from pdp_ai.models.job_queue import JobQuerySet
from pdp_ai.models.job_state import UNFINISHED, JobState
from pdp_ai.say import say_row
from pdp_ai.views import badges
from pdp_ai.views.face import Crumb, Face
from pdp_ai.views.queue.lanes import lane_warning
from pdp_ai.views.words import slot_label

#: Jobs shown one by one; the totals count all of them.
ROWS = 200
#: Ranges an address may hold.
RANGES = 500


WATCHERS = (REVIEW, GENERATE, CANCEL)


def may_watch(user: Actor) -> bool:
    return bool(user and any(map(user.has_perm, WATCHERS)))  # type: ignore[union-attr]


def watching(user: Actor) -> str:
    """The permission that lets the user watch: it is asked again for each job's product."""
    return next((held for held in WATCHERS if user and user.has_perm(held)), REVIEW)  # type: ignore[union-attr]


def progress(request: HttpRequest, face: Face) -> HttpResponse:
    """The jobs named in ``?jobs=3-7,12``, as far as they have come. POST cancels those that are not done yet."""
    jobs = _asked_for(request)
    if request.method == "POST":
        count = cancel_jobs(jobs, user=request.user)
        text = ngettext("%(count)s job cancelled.", "%(count)s jobs cancelled.", count) % {"count": count}
        messages.success(request, text)
        return redirect(request.get_full_path())
    context = {
        "may_stop": any(may_stop(request.user, job) for job in jobs.unfinished()[:ROWS]),
        "counts": Counts.of(jobs),
        "rows": [{"job": job, "label": slot_label(job.recipe), **cells(job, face)} for job in with_drafts(jobs)[:ROWS]],
        "ranges": request.GET.get("jobs", ""),
        "status_url": face.url("status"),
        "review_url": review_url(jobs, face),
        "jobs_url": face.url("jobs"),
        "lane_warning": lane_warning(),
    }
    crumbs = (Crumb(_("Jobs"), face.url("jobs")),)
    return face.render(request, "pdp_ai/queue/_progress.html", context, title=_("Media being made"), crumbs=crumbs)


def status(request: HttpRequest, face: Face) -> JsonResponse:
    """The same as JSON, cell by cell: ``{"active", "done", "total", "summary", "jobs": {key: {"state", "note"}}}``."""
    jobs = _asked_for(request)
    counts = Counts.of(jobs)
    return JsonResponse(
        {
            "active": counts.active,
            "done": counts.done,
            "total": counts.total,
            "summary": counts.summary,
            "jobs": {job.pk: cells(job, face) for job in with_drafts(jobs)[:ROWS]},
        }
    )


class Counts:
    """How far a set of jobs has come."""

    def __init__(self, by_state: dict[str, int]) -> None:
        self.total = sum(by_state.values())
        self.waiting = by_state.get(JobState.READY, 0)
        self.running = by_state.get(JobState.RUNNING, 0)
        self.active = self.waiting + self.running > 0
        self.done = self.total - self.waiting - self.running
        self.failed = self.done - by_state.get(JobState.SUCCESSFUL, 0)

    @classmethod
    def of(cls, jobs: JobQuerySet) -> Counts:
        return cls(dict(jobs.order_by().values_list("state").annotate(Count("pk"))))

    @property
    def summary(self) -> str:
        parts = [
            ngettext("%(done)s of %(total)s job done", "%(done)s of %(total)s jobs done", self.total)
            % {"done": self.done, "total": self.total}
        ]
        if self.running:
            parts.append(_("%(count)s running") % {"count": self.running})
        if self.waiting:
            parts.append(_("%(count)s waiting") % {"count": self.waiting})
        if self.failed:
            parts.append(_("%(count)s without a draft") % {"count": self.failed})
        return " · ".join(parts)


def cells(job: GenerationJob, face: Face) -> dict[str, SafeString]:
    """What changes about a job while one watches. The job comes from `with_drafts`."""
    return {"state": badges.job_state(job), "note": note(job, face)}


def with_drafts(jobs: JobQuerySet) -> JobQuerySet:
    drafts = MediaDraft.objects.order_by("pk").only("pk", "job_id", "slot", "candidate")
    return jobs.prefetch_related("preview_side", Prefetch("drafts", drafts))


def note(job: GenerationJob, face: Face) -> SafeString:
    """Its drafts when it has any, what went wrong when something did."""
    if job.is_preview and job.state == JobState.SUCCESSFUL:
        return format_html('<a href="{}">{}</a>', face.url("style_preview", job.preview_side.preview_id), _("Preview"))
    drafts = list(job.drafts.all())
    if drafts:
        return format_html_join(
            " ",
            '<a href="{}">{}</a>',
            ((face.url("draft", draft.pk), _draft_link(draft)) for draft in drafts),
        )
    if job.last_error and job.state != JobState.SUCCESSFUL:
        text = say_row(job.last_error)
        again = _("will be tried again") if job.state in UNFINISHED else ""
        return format_html("{}{}{}", text, " – " if again else "", again)
    return SafeString("")


def _draft_link(draft: MediaDraft) -> str:
    return _("Draft %(number)s") % {"number": draft.candidate + 1}


def review_url(jobs: JobQuerySet, face: Face) -> str:
    """The list of drafts of the one product, or the room, where the newest come first."""
    products = list(jobs.order_by().values_list("product_model", "product_id").distinct()[:2])
    return face.drafts_of(*products[0]) if len(products) == 1 else face.url("room")


def job_ranges(keys: Iterable[int]) -> str:
    """``"3-7,12"``: short also for thousands of jobs written at once."""
    ranges: list[list[int]] = []
    for key in sorted(set(keys)):
        if ranges and key == ranges[-1][1] + 1:
            ranges[-1][1] = key
        else:
            ranges.append([key, key])
    return ",".join(f"{first}-{last}" if last > first else str(first) for first, last in ranges[:RANGES])


def _asked_for(request: HttpRequest) -> JobQuerySet:
    if not may_watch(request.user):
        raise PermissionDenied
    try:
        wanted = Q(pk__in=[])
        for first, last in _parse(request.GET.get("jobs", "")):
            wanted |= Q(pk__range=(first, last)) if last > first else Q(pk=first)
    except ValueError as error:
        raise Http404 from error
    jobs: JobQuerySet = GenerationJob.objects.filter(wanted).order_by("-pk")
    if not says_all(request.user):
        jobs = jobs.filter(pk__in=[job.pk for job in keep(request.user, watching(request.user), jobs[:ROWS])])
    return among(request.user, watching(request.user), jobs)


def _parse(ranges: str) -> Iterator[tuple[int, int]]:
    for part in islice(filter(None, ranges.split(",")), RANGES):
        first, _dash, last = part.partition("-")
        yield int(first), int(last or first)
