"""What django-q2 runs for work too large for the web server; the rows say what is to be done."""

from __future__ import annotations

from pdp_ai.actions import ask_for_sameness, request_in_bulk


def work_off_bulk_requests() -> int:
    """A slice of the waiting requests; the number of chunks done."""
    return request_in_bulk.work_off_bulk_requests()


def work_off_sameness() -> int:
    """The next slot whose texts are to be compared; the number of slots done."""
    return ask_for_sameness.work_off_sameness()
