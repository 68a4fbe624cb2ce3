"""Hears products being saved, and passes this app's own events on to the webhooks and to whom they concern."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model
from django.db.models.signals import post_save
from django.dispatch import Signal

from pdp_ai import registry, signals
from pdp_ai.actions.note_change import note_change
from pdp_ai.actions.note_event import note_event
from pdp_ai.actions.notify import notify
from pdp_ai.models import GenerationJob, MediaDraft, PlannedPublication, Publication
from pdp_ai.models.as_json import draft_as_dict, job_as_dict, plan_as_dict, publication_as_dict
from pdp_ai.models.job_state import JobState
from pdp_ai.models.notice import NoticeKind
from pdp_ai.models.webhook import WebhookEvent

RowT = TypeVar("RowT", bound=Model)


def connect() -> None:
    """Called once, when all apps are ready."""
    post_save.connect(product_saved, dispatch_uid="pdp_ai.product_saved")
    for signal, handler in HANDLERS.items():
        signal.connect(handler, dispatch_uid=f"pdp_ai.{handler.__name__}")


def product_saved(sender: type[Model], instance: Model, raw: bool = False, **_kwargs: Any) -> None:
    """Fixtures (`raw`) and models without an entry in ``PDP_AI["PRODUCTS"]`` pass by."""
    if not raw and registry.is_product(sender) and registry.slots_on_save(sender._meta.label_lower):
        note_change(instance)


def media_requested(jobs: list[GenerationJob], **_kwargs: Any) -> None:
    note_event(WebhookEvent.MEDIA_REQUESTED, lambda: {"jobs": list(map(job_as_dict, jobs))})


def job_finished(job: GenerationJob, **_kwargs: Any) -> None:
    """The preview of a style is nobody's business but its editor's."""
    if not job.is_preview:
        note_event(WebhookEvent.JOB_FINISHED, lambda: {"job": job_as_dict(_stored(job))})
        # The instance in hand does not know its own end; only one with errors is worth asking about.
        kind = TOLD.get(JobState(_stored(job).state)) if job.errors and job.requested_by else None
        if job.requested_by and kind:
            notify([job.requested_by], kind)


#: What is said of a job's end to whoever asked for it.
TOLD = {JobState.FAILED: NoticeKind.FAILED, JobState.QUARANTINED: NoticeKind.SET_ASIDE}


def drafts_created(drafts: list[MediaDraft], **_kwargs: Any) -> None:
    note_event(WebhookEvent.DRAFTS_CREATED, lambda: {"drafts": [draft_as_dict(_stored(draft)) for draft in drafts]})


def draft_reviewed(draft: MediaDraft, action: str, user: Any, **_kwargs: Any) -> None:
    data = {"action": action, "user": _name(user)}
    note_event(WebhookEvent.DRAFT_REVIEWED, lambda: {"draft": draft_as_dict(draft), **data})


def draft_published(publication: Publication, user: Any, **_kwargs: Any) -> None:
    _about_publication(WebhookEvent.DRAFT_PUBLISHED, publication, user)


def publication_stopped(plan: PlannedPublication, **_kwargs: Any) -> None:
    note_event(WebhookEvent.PUBLICATION_STOPPED, lambda: {"plan": plan_as_dict(plan)})
    if plan.planned_by is not None:
        notify([plan.planned_by], NoticeKind.STOPPED, plan.draft)


def publication_reverted(publication: Publication, user: Any, **_kwargs: Any) -> None:
    _about_publication(WebhookEvent.PUBLICATION_REVERTED, publication, user)


HANDLERS: dict[Signal, Callable[..., None]] = {
    signals.media_requested: media_requested,
    signals.job_finished: job_finished,
    signals.drafts_created: drafts_created,
    signals.draft_reviewed: draft_reviewed,
    signals.draft_published: draft_published,
    signals.publication_stopped: publication_stopped,
    signals.publication_reverted: publication_reverted,
}


def _about_publication(event: WebhookEvent, publication: Publication, user: Any) -> None:
    note_event(event, lambda: {"publication": publication_as_dict(_stored(publication)), "user": _name(user)})


def _stored(row: RowT) -> RowT:
    """The row with what the database put into it."""
    return type(row)._default_manager.get(pk=row.pk)


def _name(user: Any) -> str:
    return user.get_username() if user else ""
