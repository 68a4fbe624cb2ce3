"""What django-q2 runs for requests too large for the web server; the rows say what is to be done."""

from __future__ import annotations

from pdp_ai.actions import request_in_bulk


def work_off_bulk_requests() -> int:
    """A slice of the waiting requests; the number of chunks done."""
    return request_in_bulk.work_off_bulk_requests()
