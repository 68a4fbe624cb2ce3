"""Wake the workers of a lane. The doorbell carries no work: the rows do."""

from __future__ import annotations

import logging
import threading
from functools import partial

from django.db import transaction

from pdp_ai import conf
from pdp_ai.actions.failpoint import failpoint
from pdp_ai.models import Lane

logger = logging.getLogger(__name__)


def ring_lane(lane: str) -> None:
    """Ring once the transaction is committed. Never raises: a broker that is down costs only time, until the sweep."""
    transaction.on_commit(partial(_ring, lane), robust=True)


def _ring(lane: str) -> None:
    """Ring, unless an earlier ring waits for its answer: one that failed therefore keeps later requests from trying."""
    failpoint("before ring")
    try:
        if Lane.objects.ring(lane):
            _push_within_limit(lane)
    except Exception:
        logger.exception("doorbell not rung; the sweep will ring again", extra={"action": "ring", "lane": lane})


def _push_within_limit(lane: str) -> None:
    """Ask the broker for `RING_SECONDS`, then leave it to itself: one that hangs must not hold a request up.

    The ORM broker is the database itself, where nothing may happen outside the caller's connection.
    """
    from django_q.conf import Conf  # noqa: PLC0415  # reads its settings when imported

    if Conf.ORM or Conf.SYNC:
        _push(lane)
        return
    pushing = threading.Thread(target=_push_logged, args=(lane,), name="pdp_ai ring", daemon=True)
    pushing.start()
    pushing.join(conf.queue("RING_SECONDS"))
    if pushing.is_alive():
        logger.error("the broker does not answer", extra={"action": "ring", "lane": lane})


def _push_logged(lane: str) -> None:
    try:
        _push(lane)
    except Exception:
        logger.exception("doorbell not rung; the sweep will ring again", extra={"action": "ring", "lane": lane})


def _push(lane: str) -> None:
    from django_q.tasks import async_task  # noqa: PLC0415  # reads its settings when imported

    async_task("pdp_ai.tasks.drain_lane", lane, cluster=conf.queue("CLUSTERS")[lane], task_name=f"drain {lane}")
