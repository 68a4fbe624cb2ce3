"""Removes what nobody will look for again: ended jobs and previews past their time, and files that no draft names."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.core.files.storage import Storage
from django.db.models.functions import Now
from django.utils import timezone

from pdp_ai import conf
from pdp_ai.actions.send_digests import send_digests_when_due
from pdp_ai.models import ApiCall, GenerationJob, MediaDraft, Notice, StylePreview, WebhookDelivery
from pdp_ai.models.drafts_storage import drafts_storage
from pdp_ai.storage_errors import storage_errors

logger = logging.getLogger(__name__)

CHUNK = 500


@dataclass(frozen=True, slots=True)
class TidyResult:
    jobs: int
    files: int


def tidy() -> TidyResult:
    """One round, from any process; nothing that anything refers to is touched."""
    StylePreview.objects.sweep()
    Notice.objects.filter(created_at__lt=Now() - timedelta(days=conf.limit("WEBHOOK_DAYS"))).delete()
    send_digests_when_due()
    result = TidyResult(jobs=_remove_jobs(), files=_remove_orphan_files())
    WebhookDelivery.objects.past_retention(conf.limit("WEBHOOK_DAYS")).delete()
    ApiCall.objects.filter(made_at__lt=Now() - timedelta(days=conf.limit("API_CALL_DAYS"))).delete()
    if result.jobs or result.files:
        logger.info("removed %s jobs and %s files", result.jobs, result.files, extra={"action": "tidy"})
    return result


def _remove_jobs() -> int:
    count = 0
    while keys := list(GenerationJob.objects.past_retention().order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        count += GenerationJob.objects.past_retention().filter(pk__in=keys).delete()[0]
    return count


def _remove_orphan_files() -> int:
    """A worker that died between its files and its rows leaves them behind; a day later nobody comes back for them."""
    storage = drafts_storage()
    before = timezone.now() - timedelta(days=conf.limit("ORPHAN_FILE_DAYS"))
    count = 0
    for name in _file_names(storage):
        try:
            if MediaDraft.objects.name_file(name) or storage.get_modified_time(name) > before:
                continue
            storage.delete(name)
        except storage_errors():
            continue
        count += 1
    return count


def _file_names(storage: Storage, folder: str = "") -> Iterator[str]:
    try:
        folders, files = storage.listdir(folder)
    except storage_errors():
        return
    for name in files:
        yield f"{folder}/{name}" if folder else name
    for name in folders:
        yield from _file_names(storage, f"{folder}/{name}" if folder else name)
