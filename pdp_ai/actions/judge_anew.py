"""A draft was judged by what the product said when it was made; by now the product may say something else."""

from __future__ import annotations

import dataclasses

from pdp_ai import registry
from pdp_ai.actions.edit_draft import judge_text
from pdp_ai.exceptions import ErrorsNotAccepted
from pdp_ai.models import MediaDraft
from pdp_ai.sentences import one_after_the_other
from pdp_ai.sentences import sentence as _
from pdp_ai.types import ProductFacts


def expect_no_new_errors(draft: MediaDraft) -> None:
    """For whoever publishes without a look: a measure corrected meanwhile makes yesterday's sentence untrue.

    Raises `ErrorsNotAccepted`, `ProductNotFound`.
    """
    adapter = registry.adapter_for(draft.product_model)
    errors = new_errors(draft, adapter.facts(adapter.get(draft.product_id)))
    if errors:
        raise ErrorsNotAccepted(untrue_by_now(errors[:3]))


def untrue_by_now(errors: list[str]) -> str:
    """The sentence that tells of `new_errors`."""
    return _("By what the product says now there are errors in it. %(errors)s", errors=one_after_the_other(errors))


def new_errors(draft: MediaDraft, facts: ProductFacts) -> list[str]:
    """What is wrong with the copy by these facts, and was not by those it was made from. Nothing for pictures."""
    brief = draft.job.brief
    if draft.is_picture or facts.fields() == brief.facts.fields():
        return []
    known = {finding["message"] for finding in draft.findings}
    judged = judge_text(draft, draft.text, dataclasses.replace(brief, facts=facts))
    return [each.message for each in judged if each.severity == "error" and each.message not in known]


def has_its_photo(draft: MediaDraft, facts: ProductFacts) -> bool:
    """Whether the photo that the draft shows or describes is among these facts, unchanged."""
    then = {photo.key: photo.version for photo in draft.job.brief.facts.all_photos}
    now = {photo.key: photo.version for photo in facts.all_photos}
    return not draft.photo_key or then.get(draft.photo_key) == now.get(draft.photo_key)
