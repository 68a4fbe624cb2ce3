"""Says of a new picture which other product already has one like it."""

from __future__ import annotations

from pdp_ai.models import GenerationJob, PictureLook
from pdp_ai.quality.picture_look import twin_found
from pdp_ai.types import Candidate, Finding


def twin_findings(job: GenerationJob, candidate: Candidate) -> list[Finding]:
    if not candidate.look:
        return []
    twin = PictureLook.objects.twin_of(candidate.look, product_model=job.product_model, product_id=job.product_id)
    return [twin_found(twin.draft.product_name, twin.draft.pk, twin.distance)] if twin else []
