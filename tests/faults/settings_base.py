"""What the three backends share: the smallest shop, and a queue whose every wait is shortened."""

from __future__ import annotations

import os

from tests.faults.strikes import folder

FOLDER = folder()

SECRET_KEY = os.environ.get("FAULTS_SECRET_KEY", "for tests only")
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "tests.faults.store",
    "pdp_ai",
    "django_q",
    "django.contrib.auth",
    "django.contrib.contenttypes",
]
MEDIA_ROOT = FOLDER / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "pdp_ai_drafts": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": FOLDER / "drafts", "base_url": None},
    },
}

LANE = {
    "workers": 1,
    "queue_limit": 1,
    "bulk": 1,
    "recycle": 0,
    "timeout": 60,
    "retry": 240,
    "max_attempts": 1,
    "ack_failures": True,
    "save_limit": -1,
    "catch_up": False,
    "scheduler": False,
}
ORM_BROKER = {"name": "gpu", "orm": "default", **LANE, "ALT_CLUSTERS": {"cpu": dict(LANE)}}

PDP_AI = {
    "PRODUCTS": {
        "store.Item": {
            "ADAPTER": "pdp_ai.adapters.django_model.DjangoProductAdapter",
            "OPTIONS": {"facts": {"title": "title"}, "slots": {"packshot": "packshot"}},
            "GENERATE_ON_SAVE": ["packshot"],
        }
    },
    "ENGINES": {"steady": {"BACKEND": os.environ.get("FAULTS_ENGINE", "tests.faults.steady.SteadyEngine")}},
    "RECIPES": {"packshot": {"BACKEND": "tests.faults.steady.SteadyRecipe", "OPTIONS": {"engine": "steady"}}},
    "QUEUE": {
        "LEASE_SECONDS": 2,
        "HEARTBEAT_SECONDS": 0.5,
        "POLL_SECONDS": 0.2,
        "BACKOFF_SECONDS": 0.2,
        "DOORBELL_SECONDS": 2,
        "RING_SECONDS": 0.5,
        "STALL_SECONDS": 3,
        "DRAIN_SECONDS": 10,
        "SWEEP_SECONDS": 0.5,
        "SILENCE_SECONDS": float(os.environ.get("FAULTS_SILENCE", "3")),
        "GRACE_SECONDS": 5,
        "MAX_CRASHES": int(os.environ.get("FAULTS_MAX_CRASHES", "3")),
        "MAX_ATTEMPTS": int(os.environ.get("FAULTS_MAX_ATTEMPTS", "5")),
    },
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(process)d %(name)s %(levelname)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {"pdp_ai": {"handlers": ["console"], "level": "INFO"}},
}
