"""What django-q2 runs. A task carries a lane's name and nothing else; the rows say what is to be done.

All of it is in this one module, which a cluster has read before it hears anything (`PdpAiConfig.ready`). A worker that
still runs the version before then knows no function by a new name, and puts the doorbell down; a module that it read
only now would meet the old ones it is made of, and end the worker.
"""

from __future__ import annotations

from pdp_ai.actions import ask_for_sameness, request_in_bulk
from pdp_ai.actions.decide_in_bulk import work_off_bulk_decisions
from pdp_ai.actions.failpoint import failpoint
from pdp_ai.actions.follow_changes import follow_changes
from pdp_ai.actions.leaving import hear_sigterm
from pdp_ai.actions.publish_planned import publish_planned
from pdp_ai.actions.run_generation import run_generation
from pdp_ai.actions.send_notices import send_notices as send_due_notices
from pdp_ai.actions.send_webhooks import send_webhooks as send_due_webhooks
from pdp_ai.models import Lane


def send_webhooks() -> int:
    """Answer the doorbell of the webhooks; the number of messages tried."""
    return send_due_webhooks()


def send_notices() -> int:
    """Answer the doorbell of the notices; the number of messages sent."""
    return send_due_notices()


def work_off_bulk_requests() -> int:
    """A slice of the waiting requests; the number of chunks done."""
    return request_in_bulk.work_off_bulk_requests()


def work_off_sameness() -> int:
    """The next slot whose texts are to be compared; the number of slots done."""
    return ask_for_sameness.work_off_sameness()


def drain_lane(lane: str) -> int:
    """Answer the doorbell and work until the lane is empty; the number of jobs taken up."""
    failpoint("doorbell heard")
    Lane.objects.answer(lane)
    Lane.objects.mark_seen(lane)
    with hear_sigterm():
        if lane == "cpu":
            follow_changes()
            publish_planned()
            work_off_bulk_decisions()
        count = run_generation(lane)
    failpoint("lane drained")
    return count
