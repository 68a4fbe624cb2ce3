"""A storage that fails in the middle of a file: nothing is lost, and the half file is never shown."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from PIL import Image

from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.actions.run_generation import run_claim, run_generation
from pdp_ai.actions.tidy import tidy
from pdp_ai.models import GenerationJob, MediaDraft
from pdp_ai.models.job_state import JobState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins", "unsigned")]


class DiskThatFillsUp(FileSystemStorage):
    """Writes half of the first file, then has no room for the rest; has room again afterwards."""

    is_full = True

    def _save(self, name: str, content: Any) -> str:
        if not DiskThatFillsUp.is_full:
            return super()._save(name, content)
        DiskThatFillsUp.is_full = False
        data = content.read()
        super()._save(name, ContentFile(data[: len(data) // 2]))
        raise OSError(28, "No space left on device")


def test_the_job_is_tried_again_and_the_half_file_goes_unseen(product: Any, settings: Any, tmp_path: Path) -> None:
    storage = {"BACKEND": f"{__name__}.DiskThatFillsUp", "OPTIONS": {"location": tmp_path / "drafts", "base_url": None}}
    settings.STORAGES = {**settings.STORAGES, "pdp_ai_drafts": storage}
    settings.PDP_AI = {**settings.PDP_AI, "QUEUE": {"BACKOFF_SECONDS": 0}}
    request_generation([product], Wish(slots=("packshot",)))
    run_claim(GenerationJob.objects.claim("cpu"))
    job = GenerationJob.objects.get()
    assert job.state == JobState.READY
    assert "No space left" in job.last_error["message"]
    [half] = [path for path in (tmp_path / "drafts").rglob("*") if path.is_file()]
    run_generation("cpu")
    job.refresh_from_db()
    assert job.state == JobState.SUCCESSFUL
    draft = MediaDraft.objects.get()
    assert Path(draft.file.path) != half  # the same bytes, and so the same name, but for the half file in its place
    with draft.file.open("rb") as file:
        Image.open(file).load()
    day_ago = time.time() - 2 * 86_400
    os.utime(half, (day_ago, day_ago))
    assert tidy().files == 1
    assert not half.exists()
    assert Path(draft.file.path).exists()
