"""SQLite, and django-q2's ORM broker in the same file."""

from __future__ import annotations

from tests.faults.settings_base import *  # noqa: F403
from tests.faults.settings_base import FOLDER, ORM_BROKER

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": FOLDER / "db.sqlite3",
        "OPTIONS": {
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
        },
    }
}
Q_CLUSTER = ORM_BROKER
