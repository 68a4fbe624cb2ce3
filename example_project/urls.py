"""The storefront at the root, Wagtail's admin and Django's beside it."""

from __future__ import annotations

from django.conf import settings
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

import pdp_ai.api.v1

urlpatterns = [
    path("django-admin/", admin.site.urls),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("pdp-ai/api/v1/", pdp_ai.api.v1.urls),
    path("pdp-ai/", include("pdp_ai.urls")),
    path("", include("example_project.shop.urls")),
    # Empty unless DEBUG is on; a real shop's web server does this.
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
]
