"""Whether the queue is well, as an orchestrator asks: one number, and JSON that gives away nothing but that."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pdp_ai import conf
from pdp_ai.models import Lane


@require_safe
@never_cache
def health(_request: HttpRequest) -> JsonResponse:
    """200 while the database answers and every lane has a worker, else 503: ``{"healthy", "database", "lanes"}``."""
    return _answer(database_and_lanes())


@require_safe
@never_cache
def web_health(_request: HttpRequest) -> JsonResponse:
    """The same without the lanes: starting web servers again does not bring workers back."""
    return _answer({"database": database_and_lanes()["database"]})


def database_and_lanes() -> dict[str, Any]:
    names = list(conf.queue("CLUSTERS"))
    try:
        absent = set(Lane.objects.without_worker())
    except DatabaseError:
        return {"database": False, "lanes": dict.fromkeys(names, False)}
    return {"database": True, "lanes": {name: name not in absent for name in names}}


def _answer(found: dict[str, Any]) -> JsonResponse:
    healthy = found["database"] and all(found.get("lanes", {}).values())
    return JsonResponse({"healthy": healthy, **found}, status=200 if healthy else 503)
