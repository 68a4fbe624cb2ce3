"""Debian's Chromium before a live server, with a real worker cluster behind it: one of each for all browser tests."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client, override_settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser.watch import Watch

ROOT = Path(__file__).parents[2]
#: Where pictures of the journeys are kept, for people to look at.
SCREENSHOTS = ROOT / "build" / "screenshots"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One process runs all browser tests, one after the other: they share the server, the cluster and Chromium."""
    ours = [item for item in items if Path(__file__).parent in item.path.parents]
    for item in ours:
        item.add_marker(pytest.mark.xdist_group("browser"))
    items[:] = [item for item in items if item not in ours] + ours


@pytest.fixture(scope="package")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Where the shop's media and the drafts are: the same for the cluster and for every test it serves."""
    return {name: tmp_path_factory.mktemp(name) for name in ("media", "drafts")}


@pytest.fixture(autouse=True)
def _own_files(settings: Any, folders: dict[str, Path]) -> None:
    settings.MEDIA_ROOT = folders["media"]
    storage = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": folders["drafts"], "base_url": None},
    }
    settings.STORAGES = {**settings.STORAGES, "pdp_ai_drafts": storage}


@pytest.fixture(scope="package")
def live_server(django_db_setup: None) -> Iterator[LiveServer]:
    """pytest-django's, with a policy that forbids every inline script and style."""
    strict = [*django_settings.MIDDLEWARE, "tests.browser.strict_policy.StrictPolicyMiddleware"]
    with override_settings(MIDDLEWARE=strict):
        server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture(scope="package")
def running_cluster(django_db_setup: None, folders: dict[str, Path]) -> Iterator[None]:
    """`manage.py pdp_cluster` on the tests' database."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.browser.worker_settings",
        "TEST_DATABASE": str(connection.settings_dict["NAME"]),
        "TEST_DRAFTS": str(folders["drafts"]),
        "TEST_MEDIA": str(folders["media"]),
    }
    process = subprocess.Popen([sys.executable, "-m", "django", "pdp_cluster"], env=environment, cwd=ROOT)
    yield
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0


@pytest.fixture
def cluster(running_cluster: None, stand_ins: None) -> None:
    """Workers with the stand-in engines, and a web server that knows these."""


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with pytest.MonkeyPatch.context() as environment:
        # Playwright runs an event loop in this thread, in which Django would refuse its database.
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            yield chromium
            chromium.close()


@pytest.fixture
def watch() -> Iterator[Watch]:
    """What must not happen on any page; a test fails for it at its end."""
    watch = Watch()
    yield watch
    assert not watch.problems, "\n".join(sorted(set(watch.problems)))


@pytest.fixture
def new_window(chromium: Browser, live_server: LiveServer, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Opens a browser window of its own, with its own cookies; ``signed_in`` as somebody, if given."""
    contexts: list[BrowserContext] = []

    def open_window(signed_in: User | None = None, **options: Any) -> Page:
        defaults = {"viewport": {"width": 1400, "height": 1000}, "reduced_motion": "reduce"}
        context = chromium.new_context(base_url=live_server.url, **{**defaults, **options})
        contexts.append(context)
        if signed_in:
            context.add_cookies([{"name": "sessionid", "value": session_of(signed_in), "url": live_server.url}])
        watch.over(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        return page

    yield open_window
    for context in contexts:
        for page in context.pages:
            page.goto("about:blank")  # so that no request runs while the tables are emptied
        context.close()


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


@pytest.fixture
def page(new_window: Callable[..., Page]) -> Page:
    return new_window()


@pytest.fixture
def boss(db: None) -> User:
    return User.objects.create_superuser("boss", password="boss")


@pytest.fixture
def take(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Keeps a screenshot under the test's name, for people to look at."""
    test = re.sub(r"\W+", "-", request.node.name.removeprefix("test_")).strip("-")

    def keep(page: Page, name: str) -> None:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.wait_for_load_state()
        page.screenshot(path=SCREENSHOTS / f"{test}.{name}.png")

    return keep
