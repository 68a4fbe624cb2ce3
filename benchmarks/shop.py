"""Settings of the example shop with a database of its own: SQLite in `PDP_AI_DEMO_DIR`, or the PostgreSQL that
listens in the folder named by `BENCH_POSTGRES`."""

from __future__ import annotations

import os

from example_project.settings import *  # noqa: F403
from example_project.settings import DATABASES

DEBUG = False
if folder := os.environ.get("BENCH_POSTGRES"):
    DATABASES["default"] = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "postgres",
        "USER": "postgres",
        "HOST": folder,
        "CONN_MAX_AGE": 60,
    }
