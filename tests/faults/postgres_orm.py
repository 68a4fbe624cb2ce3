"""PostgreSQL, and django-q2's ORM broker in the same database."""

from __future__ import annotations

from tests.faults.settings_base import *  # noqa: F403
from tests.faults.settings_base import FOLDER, ORM_BROKER

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "postgres",
        "USER": "postgres",
        "HOST": str(FOLDER / "postgres"),
        "CONN_MAX_AGE": 60,
    }
}
Q_CLUSTER = ORM_BROKER
