"""Try a style out before it is saved: real jobs that write no drafts, beside the same jobs with the style as it is."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Model

from pdp_ai.actions.permissions import EDIT_STYLE, Actor, require
from pdp_ai.actions.request_generation import Skipped, Wish, plan_generation
from pdp_ai.actions.ring_lane import ring_lane
from pdp_ai.actions.save_drafts import clean_copy
from pdp_ai.actions.write_jobs import write_jobs
from pdp_ai.models import AuditEntry, GenerationJob, PreviewSide, Style, StylePreview
from pdp_ai.models.job_state import JobState
from pdp_ai.types import Candidate, Finding, StyleSnapshot, fingerprint

BEFORE, AFTER = PreviewSide.Side.BEFORE, PreviewSide.Side.AFTER


def preview_style(
    style: Style, products: Sequence[Model], slots: tuple[str, ...], *, offset: int = 0, user: Actor = None
) -> StylePreview:
    """Ask for copy of `products` with `style`, whose changes are not saved, and with what holds now.

    Where both say the same, the second is left out. A new style is held against what fits each product now. Raises
    `LimitReached` and `PermissionDenied`.
    """
    require(user, EDIT_STYLE)
    saved = Style.objects.get(pk=style.pk) if style.pk else None
    with transaction.atomic():
        preview = StylePreview.objects.create(
            style=saved, data=style.kept(), slots=slots, offset=offset, requested_by_id=user.pk if user else None
        )
        after = _plan(products, slots, style)
        now = {_place(job): job for job in _jobs(_plan(products, slots, saved))}
        preview.skipped = [[item.product_title, item.reason] for item in after if isinstance(item, Skipped)]
        preview.save(update_fields=["skipped"])
        sides = [(AFTER, job) for job in _jobs(after)]
        sides += [(BEFORE, now[_place(job)]) for _, job in sides if _says(job) != _says(now[_place(job)])]
        _write(preview, sides, user)
    return preview


def cancel_preview(preview: StylePreview, *, user: Actor = None) -> int:
    """Stop what has not finished; the number of jobs. Raises `PermissionDenied`."""
    require(user, EDIT_STYLE)
    with transaction.atomic():
        wanted = list(preview.jobs.unfinished())
        count = GenerationJob.objects.filter(pk__in=[job.pk for job in wanted]).cancel()
        for job in wanted:
            AuditEntry.objects.record("cancelled", job, user)
    return count


def save_preview(job: GenerationJob, judged: list[tuple[Candidate, list[Finding]]]) -> bool:
    """Finish a preview's job with its texts; False when the claim is no longer ours and nothing was kept."""
    texts = [
        {
            "slot": candidate.slot,
            "text": clean_copy(candidate),
            "findings": [finding.as_dict() for finding in findings],
        }
        for candidate, findings in judged
    ]
    with transaction.atomic():
        if not job.finish(JobState.SUCCESSFUL):
            return False
        PreviewSide.objects.filter(job=job).update(texts=texts)
    return True


def _plan(products: Iterable[Model], slots: tuple[str, ...], style: Style | None) -> list[GenerationJob | Skipped]:
    return list(plan_generation(products, Wish(slots=slots, style=style, candidates=1, fill="all")))


def _jobs(planned: Iterable[GenerationJob | Skipped]) -> list[GenerationJob]:
    return [item for item in planned if isinstance(item, GenerationJob)]


def _place(job: GenerationJob) -> tuple[str, str, str]:
    return job.product_model, job.product_id, job.recipe


def _says(job: GenerationJob) -> tuple[StyleSnapshot, str]:
    """What of a brief depends on the style, its name and version apart."""
    return dataclasses.replace(job.brief.style, name="", version=0, inherited=()), job.brief.language


def _write(preview: StylePreview, sides: list[tuple[PreviewSide.Side, GenerationJob]], user: Actor) -> None:
    """Each job is one of its own: it joins no other request, and no other joins it."""
    side_of: dict[str, PreviewSide.Side] = {}
    for side, job in sides:
        job.fingerprint = fingerprint([job.fingerprint, preview.pk, side])
        job.is_preview = True
        job.style = preview.style
        job.requested_by_id = preview.requested_by_id
        side_of[job.fingerprint] = side
    rows, _added = write_jobs([job for _side, job in sides], user, limited=user is not None)
    PreviewSide.objects.bulk_create(
        PreviewSide(preview=preview, job=job, side=side_of[job.fingerprint]) for job in rows
    )
    for lane in {job.lane for job in rows}:
        ring_lane(lane)
