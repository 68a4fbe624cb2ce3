"""Pages that show jobs as they come and are done, without a reload, and while the server is not always there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.models import EnginePause, GenerationJob
from pdp_ai.views.face import Face
from tests.browser.stage import FACES
from tests.jobs import make_job

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(120),
    pytest.mark.usefixtures("stand_ins"),
]

#: The cluster of other tests may run beside these: it finds nothing to take.
LATER = timedelta(hours=1)


@pytest.fixture(params=["admin", "wagtail"])
def face(request: pytest.FixtureRequest) -> Face:
    return FACES[request.param]


def job_for_later(product: Any) -> GenerationJob:
    with transaction.atomic():
        [job] = request_generation([product], Wish(slots=("description",))).jobs
        GenerationJob.objects.update(run_after=Now() + LATER)
    return job


@pytest.mark.parametrize("page_name", ["progress", "jobs"])
def test_a_finished_job_shows_without_a_reload(
    new_window: Callable[..., Page], make_user: Callable[..., User], face: Face, product: Any, page_name: str
) -> None:
    job = job_for_later(product)
    page = new_window(make_user("review", "generate"))
    page.goto(face.url(page_name, **({"jobs": job.pk} if page_name == "progress" else {})))
    cell = page.locator(f'[data-pdp-job="{job.pk}"][data-pdp-cell="state"]')
    expect(cell).to_have_text("waiting")
    GenerationJob.objects.filter(pk=job.pk).update(
        state="failed", errors=[{"at": "", "attempt": 1, "code": "x", "message": "It <b>broke</b>."}]
    )
    expect(page.get_by_text("It <b>broke</b>.")).to_be_visible()
    expect(cell).to_have_text("failed")
    expect(page.get_by_text("Cancel what is not done yet")).to_be_hidden()
    if page_name == "progress":
        expect(page.locator("[data-pdp-summary]")).to_contain_text("1 of 1 job done")


def test_jobs_come_to_the_queue_without_a_reload_and_its_buttons_act(
    new_window: Callable[..., Page], make_user: Callable[..., User], face: Face
) -> None:
    page = new_window(make_user("generate", "review", "cancel"))
    page.goto(face.url("queue"))
    assert page.get_by_text("Oak Stool").count() == 0
    job = make_job(product_title="Oak Stool", run_after=timezone.now() + LATER)
    expect(page.get_by_text("Oak Stool")).to_be_visible(timeout=20_000)
    page.locator(f'button[name="cancel"][value="{job.pk}"]').click()
    expect(page.get_by_text("1 job cancelled.")).to_be_visible()
    page.locator('button[name="pause"][value="stand_in"]').click()
    expect(page.get_by_text("is paused.").first).to_be_visible()
    assert GenerationJob.objects.get().state == GenerationJob.State.CANCELLED
    assert EnginePause.objects.get().engine == "stand_in"


def test_a_server_that_is_away_for_a_moment_does_not_end_the_watch(
    new_window: Callable[..., Page], boss: User, product: Any
) -> None:
    job = job_for_later(product)
    answers = [503, 503]

    def answer(route: Route) -> None:
        if answers:
            route.fulfill(status=answers.pop())
        else:
            route.continue_()

    page = new_window(boss)
    page.route("**/status/**", answer)
    page.goto(FACES["admin"].url("progress", jobs=str(job.pk)))
    expect(page.get_by_text("0 of 1 job")).to_be_visible()
    GenerationJob.objects.update(state=GenerationJob.State.SUCCESSFUL)
    expect(page.get_by_text("1 of 1 job")).to_be_visible(timeout=20_000)
    assert not answers
