"""Wake the workers of a lane. The doorbell carries no work: the rows do."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from functools import partial

from django.db import transaction

from pdp_ai import conf
from pdp_ai.actions.failpoint import failpoint
from pdp_ai.models import Lane

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Doorbell:
    """What django-q2 is to run, and in whose lane. One that hangs ringing is not rung again (`LaneQuerySet.ring`)."""

    #: Of the row of `Lane` that remembers whether it rings.
    name: str
    lane: str
    #: Dotted path, and its arguments: names and numbers, nothing else.
    task: str
    arguments: tuple[str, ...] = ()


def ring_lane(lane: str) -> None:
    ring(Doorbell(lane, lane, "pdp_ai.tasks.drain_lane", (lane,)))


def ring(doorbell: Doorbell) -> None:
    """Ring once the transaction is committed. Never raises: a broker that is down costs only time, until the sweep."""
    transaction.on_commit(partial(_ring, doorbell), robust=True)


def _ring(doorbell: Doorbell) -> None:
    """Ring, unless an earlier ring waits for its answer: one that failed therefore keeps later requests from trying."""
    failpoint("before ring")
    try:
        if Lane.objects.ring(doorbell.name):
            _push_within_limit(doorbell)
    except Exception:
        logger.exception("doorbell not rung; the sweep will ring again", extra=_log(doorbell))


def _push_within_limit(doorbell: Doorbell) -> None:
    """Ask the broker for `RING_SECONDS`, then leave it to itself: one that hangs must not hold a request up.

    The ORM broker is the database itself, where nothing may happen outside the caller's connection.
    """
    from django_q.conf import Conf  # noqa: PLC0415  # reads its settings when imported

    if Conf.ORM or Conf.SYNC:
        push(doorbell)
        return
    pushing = threading.Thread(target=_push_logged, args=(doorbell,), name="pdp_ai ring", daemon=True)
    pushing.start()
    pushing.join(conf.queue("RING_SECONDS"))
    if pushing.is_alive():
        logger.error("the broker does not answer", extra=_log(doorbell))


def _push_logged(doorbell: Doorbell) -> None:
    try:
        push(doorbell)
    except Exception:
        logger.exception("doorbell not rung; the sweep will ring again", extra=_log(doorbell))


def push(doorbell: Doorbell) -> None:
    """Hand the doorbell to the broker, whether it rings already or not. Raises what the broker raises."""
    from django_q.tasks import async_task  # noqa: PLC0415  # reads its settings when imported

    cluster = conf.queue("CLUSTERS")[doorbell.lane]
    async_task(doorbell.task, *doorbell.arguments, cluster=cluster, task_name=f"drain {doorbell.name}")


def _log(doorbell: Doorbell) -> dict[str, str]:
    return {"action": "ring", "lane": doorbell.lane, "doorbell": doorbell.name}
