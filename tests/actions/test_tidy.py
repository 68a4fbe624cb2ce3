"""Old rows and orphan files go; whatever anything refers to stays."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.actions.run_generation import run_generation
from pdp_ai.actions.tidy import TidyResult, tidy
from pdp_ai.models import GenerationJob, MediaDraft
from pdp_ai.models.job_state import JobState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]

PACKSHOT = Wish(slots=("packshot",), fill="all")


@pytest.fixture
def drafts(tmp_path: Path) -> Path:
    return tmp_path / "drafts"


def age(path: Path, days: float) -> None:
    moment = time.time() - days * 86_400
    os.utime(path, (moment, moment))


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_file_without_a_draft_goes_after_a_day(product: Any, drafts: Path) -> None:
    request_generation([product], PACKSHOT)
    run_generation("cpu")
    [kept] = files(drafts)
    (drafts / "aa").mkdir(exist_ok=True)
    old, young = drafts / "aa" / "old.png", drafts / "aa" / "young.png"
    for path in (old, young):
        path.write_bytes(b"orphan")
    age(old, 1.1)
    age(kept, 400)
    assert tidy() == TidyResult(jobs=0, files=1)
    assert files(drafts) == sorted([kept, young])


@pytest.mark.usefixtures("unsigned")
def test_a_picture_that_an_orphan_file_already_holds_is_kept_beside_it(product: Any, drafts: Path) -> None:
    request_generation([product], PACKSHOT)
    run_generation("cpu")
    [orphan] = files(drafts)
    MediaDraft.objects.all().delete()
    age(orphan, 2)
    request_generation([product], PACKSHOT)
    run_generation("cpu")
    tidy()
    assert files(drafts) == [drafts / MediaDraft.objects.get().file.name]
    assert orphan not in files(drafts)


def test_jobs_that_left_no_draft_go_after_their_time(make_product: Callable[..., Any]) -> None:
    products = [make_product(title) for title in ("first", "refuse me", "third")]
    request_generation(products, Wish(slots=("description",)))
    run_generation("gpu")
    assert tidy().jobs == 0
    GenerationJob.objects.update(finished_at=timezone.now() - timedelta(days=91))
    waiting = request_generation([make_product("fourth")], Wish(slots=("description",))).jobs
    assert tidy().jobs == 1
    assert not GenerationJob.objects.filter(state=JobState.FAILED).exists()
    assert GenerationJob.objects.count() == 2 + len(waiting)
