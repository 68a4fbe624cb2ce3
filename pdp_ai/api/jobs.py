"""Ask for media, and follow the jobs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router
from ninja.errors import HttpError

from pdp_ai import conf, registry
from pdp_ai.actions.cancel_jobs import cancel_jobs
from pdp_ai.actions.permissions import GENERATE, among, keep, require
from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.api.forms import GenerateIn, GenerateOut, JobFilters, JobOut, JobPage, Refusal
from pdp_ai.api.once import once
from pdp_ai.languages import is_tag
from pdp_ai.models import GenerationJob, Style
from pdp_ai.models.as_json import job_as_dict
from pdp_ai.slots import SLOTS

PAGE = 100
REFUSALS: dict[int, Any] = {400: Refusal, 403: Refusal, 404: Refusal, 429: Refusal}

router = Router(tags=["jobs"])


@router.post(
    "/requests", response={200: GenerateOut, 400: Refusal, 403: Refusal, 429: Refusal}, summary="Ask for media"
)
def generate(request: HttpRequest, body: GenerateIn) -> Any:
    """Jobs for all that the wish comes to; a product that cannot be served is left out, with the reason."""
    return once(request, lambda: _generate(request, body))


def _generate(request: HttpRequest, body: GenerateIn) -> dict[str, Any]:
    require(request.user, GENERATE)
    if unknown := sorted(set(body.slots) - set(SLOTS)):
        raise HttpError(422, f"There is no slot {', '.join(unknown)}.")
    style = None
    if body.style and (style := Style.objects.filter(name=body.style, is_active=True).first()) is None:
        raise HttpError(422, f"There is no active style {body.style!r}.")
    adapter = registry.adapter_for(body.product_model)
    products = [adapter.get(key) for key in dict.fromkeys(body.product_ids)]
    if body.language and not is_tag(body.language):
        raise HttpError(422, f"{body.language!r} is no language tag.")
    if body.candidates and body.candidates > conf.limit("CANDIDATES"):
        raise HttpError(422, f"At most {conf.limit('CANDIDATES')} candidates may be asked for.")
    wish = Wish(
        slots=tuple(body.slots),
        style=style,
        candidates=body.candidates,
        fill=body.fill,
        hint=body.hint,
        language=body.language,
    )
    result = request_generation(products, wish, user=request.user)
    return {
        "jobs": list(map(job_as_dict, result.jobs)),
        "skipped": [left_out.as_dict() for left_out in result.skipped],
        "added": result.added,
    }


@router.get("/jobs", response={200: JobPage, 403: Refusal}, summary="List jobs, newest first")
def jobs(request: HttpRequest, filters: Query[JobFilters]) -> Any:
    require(request.user, GENERATE)
    rows = among(request.user, GENERATE, GenerationJob.objects.defer("brief_data"))
    page = list(filters.filter(rows).order_by("-pk")[:PAGE])
    before = page[-1].pk if len(page) == PAGE else None
    return {"jobs": list(map(job_as_dict, keep(request.user, GENERATE, page))), "before": before}


@router.get("/jobs/{job_id}", response={200: JobOut, 403: Refusal}, summary="One job")
def job(request: HttpRequest, job_id: int) -> Any:
    row = get_object_or_404(GenerationJob, pk=job_id)
    require(request.user, GENERATE, row)
    return job_as_dict(row)


@router.post("/jobs/{job_id}/cancel", response={200: JobOut, 403: Refusal}, summary="Cancel a job")
def cancel(request: HttpRequest, job_id: int) -> Any:
    """At once while it waits, within one step while it runs; a job that has ended stays as it is."""
    cancel_jobs(GenerationJob.objects.filter(pk=job_id), user=request.user)
    return job_as_dict(get_object_or_404(GenerationJob, pk=job_id))
