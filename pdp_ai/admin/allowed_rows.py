"""Lists in Django's admin hold what the shop's own say lets a person see, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest

from pdp_ai.actions.permissions import REVIEW, Actor, among, keep

if TYPE_CHECKING:
    _Base = admin.ModelAdmin[Any]
else:
    _Base = object


class AllowedChangeList(ChangeList):
    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        permission = cast("AllowedRowsMixin", self.model_admin).permission_for(request.user)
        self.result_list = keep(request.user, permission, self.result_list)


class AllowedRowsMixin(_Base):
    """For models whose rows are about products."""

    def permission_for(self, _user: Actor) -> str:
        return REVIEW

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return among(request.user, self.permission_for(request.user), super().get_queryset(request))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return AllowedChangeList
