"""A page that shows jobs as they are done, while the server is not always there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models.functions import Now
from playwright.sync_api import Page, Route, expect

from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.models import GenerationJob
from tests.browser.stage import FACES

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(120),
    pytest.mark.usefixtures("stand_ins"),
]


def test_a_server_that_is_away_for_a_moment_does_not_end_the_watch(
    new_window: Callable[..., Page], boss: User, product: Any
) -> None:
    with transaction.atomic():  # the cluster of other tests may run beside this one: it finds nothing to take
        [job] = request_generation([product], Wish(slots=("description",))).jobs
        GenerationJob.objects.update(run_after=Now() + timedelta(hours=1))
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
