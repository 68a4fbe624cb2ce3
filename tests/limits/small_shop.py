"""Settings of the smallest shop there is, on SQLite or PostgreSQL: groups of users are its products.

`LIMITS_FOLDER` names where the data lie; with a folder ``postgres`` in it, the server that listens there is used.
"""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(os.environ["LIMITS_FOLDER"])
SECRET_KEY = "for tests only"
USE_TZ = True
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "django_q", "pdp_ai"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if (FOLDER / "postgres").exists():
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "postgres",
            "USER": "postgres",
            "HOST": str(FOLDER / "postgres"),
            "CONN_MAX_AGE": 60,
        }
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": FOLDER / "shop.sqlite3",
            "OPTIONS": {
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
                "transaction_mode": "IMMEDIATE",
                "timeout": 120,
            },
        }
    }
STORAGES = {
    "pdp_ai_drafts": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": FOLDER / "drafts", "base_url": None},
    }
}
Q_CLUSTER = {"name": "gpu", "orm": "default", "ALT_CLUSTERS": {"cpu": {}}}
PDP_AI = {
    "PRODUCTS": {
        "auth.Group": {
            "ADAPTER": "pdp_ai.adapters.django_model.DjangoProductAdapter",
            "OPTIONS": {"facts": {"title": "name"}, "slots": {"description": "name"}},
        }
    },
    "ENGINES": {"stand_in": {"BACKEND": "tests.stand_ins.SentenceEngine", "OPTIONS": {}}},
    "RECIPES": {
        "description": {
            "BACKEND": "tests.stand_ins.SentenceRecipe",
            "OPTIONS": {"engine": "stand_in", "slot": "description"},
        }
    },
    "LIMITS": {"USER_DAILY": 100} if os.environ.get("LIMITS_KIND") == "daily" else {"USER_WAITING": 100},
}
