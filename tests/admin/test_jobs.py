"""The list of jobs in Django's admin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.models import GenerationJob, Lane
from tests.drafts import make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]

LIST = "admin:pdp_ai_generationjob_changelist"


def act(browser: Client, action: str, *jobs: GenerationJob) -> str:
    chosen = {"action": action, "_selected_action": [job.pk for job in jobs]}
    return browser.post(reverse(LIST), chosen, follow=True).content.decode()


def ask(product: Any) -> GenerationJob:
    return request_generation([product], Wish(slots=("description",), fill="all")).jobs[0]


def test_twenty_jobs_cost_no_more_queries_than_two(
    browser: Client, make_product: Callable[..., Any], reviewer: User
) -> None:
    for number in range(2):
        make_draft(make_product(f"Stool {number}"))
    browser.get(reverse(LIST))
    with CaptureQueriesContext(connection) as few:
        browser.get(reverse(LIST))
    for number in range(2, 20):
        make_draft(make_product(f"Stool {number}"))
    GenerationJob.objects.update(requested_by=reviewer)
    with CaptureQueriesContext(connection) as many:
        page = browser.get(reverse(LIST)).content.decode()
    assert page.count('data-pdp-cell="state"') == 20
    assert len(many) == len(few)


def test_jobs_can_be_cancelled_and_tried_again(browser: Client, product: Any) -> None:
    job = ask(product)
    assert "1 job cancelled." in act(browser, "cancel", job)
    assert GenerationJob.objects.get().state == GenerationJob.State.CANCELLED
    assert "1 job waits again." in act(browser, "retry", job)
    assert GenerationJob.objects.get().state == GenerationJob.State.READY


def test_finished_jobs_stay_as_they_are(browser: Client, product: Any) -> None:
    job = make_draft(product).job
    assert "0 jobs cancelled." in act(browser, "cancel", job)
    assert GenerationJob.objects.get().state == GenerationJob.State.SUCCESSFUL


def test_reviewers_watch_but_neither_cancel_nor_retry(
    client: Client, product: Any, make_user: Callable[..., User]
) -> None:
    job = ask(product)
    client.force_login(make_user("review"))
    assert "Oak Stool" in client.get(reverse(LIST)).content.decode()
    act(client, "cancel", job)
    assert GenerationJob.objects.get().state == GenerationJob.State.READY


def test_a_lane_without_a_worker_is_pointed_out(browser: Client) -> None:
    Lane.objects.mark_seen("cpu")
    page = browser.get(reverse(LIST)).content.decode()
    assert "No worker has been seen lately for: gpu." in page


def test_jobs_can_be_filtered(browser: Client, product: Any) -> None:
    ask(product)
    for query, count in (
        ({"recipe__exact": "description", "lane__exact": "gpu", "product_model__exact": "shop.product"}, 1),
        ({"recipe__exact": "bullets"}, 0),
        ({"lane__exact": "cpu"}, 0),
    ):
        page = browser.get(reverse(LIST), query).content.decode()
        assert page.count('data-pdp-cell="state"') == count


def test_a_job_leads_to_its_progress(browser: Client, product: Any) -> None:
    job = ask(product)
    response = browser.get(reverse("admin:pdp_ai_generationjob_change", args=[job.pk]), follow=True)
    assert "0 of 1 job done" in response.content.decode()
