"""How long jobs will take, from how long their like took lately: told before anything is asked for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pdp_ai.models import GenerationJob
from pdp_ai.models.job_state import JobState, Priority

#: Latest finished jobs that the mean is taken of.
SAMPLE = 1_000

#: Jobs by lane and recipe.
Load = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class ExpectedTime:
    """Until the last of some jobs is done, in seconds; lanes work side by side."""

    #: None when none of the recipes has been run yet.
    seconds: float | None
    #: Of it, until the jobs before them are done.
    ahead: float
    #: Recipes that have not been run yet, so that nothing is known of them.
    unknown: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        if self.seconds is None:
            return _("not known until the first of them has run")
        text = duration_label(self.seconds)
        return _("at least %(time)s") % {"time": text} if self.unknown else _("about %(time)s") % {"time": text}


def expected_time(load: Load, *, ahead: Load | None = None, priority: int = Priority.BULK) -> ExpectedTime:
    """For `load`, after what is `ahead` of it: by default, all that waits now and is as urgent as `priority`."""
    means = seconds_per_job()
    before = _by_lane(waiting_load(priority) if ahead is None else ahead, means)
    own = _by_lane(load, means)
    unknown = tuple(sorted({recipe for (_lane, recipe), count in load.items() if count and recipe not in means}))
    if load and not own and unknown:
        return ExpectedTime(None, 0.0, unknown)
    ends = {lane: before.get(lane, 0.0) + seconds for lane, seconds in own.items()}
    return ExpectedTime(
        seconds=max(ends.values(), default=0.0),
        ahead=max((before.get(lane, 0.0) for lane in own), default=0.0),
        unknown=unknown,
    )


def seconds_per_job() -> dict[str, float]:
    """By recipe, the mean share of its worker's time that one of the latest jobs took.

    Jobs of one claim run together, so each has an equal share of the time from the claim's start to its end.
    """
    finished = GenerationJob.objects.filter(state=JobState.SUCCESSFUL, finished_at__isnull=False)
    rows = finished.order_by("-finished_at").values_list("claim", "recipe", "started_at", "finished_at")[:SAMPLE]
    claims: dict[UUID | None, list[tuple[str, float, float]]] = defaultdict(list)
    for claim, recipe, started, ended in rows:
        if started and ended:
            claims[claim].append((recipe, started.timestamp(), ended.timestamp()))
    shares: dict[str, list[float]] = defaultdict(list)
    for jobs in claims.values():
        length = max(ended for _, _, ended in jobs) - min(started for _, started, _ in jobs)
        for recipe, _started, _ended in jobs:
            shares[recipe].append(max(0.0, length) / len(jobs))
    return {recipe: sum(times) / len(times) for recipe, times in shares.items()}


def waiting_load(priority: int) -> Load:
    waiting = GenerationJob.objects.filter(state=JobState.READY, priority__gte=priority).order_by()
    return {
        (lane, recipe): count for lane, recipe, count in waiting.values_list("lane", "recipe").annotate(Count("pk"))
    }


def load_of(jobs: Iterable[GenerationJob]) -> Counter[tuple[str, str]]:
    return Counter((job.lane, job.recipe) for job in jobs)


def duration_label(seconds: float) -> str:
    """``"a minute"``, ``"12 minutes"``, ``"3 hours"``: rough, for an estimate."""
    if seconds < 60:
        return _("a minute")
    minutes = round(seconds / 60)
    if minutes < 90:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    hours = round(seconds / 3600)
    if hours < 48:
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    days = round(seconds / 86_400)
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


def _by_lane(load: Load, means: Mapping[str, float]) -> dict[str, float]:
    lanes: dict[str, float] = defaultdict(float)
    for (lane, recipe), count in load.items():
        if recipe in means:
            lanes[lane] += count * means[recipe]
    return dict(lanes)
