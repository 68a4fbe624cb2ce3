"""The API's tokens in Django's admin: who has which, and a way to withdraw them. `pdp_token` issues them."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from pdp_ai.models import ApiToken


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin[ApiToken]):
    list_display = ["name", "user", "created_at", "used_at", "expires_at"]
    list_select_related = ["user"]
    search_fields = ["name"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        return False
