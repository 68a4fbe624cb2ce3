"""The documented JSON form of rows: what commands print, the API answers and webhooks carry."""

from __future__ import annotations

from typing import Any

from pdp_ai.models.draft import MediaDraft
from pdp_ai.models.job import GenerationJob
from pdp_ai.models.planned_publication import PlannedPublication
from pdp_ai.models.publication import Publication


def job_as_dict(job: GenerationJob) -> dict[str, Any]:
    return {
        "id": job.pk,
        "product": f"{job.product_model}:{job.product_id}",
        "title": job.product_title,
        "recipe": job.recipe,
        "state": job.state,
        "progress": job.progress,
        "spread": job.spread,
        "errors": job.errors,
    }


def draft_as_dict(draft: MediaDraft) -> dict[str, Any]:
    """`text` for copy; `file` (its name in the drafts' storage), `crop` and `focal_point` for pictures."""
    body = _picture(draft) if draft.is_picture else {"text": draft.text}
    return {
        "id": draft.pk,
        "job": draft.job_id,
        "product": f"{draft.product_model}:{draft.product_id}",
        "title": draft.product_title,
        "slot": draft.slot,
        "state": draft.state,
        "language": draft.language,
        **body,
        "mime": draft.mime,
        "engine": draft.engine,
        "model": draft.model,
        "seed": draft.seed,
        "findings": draft.findings,
        "created": draft.created_at.isoformat(),
    }


def _picture(draft: MediaDraft) -> dict[str, Any]:
    """The crop in pixels of the picture as it was made, the focal point in shares of the picture shown."""
    crop, point = None, None
    if draft.crop_box:
        left, top, right, bottom = draft.crop_box
        crop = {"left": left, "top": top, "width": right - left, "height": bottom - top}
    if draft.focal_point:
        point = dict(zip("xy", draft.focal_point, strict=True))
    return {"file": draft.file.name, "crop": crop, "focal_point": point}


def publication_as_dict(publication: Publication) -> dict[str, Any]:
    return {
        "id": publication.pk,
        "draft": publication.draft_id,
        "product": f"{publication.product_model}:{publication.product_id}",
        "title": publication.product_title,
        "slot": publication.slot,
        "live": publication.is_live,
        "before": publication.before,
        "after": publication.after,
        "published": publication.published_at.isoformat(),
        "reverted": publication.reverted_at.isoformat() if publication.reverted_at else None,
    }


def plan_as_dict(plan: PlannedPublication) -> dict[str, Any]:
    return {
        "draft": plan.draft_id,
        "product": f"{plan.product_model}:{plan.product_id}",
        "title": plan.product_title,
        "state": plan.state,
        "publish_at": plan.publish_at.isoformat(),
        "why": plan.why.get("message", ""),
    }
