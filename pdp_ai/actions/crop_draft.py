"""A person cuts a draft's picture to a part of it. What the model made stays beside it, and the part is judged anew."""

from __future__ import annotations

from copy import copy
from pathlib import PurePosixPath
from typing import Any

from django.db import transaction

from pdp_ai.actions.find_twin import twin_findings
from pdp_ai.actions.permissions import REVIEW, Actor, require
from pdp_ai.actions.refusals import refusing_politely
from pdp_ai.actions.save_drafts import store_bytes
from pdp_ai.adapters.pictures import MIMES, SUFFIXES
from pdp_ai.exceptions import CropRefused, TransitionRefused
from pdp_ai.imaging.crop import MIME, carried_over, crop, is_part, measures_in_crop, whole_of
from pdp_ai.models import AuditEntry, MediaDraft, PictureLook
from pdp_ai.provenance.marking import embedded_provenance, mark_derived
from pdp_ai.quality.judge import judge
from pdp_ai.signals import draft_reviewed
from pdp_ai.types import Artifact, Candidate, CropBox, Finding


def crop_draft(draft: MediaDraft, box: CropBox | None, *, seen: str | None = None, user: Actor = None) -> None:
    """Show only `box` of an open draft's picture, in pixels of the picture as it was made; None for all of it again.

    The cut file is another file, marked and signed as made of the original. An approved draft wants a decision again.
    `seen` is the `crop` that the person started from, when the door knows it. Raises `PermissionDenied`, `CropRefused`,
    `PublishRefused` for a storage that does not answer, `SigningFailed`, `TransitionRefused`.
    """
    require(user, REVIEW, draft)
    if not draft.file or seen not in {None, draft.crop}:
        raise TransitionRefused
    with refusing_politely():
        changes = _cut(draft, box)
    with transaction.atomic():
        changed = (
            MediaDraft.objects.open()
            .filter(pk=draft.pk, file=draft.file)
            .update(**changes, state=MediaDraft.State.PENDING, edited_by=user.pk if user else None)
        )
        if changed != 1:
            raise TransitionRefused
        draft.plans.cancel()
        action = "cropped" if changes["crop"] else "uncropped"
        AuditEntry.objects.record(action, draft, user, before=draft.crop, after=changes["crop"])
    draft.refresh_from_db()
    draft_reviewed.send_robust(MediaDraft, draft=draft, action=action, user=user)


def _cut(draft: MediaDraft, box: CropBox | None) -> dict[str, Any]:
    """What the draft's row says of the part."""
    made, measures = draft.made_file, draft.original_measures if draft.crop else draft.measures
    mime = MIMES[PurePosixPath(str(made.name)).suffix]
    with made.open("rb") as file:
        original = file.read()
    whole = whole_of(original)
    part = box or whole
    if box and not is_part(box, whole):
        raise CropRefused
    point = draft.focal_point and carried_over(draft.focal_point, draft.crop_box or whole, part)
    focal_x, focal_y = point or (None, None)
    changes: dict[str, Any] = {"focal_x": focal_x, "focal_y": focal_y}
    if part == whole:
        changes |= {"crop": "", "file": made.name, "original_file": "", "mime": mime}
        changes |= {"measures": measures, "original_measures": {}, "provenance": embedded_provenance(original, mime)}
    else:
        content = mark_derived(crop(original, part), MIME, original, mime, action="c2pa.cropped", signed=True)
        changes |= {"crop": ",".join(map(str, part)), "file": store_bytes(content, SUFFIXES[MIME]), "mime": MIME}
        changes |= {"original_file": made.name, "provenance": embedded_provenance(content, MIME)}
        changes |= {"measures": measures_in_crop(measures, part), "original_measures": measures}
    judged = copy(draft)
    judged.set_findings(_judge(draft, changes["measures"]))
    return {**changes, "findings": judged.findings, "severity": judged.severity}


def _judge(draft: MediaDraft, measures: dict[str, float]) -> list[Finding]:
    """A twin is told by the whole picture: cutting it otherwise makes no other picture of it."""
    look = PictureLook.objects.filter(pk=draft.pk).values_list("look", flat=True).first()
    artifact = Artifact(draft.mime, model=draft.model)
    candidate = Candidate(
        draft.slot, artifact, draft.candidate, photo_key=draft.photo_key, measures=measures, look=look or ""
    )
    return [*judge(candidate, draft.job.brief), *twin_findings(draft.job, candidate)]
