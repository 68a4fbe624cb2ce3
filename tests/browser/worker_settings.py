"""Settings of the worker cluster that a browser test starts: the test's own database and files, stand-in engines."""

from __future__ import annotations

import os

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES, INSTALLED_APPS, PDP_AI, STAND_INS, STORAGES

DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]
STORAGES["pdp_ai_drafts"]["OPTIONS"]["location"] = os.environ["TEST_DRAFTS"]
MEDIA_ROOT = os.environ["TEST_MEDIA"]
INSTALLED_APPS = [*INSTALLED_APPS, "tests.browser.worker_app.WorkerConfig"]
PDP_AI = {**PDP_AI, **STAND_INS, "QUEUE": {"SWEEP_SECONDS": 1}}
