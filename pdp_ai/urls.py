"""Addresses outside the admin, for machines and for previews: ``path("pdp-ai/", include("pdp_ai.urls"))``."""

from __future__ import annotations

from django.urls import path

from pdp_ai.views.draft.preview import preview, preview_picture
from pdp_ai.views.health import health, web_health

app_name = "pdp_ai"

urlpatterns = [
    path("health/", health, name="health"),
    path("health/web/", web_health, name="web_health"),
    path("preview/<str:token>/", preview, name="preview"),
    path("preview/picture/<path:token>", preview_picture, name="preview_picture"),
]
