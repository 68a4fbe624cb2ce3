"""The example shop's settings, over folders of the tests' own."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="pdp_ai-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["PDP_AI_DEMO_DIR"] = _folder

from example_project.settings import *  # noqa: E402, F403  # the folder must be named first
from example_project.settings import DATABASES, INSTALLED_APPS, VAR_DIR  # noqa: E402
from pdp_ai.slots import SLOTS  # noqa: E402

DEBUG = False
INSTALLED_APPS = [*INSTALLED_APPS, "easy_thumbnails", "sorl.thumbnail", "tests.wagtail.showroom"]
SECRET_KEY = "for tests only"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A file, not memory: threads and subprocesses of a test see the same database.
DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False

#: Laid over `PDP_AI` where a test is about what surrounds the engines.
STAND_INS = {
    "ENGINES": {"stand_in": {"BACKEND": "tests.stand_ins.SentenceEngine", "OPTIONS": {}}},
    "RECIPES": {
        slot: {"BACKEND": "tests.stand_ins.SentenceRecipe", "OPTIONS": {"engine": "stand_in", "slot": slot}}
        for slot, known in SLOTS.items()
        if not known.is_picture
    }
    | {
        slot: {"BACKEND": "tests.stand_ins.PictureRecipe", "OPTIONS": {"engine": "stand_in", "slot": slot}}
        for slot, known in SLOTS.items()
        if known.is_picture
    },
}
