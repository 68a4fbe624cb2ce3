"""Addresses for machines: ``path("pdp-ai/", include("pdp_ai.urls"))``. People's pages are in the admin."""

from __future__ import annotations

from django.urls import path

from pdp_ai.views.health import health, web_health

app_name = "pdp_ai"

urlpatterns = [
    path("health/", health, name="health"),
    path("health/web/", web_health, name="web_health"),
]
