"""The one place that says which quality checks a candidate passes through."""

from __future__ import annotations

from pdp_ai.quality.copy import check_copy
from pdp_ai.quality.pictures import check_picture
from pdp_ai.slots import SLOTS
from pdp_ai.types import Brief, Candidate, Finding


def judge(candidate: Candidate, brief: Brief) -> list[Finding]:
    """Every finding on the candidate, in no particular order."""
    return check_picture(candidate, brief) if SLOTS[candidate.slot].is_picture else check_copy(candidate, brief)
