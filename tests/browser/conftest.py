"""Debian's Chromium before a live server, with a real worker cluster behind it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import storages
from django.db import connection
from playwright.sync_api import Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture
def cluster(live_server: Any, settings: Any, stand_ins: None) -> Iterator[None]:
    """`manage.py pdp_cluster` on the test's database."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.browser.worker_settings",
        "TEST_DATABASE": str(connection.settings_dict["NAME"]),
        "TEST_DRAFTS": str(storages["pdp_ai_drafts"].location),  # type: ignore[attr-defined]
        "TEST_MEDIA": str(settings.MEDIA_ROOT),
    }
    root = Path(__file__).parents[2]
    process = subprocess.Popen([sys.executable, "-m", "django", "pdp_cluster"], env=environment, cwd=root)
    yield
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0


@pytest.fixture
def page(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """A fresh browser window; any script error on a page fails the test."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    # Playwright runs an event loop in this thread, in which Django would refuse its database.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    problems: list[str] = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        context = chromium.new_context(base_url=live_server.url, viewport={"width": 1400, "height": 1000})
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        yield page
        page.goto("about:blank")
        chromium.close()
    assert problems == []


@pytest.fixture
def boss(db: None) -> User:
    return User.objects.create_superuser("boss", password="boss")
