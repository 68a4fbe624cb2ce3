"""Have the shop's texts compared with each other: rows that a worker works off, for it takes longer than a page may."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.db import transaction
from django.db.models.functions import Now

from pdp_ai import conf
from pdp_ai.actions.measure_sameness import measure_sameness
from pdp_ai.actions.permissions import REVIEW, Actor, require
from pdp_ai.actions.ring_lane import Doorbell, ring
from pdp_ai.exceptions import PdpAiError
from pdp_ai.models import Lane, SamenessReport
from pdp_ai.sentences import message_as_dict, sentence

logger = logging.getLogger(__name__)

#: In the lane that holds models: texts may be compared by one.
DOORBELL = Doorbell("sameness", "gpu", "pdp_ai.tasks.work_off_sameness")


def ask_for_sameness(slots: Sequence[str], embedding_engine: str = "", *, user: Actor = None) -> None:
    """Raises `PermissionDenied`."""
    require(user, REVIEW)
    with transaction.atomic():
        SamenessReport.objects.ask(slots, embedding_engine, user.pk if user else None)
        ring(DOORBELL)


def work_off_sameness() -> int:
    """Compare the texts of one slot that waits; the doorbell is rung for the next, so that jobs come in between.

    Safe to run twice at once: both find the same.
    """
    Lane.objects.answer(DOORBELL.name)
    report = SamenessReport.objects.waiting().first()
    if report is None:
        return 0
    _compare(report)
    if SamenessReport.objects.waiting().exists():
        ring(DOORBELL)
    return 1


def ring_for_waiting_sameness() -> bool:
    """For the sweep: whether a comparison waits, its doorbell lost or its worker dead."""
    waits = SamenessReport.objects.waiting().exists()
    if waits:
        ring(DOORBELL)
    return waits


def _compare(report: SamenessReport) -> None:
    reports = SamenessReport.objects
    if report.starts >= conf.queue("MAX_CRASHES"):
        gone = sentence("Comparing these texts failed several times; the worker's log says why.")
        reports.finish(report, problem=message_as_dict(gone))
        return
    reports.start(report.pk)
    try:
        found = measure_sameness(report.slot, report.engine)
    except PdpAiError as error:
        logger.warning("texts not compared: %s", error, extra={"action": "sameness", "slot": report.slot})
        reports.finish(report, problem=message_as_dict(error.message))
        return
    reports.finish(
        report,
        computed_at=Now(),
        computed_by=report.engine,
        drafts=len(found.drafts),
        groups=[{"likeness": same.likeness, "drafts": list(same.keys)} for same in found.groups],
    )
