"""The queue page, in both admins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.models import BulkRequest, EnginePause, GenerationJob, Lane
from pdp_ai.models.job_state import JobState
from pdp_ai.views.face import Face
from tests.jobs import make_job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]


def page(browser: Client, face: Face, **query: Any) -> str:
    response = browser.get(face.url("queue", **query))
    assert response.status_code == 200
    return response.content.decode()


def decide(browser: Client, face: Face, decision: str, about: object) -> str:
    return browser.post(face.url("queue_decide"), {decision: str(about)}, follow=True).content.decode()


def test_what_runs_waits_and_failed_is_shown_with_its_reason(browser: Client, face: Face, reviewer: User) -> None:
    now = timezone.now()
    make_job(product_title="Runs", state="running", started_at=now - timedelta(minutes=3), requested_by=reviewer)
    make_job(product_title="Waits", requested_by=reviewer)
    error = {"at": "", "attempt": 1, "code": "x", "message": "It <b>broke</b>."}
    make_job(product_title="Failed", state="failed", finished_at=now, errors=[error])
    Lane.objects.mark_seen("gpu")
    text = page(browser, face)
    for part in ("Runs", "3 min", "Waits", "Failed", "It &lt;b&gt;broke&lt;/b&gt;.", "reviewer", "lately for: cpu"):
        assert part in text


def test_the_live_part_is_what_the_page_shows_without_its_frame(browser: Client, face: Face) -> None:
    make_job(product_title="Waits")
    live = page(browser, face, part="live")
    assert "Waits" in live
    assert "<html" not in live
    assert f'data-pdp-live="{face.url("queue", part="live")}"' in page(browser, face)


def test_many_jobs_cost_no_more_queries_than_few(browser: Client, face: Face) -> None:
    make_job()
    page(browser, face)
    with CaptureQueriesContext(connection) as few:
        page(browser, face)
    for _ in range(30):
        make_job()
    with CaptureQueriesContext(connection) as many:
        page(browser, face)
    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("decision", "before", "after"),
    [("cancel", "ready", "cancelled"), ("quarantine", "ready", "quarantined"), ("retry", "failed", "ready")],
)
def test_its_buttons_move_a_job(browser: Client, face: Face, decision: str, before: str, after: str) -> None:
    job = make_job(state=before)
    assert "1 job" in decide(browser, face, decision, job.pk)
    assert GenerationJob.objects.get().state == after


def test_engines_are_paused_and_go_on(browser: Client, face: Face, reviewer: User) -> None:
    assert "is paused" in decide(browser, face, "pause", "stand_in")
    assert EnginePause.objects.get().paused_by == reviewer
    assert 'name="resume" value="stand_in"' in page(browser, face)
    decide(browser, face, "resume", "stand_in")
    assert not EnginePause.objects.exists()


def test_nonsense_is_refused_in_words(browser: Client, face: Face) -> None:
    assert "no entry" in decide(browser, face, "pause", "no such engine")
    assert browser.post(face.url("queue_decide"), {"cancel": "x"}).status_code == 302
    assert browser.get(face.url("queue_decide")).url == face.url("queue")


def test_reviewers_see_the_queue_and_have_no_buttons(
    client: Client, face: Face, make_user: Callable[..., User]
) -> None:
    job = make_job(product_title="Waits")
    client.force_login(make_user("review"))
    text = page(client, face)
    assert "Waits" in text
    assert 'name="cancel"' not in text
    assert client.post(face.url("queue_decide"), {"cancel": job.pk}).status_code in {302, 403}
    assert GenerationJob.objects.get().state == JobState.READY


def test_others_do_not_see_it(client: Client, face: Face, make_user: Callable[..., User]) -> None:
    client.force_login(make_user())
    assert client.get(face.url("queue")).status_code in {302, 403}


def test_a_large_selection_is_asked_for_by_a_worker(
    browser: Client, face: Face, make_product: Callable[..., Any], settings: Any
) -> None:
    settings.PDP_AI = {**settings.PDP_AI, "LIMITS": {"BULK_FROM": 2}}
    from pdp_ai.tasks import work_off_bulk_requests
    from pdp_ai.views.products.generate import open_generate
    from pdp_ai.views.products.selection import Selection

    products = [make_product(f"Stool {number}", photo=None) for number in range(3)]
    request = browser.get(face.url("queue")).wsgi_request
    opened = open_generate(request, Selection.of(products), face)
    form = browser.get(opened.url).content.decode()
    assert "Generate media for 3 products" in form
    token = f"stored:{BulkRequest.objects.get().pk}"
    data = {"products": token, "slots": ["description"], "fill": "empty"}
    answer = browser.post(face.url("generate"), data, follow=True).content.decode()
    assert "0 of 3 products" in answer
    assert not GenerationJob.objects.exists()
    assert browser.post(face.url("generate"), data).status_code == 404
    work_off_bulk_requests()
    assert GenerationJob.objects.count() == 3
    assert "3 of 3 products" in page(browser, face)


def test_somebody_elses_selection_is_not_found(browser: Client, face: Face, make_user: Callable[..., User]) -> None:
    bulk = BulkRequest.objects.store({"shop.product": [1]}, make_user("generate").pk)
    assert browser.get(face.url("generate", products=f"stored:{bulk.pk}")).status_code == 404
    assert browser.get(face.url("generate", products="stored:x")).status_code == 404


def test_the_form_tells_the_time_and_what_a_limit_leaves(
    browser: Client, face: Face, product: Any, settings: Any
) -> None:
    from pdp_ai.views.products.selection import Selection

    address = face.url("generate", products=Selection.of([product]).token)
    assert "not known until the first of them has run" in browser.get(address).content.decode()
    settings.PDP_AI = {**settings.PDP_AI, "LIMITS": {"USER_DAILY": 5}}
    now = timezone.now()
    for recipe in ("description", "bullets", "meta_description", "alt_text", "packshot", "scene"):
        make_job(
            recipe=recipe, product_id="x", state="successful", started_at=now - timedelta(minutes=2), finished_at=now
        )
    text = browser.get(address).content.decode()
    assert "Expected time: about" in text
    assert "room for 5 more" in text


def test_a_product_with_jobs_in_both_lanes_waits_for_the_slower(product: Any) -> None:
    from pdp_ai.views.queue.expected_time import expected_time, load_of

    now = timezone.now()
    for recipe, seconds in (("description", 10), ("packshot", 100)):
        make_job(recipe=recipe, state="successful", started_at=now - timedelta(seconds=seconds), finished_at=now)
    jobs = request_generation([product], Wish(slots=("description", "packshot"))).jobs
    for number, job in enumerate(GenerationJob.objects.filter(state="successful")):
        GenerationJob.objects.filter(pk=job.pk).update(claim=f"{number:032}")
    assert expected_time(load_of(jobs), ahead={}).seconds == pytest.approx(100, abs=1)
