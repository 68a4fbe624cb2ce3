"""Store judged candidates as drafts: files under their content's hash first, then one fenced transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from django.core.files.base import ContentFile
from django.db import transaction

from pdp_ai import registry
from pdp_ai.actions.failpoint import failpoint
from pdp_ai.adapters.pictures import SUFFIXES
from pdp_ai.cleaning import clean_html, clean_text
from pdp_ai.models import GenerationJob, MediaDraft, PictureLook, TitleWord
from pdp_ai.models.drafts_storage import drafts_storage
from pdp_ai.models.job_state import JobState
from pdp_ai.quality.similarity import spread_by_place
from pdp_ai.signals import drafts_created
from pdp_ai.slots import SLOTS
from pdp_ai.types import Candidate, Finding, SlotValue


def save_drafts(
    job: GenerationJob, judged: list[tuple[Candidate, list[Finding]]], base_values: Mapping[str, SlotValue]
) -> bool:
    """Finish the job with its drafts, all or nothing; False when the claim is no longer ours and nothing was kept.

    `base_values` has what stands at every candidate's place.
    """
    drafts = [_draft(job, candidate, findings, base_values, store_content(candidate)) for candidate, findings in judged]
    job.spread = spread_by_place(candidate for candidate, _findings in judged)
    failpoint("files written")
    with transaction.atomic():
        if not job.finish(JobState.SUCCESSFUL):
            return False
        failpoint("finished, not committed")
        MediaDraft.objects.supersede_by(drafts)
        MediaDraft.objects.bulk_create(drafts)
        TitleWord.objects.note(draft.product_title for draft in drafts)
        for draft, (candidate, _findings) in zip(drafts, judged, strict=True):
            if candidate.look:
                PictureLook.objects.remember(draft, candidate.look)
    failpoint("drafts committed")
    drafts_created.send_robust(GenerationJob, job=job, drafts=drafts)
    return True


def store_content(candidate: Candidate) -> str:
    """Write a picture under the hash of its bytes; its name in the drafts' storage, empty for copy."""
    content = candidate.artifact.content
    return "" if content is None else store_bytes(content, SUFFIXES[candidate.artifact.mime])


def store_bytes(content: bytes, suffix: str) -> str:
    """Write once what is written often; the name in the drafts' storage.

    A file that lies there without a draft may be swept away at any moment, so it is not relied upon: the storage then
    gives the new one a name beside it.
    """
    digest = hashlib.sha256(content).hexdigest()
    name = f"{digest[:2]}/{digest}{suffix}"
    storage = drafts_storage()
    if storage.exists(name) and MediaDraft.objects.name_file(name):
        return name
    return storage.save(name, ContentFile(content))


def place_of(job: GenerationJob, candidate: Candidate) -> str:
    """Where on the job's product the candidate would go."""
    adapter = registry.adapter_for(job.product_model)
    return adapter.place(candidate.slot, language=job.brief.further_language, photo=candidate.photo_key)


def clean_copy(candidate: Candidate) -> str:
    """The candidate's text as it may be stored; empty for pictures."""
    clean = clean_html if SLOTS[candidate.slot].kind == "html" else clean_text
    return clean(candidate.artifact.text)


def _draft(
    job: GenerationJob,
    candidate: Candidate,
    findings: list[Finding],
    base_values: Mapping[str, SlotValue],
    file: str,
) -> MediaDraft:
    artifact, place = candidate.artifact, place_of(job, candidate)
    text = clean_copy(candidate)
    draft = MediaDraft(
        job=job,
        style_id=job.style_id,
        product_model=job.product_model,
        product_id=job.product_id,
        product_title=job.brief.facts.of_photo(candidate.photo_key).title[:255] or job.product_title,
        slot=candidate.slot,
        place=place,
        language=job.brief.language,
        candidate=candidate.index,
        original_text=text,
        text=text,
        file=file,
        proof=store_bytes(candidate.proof, ".webp") if candidate.proof else "",
        mime=artifact.mime,
        photo_key=candidate.photo_key,
        base_value=base_values[place].as_dict(),
        measures=dict(candidate.measures),
        provenance=dict(candidate.provenance),
        prompt=[{"role": message.role, "content": message.content} for message in candidate.prompt],
        engine=job.batch_key,
        model=artifact.model,
        revision=artifact.revision,
        seed=artifact.seed,
        seconds=artifact.seconds,
        tokens_in=artifact.tokens_in,
        tokens_out=artifact.tokens_out,
    )
    draft.set_findings(findings)
    return draft
