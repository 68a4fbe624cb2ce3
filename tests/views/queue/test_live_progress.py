"""The script that keeps job states fresh, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import sync_playwright

from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.models import GenerationJob
from pdp_ai.views.face import Face

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("stand_ins"),
]

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.mark.parametrize("page_name", ["progress", "jobs"])
def test_a_finished_job_shows_without_a_reload(
    live_server: Any,
    face: Face,
    make_product: Callable[..., Any],
    make_user: Callable[..., User],
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    page_name: str,
) -> None:
    # Playwright runs an event loop in this thread, in which Django would refuse its database.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    [job] = request_generation([make_product(photo=None)], Wish(slots=("description",))).jobs
    client.force_login(make_user("review", "generate"))
    query = {"jobs": job.pk} if page_name == "progress" else {}
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        context = chromium.new_context()
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        context.add_cookies([cookie])
        page = context.new_page()
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(live_server.url + face.url(page_name, **query))
        cell = page.locator(f'[data-pdp-job="{job.pk}"][data-pdp-cell="state"]')
        assert cell.inner_text() == "waiting"
        GenerationJob.objects.filter(pk=job.pk).update(
            state="failed", errors=[{"at": "", "attempt": 1, "code": "x", "message": "It <b>broke</b>."}]
        )
        page.get_by_text("It <b>broke</b>.").wait_for(timeout=15_000)
        assert cell.inner_text() == "failed"
        assert not page.get_by_text("Cancel what is not done yet").is_visible()
        if page_name == "progress":
            assert "1 of 1 job done" in page.locator("[data-pdp-summary]").inner_text()
        page.goto("about:blank")
        chromium.close()
    assert problems == []
