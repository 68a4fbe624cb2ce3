"""Styles in Django's admin: the form of both admins, a preview before saving, and the versions."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from pdp_ai.actions.permissions import EDIT_STYLE
from pdp_ai.actions.style_versions import sign_version
from pdp_ai.admin.face import FACE
from pdp_ai.admin.filters import StyleLanguageFilter
from pdp_ai.models import Style
from pdp_ai.views.styles.form import SECTIONS, StyleForm, rivalry
from pdp_ai.views.styles.preview import style_preview, try_style
from pdp_ai.views.styles.versions import style_versions


@admin.register(Style)
class StyleAdmin(admin.ModelAdmin[Style]):
    form = StyleForm
    list_display = ["name", "category", "language", "preset", "candidates", "is_active", "version"]
    list_filter = ["is_active", "preset", StyleLanguageFilter]
    search_fields = ["name", "category"]
    change_form_template = add_form_template = "pdp_ai/admin/style_change_form.html"
    fieldsets = [(heading or None, {"fields": fields, "description": text}) for heading, text, fields in SECTIONS]

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("try/", wrap(partial(try_style, face=FACE)), name="pdp_ai_style_try"),
            path("<int:pk>/try/", wrap(partial(try_style, face=FACE)), name="pdp_ai_style_try"),
            path("<int:pk>/versions/", wrap(partial(style_versions, face=FACE)), name="pdp_ai_style_versions"),
            path("previews/<int:pk>/", wrap(partial(style_preview, face=FACE)), name="pdp_ai_style_preview"),
        ]
        return own + super().get_urls()

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        urls = {"try_url": FACE.url("style_try")}
        if object_id is not None and object_id.isdecimal():
            key = int(object_id)
            urls = {"try_url": FACE.url("style_try", key), "versions_url": FACE.url("style_versions", key)}
        return super().changeform_view(request, object_id, form_url, {**urls, **(extra_context or {})})

    # Permissions

    def has_view_permission(self, request: HttpRequest, obj: Style | None = None) -> bool:
        return request.user.has_perm(EDIT_STYLE) or super().has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(EDIT_STYLE)

    def has_change_permission(self, request: HttpRequest, obj: Style | None = None) -> bool:
        return request.user.has_perm(EDIT_STYLE)

    def has_delete_permission(self, request: HttpRequest, obj: Style | None = None) -> bool:
        return request.user.has_perm(EDIT_STYLE)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def save_model(self, request: HttpRequest, obj: Style, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        sign_version(obj, request.user)
        if warning := rivalry(obj):
            self.message_user(request, warning, messages.WARNING)
