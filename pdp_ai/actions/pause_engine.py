"""Stop an engine from being given work, and let it go on: a server is in repair, a bill runs too high, a model errs."""

from __future__ import annotations

import logging

from django.db import transaction

from pdp_ai import conf, registry
from pdp_ai.actions.permissions import CANCEL, Actor, require
from pdp_ai.actions.ring_lane import ring_lane
from pdp_ai.models import AuditEntry, EnginePause

logger = logging.getLogger(__name__)


def pause_engine(engine: str, *, user: Actor = None) -> bool:
    """Let the engine's jobs wait; what runs already is finished. False when it was paused before.

    Raises `PermissionDenied`, and `ConfigurationError` for an engine that is not configured.
    """
    require(user, CANCEL)
    registry.engine_class(engine)
    with transaction.atomic():
        _pause, paused = EnginePause.objects.get_or_create(
            engine=engine, defaults={"paused_by_id": user.pk if user else None}
        )
        if paused:
            _record("paused", engine, user)
    return paused


def resume_engine(engine: str, *, user: Actor = None) -> bool:
    """Let workers take up the engine's jobs again; False when it was not paused. Raises `PermissionDenied`."""
    require(user, CANCEL)
    with transaction.atomic():
        resumed = EnginePause.objects.filter(pk=engine).delete()[0] == 1
        if resumed:
            _record("resumed", engine, user)
            for lane in conf.queue("CLUSTERS"):
                ring_lane(lane)
    return resumed


def _record(action: str, engine: str, user: Actor) -> None:
    AuditEntry.objects.create(action=action, subject=f"engine:{engine}", user_id=user.pk if user else None)
    logger.info("engine %s", action, extra={"action": f"engine_{action}", "engine": engine})
