"""The queue page in a real browser: it keeps itself fresh, and its buttons work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import sync_playwright

from pdp_ai.models import EnginePause, GenerationJob
from pdp_ai.models.job_state import JobState
from pdp_ai.views.face import Face
from tests.jobs import make_job
from tests.views.queue.test_live_progress import ARGUMENTS, CHROMIUM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("stand_ins"),
]


def test_jobs_come_and_go_without_a_reload_and_buttons_act(
    live_server: Any,
    face: Face,
    make_user: Callable[..., User],
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Playwright runs an event loop in this thread, in which Django would refuse its database.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    client.force_login(make_user("generate", "review", "cancel"))
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        context = chromium.new_context()
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        context.add_cookies([cookie])
        page = context.new_page()
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(live_server.url + face.url("queue"))
        assert page.get_by_text("Oak Stool").count() == 0
        job = make_job(product_title="Oak Stool")
        page.get_by_text("Oak Stool").wait_for(timeout=20_000)
        page.locator(f'button[name="cancel"][value="{job.pk}"]').click()
        page.get_by_text("1 job cancelled.").wait_for(timeout=20_000)
        page.locator('button[name="pause"][value="stand_in"]').click()
        page.get_by_text("is paused.").first.wait_for(timeout=20_000)
        page.goto("about:blank")
        chromium.close()
    assert GenerationJob.objects.get().state == JobState.CANCELLED
    assert EnginePause.objects.get().engine == "stand_in"
    assert problems == []
