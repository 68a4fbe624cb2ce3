"""Wake the workers of a lane. The doorbell carries no work: the rows do."""

from __future__ import annotations

import logging
from functools import partial

from django.db import transaction

from pdp_ai import conf
from pdp_ai.models import Lane

logger = logging.getLogger(__name__)


def ring_lane(lane: str) -> None:
    """Ring once the transaction is committed. Never raises: a broker that is down costs only time, until the sweep."""
    transaction.on_commit(partial(_ring, lane), robust=True)


def _ring(lane: str) -> None:
    from django_q.tasks import async_task  # noqa: PLC0415  # reads its settings when imported

    try:
        if Lane.objects.ring(lane):
            cluster = conf.queue("CLUSTERS")[lane]
            async_task("pdp_ai.tasks.drain_lane", lane, cluster=cluster, task_name=f"drain {lane}")
    except Exception:
        logger.exception("doorbell not rung; the sweep will ring again", extra={"action": "ring", "lane": lane})
