"""Says of a new picture which other product already has one like it."""

from __future__ import annotations

from pdp_ai.models import GenerationJob
from pdp_ai.models.picture_look import PictureLook
from pdp_ai.sentences import sentence as _
from pdp_ai.types import Candidate, Finding


def twin_findings(job: GenerationJob, candidate: Candidate) -> list[Finding]:
    """Two products with the same picture: the same photo was given to both, or one of them is listed twice."""
    if not candidate.look:
        return []
    twin = PictureLook.objects.twin_of(candidate.look, product_model=job.product_model, product_id=job.product_id)
    if twin is None:
        return []
    message = _(
        "Hardly to be told from a picture of %(product)s (draft %(draft)s). Has one of them the other's photo, or is "
        "one product listed twice?",
        product=twin.draft.product_name,
        draft=twin.draft.pk,
    )
    return [Finding("like_another_product", "warning", message, {"draft": twin.draft.pk, "distance": twin.distance})]
