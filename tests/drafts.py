"""Drafts as the pipeline would have left them, for tests of what people do with them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pdp_ai import registry
from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.actions.save_drafts import save_drafts
from pdp_ai.models import GenerationJob, MediaDraft
from pdp_ai.slots import SLOTS
from pdp_ai.types import Artifact, Candidate, Finding, Message
from tests.conftest import photo_bytes

ERROR = Finding("ungrounded_number", "error", "“6.9 kg” is not in the product's data.", {"start": 7, "end": 13})
NOTE = Finding("tone", "info", "Rather dry.")


def make_draft(
    product: Any,
    slot: str = "description",
    *,
    text: str = "<p>A fine stool.</p>",
    findings: Iterable[Finding] = (),
    state: str = "",
    measures: dict[str, float] | None = None,
    proof: bytes = b"",
) -> MediaDraft:
    """One draft of its own job, against what is live now."""
    adapter = registry.adapter_for(product)
    [job] = request_generation([product], Wish(slots=(slot,), fill="all")).jobs
    GenerationJob.objects.claim(job.lane)
    job.refresh_from_db()
    photos = job.brief.facts.photos
    if SLOTS[slot].is_picture:
        artifact = Artifact("image/png", content=photo_bytes("teal", (900, 600)), model="stand-in", seed=1)
    else:
        artifact = Artifact("text/plain", text=text, model="stand-in", seed=1, seconds=2.5, tokens_in=10, tokens_out=20)
    candidate = Candidate(
        slot,
        artifact,
        photo_key=photos[0].key if photos and SLOTS[slot].is_picture else "",
        prompt=(Message("user", "Write a <b>description</b>."),),
        measures=measures or {},
        proof=proof,
    )
    assert save_drafts(job, [(candidate, list(findings))], {slot: adapter.read(product, slot)})
    if state:
        MediaDraft.objects.filter(job=job).update(state=state)
    return MediaDraft.objects.get(job=job)
