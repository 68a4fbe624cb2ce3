"""Settings of the example shop: SQLite, local files, and django-q2's ORM broker with a GPU lane and a CPU lane.

Everything it writes goes to `var/` beside this file, or to the folder named by `PDP_AI_DEMO_DIR`.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from django.utils.translation import gettext_lazy as _

PROJECT_DIR = Path(__file__).resolve().parent
VAR_DIR = Path(os.environ.get("PDP_AI_DEMO_DIR") or PROJECT_DIR / "var").resolve()
VAR_DIR.mkdir(parents=True, exist_ok=True)


def secret_key(file: Path) -> str:
    """The key in `file`, made on first use: a rotated key would delete every queued task unrun."""
    if not file.exists():
        # Written aside and linked into place, so that processes starting together all read the same whole key.
        draft = file.with_name(f"{file.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):
            os.link(draft, file)
        draft.unlink()
    return file.read_text()


def environment_flag(name: str, *, default: bool) -> bool:
    return os.environ.get(name, str(default)).strip().lower() in {"1", "true", "yes", "on"}


# Security ------------------------------------------------------------------------------------------------------------

DEBUG = environment_flag("DEBUG", default=True)
SECRET_KEY = os.environ.get("SECRET_KEY") or secret_key(VAR_DIR / "secret_key")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver", *os.environ.get("ALLOWED_HOSTS", "").split()]

# Wagtail previews the storefront in a frame of its own editor.
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
LOGIN_URL = "wagtailadmin_login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

# Applications --------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "example_project.shop",
    "pdp_ai",
    "pdp_ai.wagtail",
    "django_q",
    "ninja",  # its own copy of the OpenAPI page's scripts, so that nobody outside is asked for them
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.images",
    "wagtail.documents",
    "wagtail.search",
    "wagtail.sites",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "example_project.shop.content_security.ContentSecurityMiddleware",
]

ROOT_URLCONF = "example_project.urls"
WSGI_APPLICATION = "example_project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Data ----------------------------------------------------------------------------------------------------------------

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR_DIR / "db.sqlite3",
        "OPTIONS": {
            # Readers never wait, writers queue for up to 20 seconds, and no transaction fails half-way for a lock.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
        },
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "/media/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    # Drafts have no address of their own: outside MEDIA_ROOT, and served through a permission-checked view only.
    "pdp_ai_drafts": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "drafts", "base_url": None},
    },
}

# Language and time ---------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

# Queue ---------------------------------------------------------------------------------------------------------------

# pdp_ai's job table owns retries; a queued task is a doorbell. One process per lane, and `recycle` 0 keeps it for good,
# so that a loaded model stays loaded. `retry` counts from the moment a task is fetched, hence far more than `timeout`.
LANE = {
    "workers": 1,
    "queue_limit": 1,
    "bulk": 1,
    "recycle": 0,
    "timeout": 900,
    "retry": 3600,
    "max_attempts": 1,
    "ack_failures": True,
    "save_limit": -1,
    "catch_up": False,
}
# Start the second cluster with Q_CLUSTER_NAME=cpu. `name` also salts the signatures, so both lanes share it.
Q_CLUSTER = {"name": "gpu", "orm": "default", "label": "Queue", **LANE, "ALT_CLUSTERS": {"cpu": dict(LANE)}}

# Wagtail -------------------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Kestrel Lane"
WAGTAILADMIN_BASE_URL = os.environ.get("WAGTAILADMIN_BASE_URL", "http://localhost:8000")
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 25_000_000
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"webp": "webp"}
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
# A shop's admin asks nobody outside for pictures or news.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

# Product media -------------------------------------------------------------------------------------------------------

#: What is made unless somebody chooses otherwise; the other slots are a tick away.
USUAL_SLOTS = ["description", "bullets", "meta_description", "alt_text", "packshot", "scene"]

PDP_AI = {
    "PRODUCTS": {
        "shop.Product": {
            "ADAPTER": "pdp_ai.adapters.wagtail.WagtailProductAdapter",
            "OPTIONS": {
                "sku": "sku",
                "facts": {
                    "title": "title",
                    "description": "supplier_notes",
                    "price": "price",
                    "currency": "currency",
                    "category": "category.path_names",
                    "attributes": "attributes",
                    "language": "language",
                },
                "photos": {"related": "photos", "image": "image", "alt": "alt_text", "role": "role"},
                "variants": {"related": "variants", "name": "colour", "image": "image", "attributes": "attributes"},
                "slots": {
                    "title": "display_title",
                    "short_description": "short_description",
                    "description": "description",
                    "description@zh": "description_zh",
                    "bullets": "highlights",
                    "faq": "questions",
                    "seo_title": "seo_title",
                    "meta_description": "search_description",
                    "social_post": "social_post",
                    "video_script": "video_script",
                    "alt_text": "photos.alt_text",
                    "packshot": "photos:packshot",
                    "scene": "photos:scene",
                    "colour_set": "variants.scene",
                    "cutout": "photos:cutout",
                    "picture_square": "photos:picture_square",
                    "picture_portrait": "photos:picture_portrait",
                    "picture_wide": "photos:picture_wide",
                    "picture_tall": "photos:picture_tall",
                },
            },
            "GENERATE": USUAL_SLOTS,
            "GENERATE_ON_SAVE": [],
        },
        "shop.PlainProduct": {
            "ADAPTER": "pdp_ai.adapters.django_model.DjangoProductAdapter",
            "OPTIONS": {
                "sku": "sku",
                "facts": {
                    "title": "name",
                    "description": "supplier_text",
                    "price": "price",
                    "currency": "currency",
                    "attributes": "details",
                },
                "photos": {"field": "photo", "alt": "photo_alt"},
                "slots": {
                    "title": "headline",
                    "short_description": "summary",
                    "description": "text",
                    "faq": "questions",
                    "seo_title": "page_title",
                    "meta_description": "meta",
                    "alt_text": "photo_alt",
                    "packshot": "packshot",
                    "scene": "scene",
                },
            },
            "GENERATE": USUAL_SLOTS,
            "GENERATE_ON_SAVE": [],
        },
    },
    # Scenes out of doors, where a style or a wish asks for one, are painted by the small model that comes with pdp_ai.
    "RECIPES": {
        "scene": {
            "BACKEND": "pdp_ai.recipes.scene.SceneRecipe",
            "OPTIONS": {"backdrop_engine": "backdrop", "painted": "outdoors", "painted_side": 256, "lane": "cpu"},
        },
    },
    "FILES": {"COLLECTION": "Product media"},
    # A real shop names its own certificate and key here.
    "PROVENANCE": {"DEVELOPMENT_KEY": VAR_DIR / "development-key"},
}
