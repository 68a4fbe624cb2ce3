"""What is wrong with an answer that was to be a JSON object of a certain shape."""

from __future__ import annotations

from pydantic import ValidationError


def first_fault(error: ValidationError) -> dict[str, str]:
    """``where`` the answer first departs from its model and what is wrong there (``msg``), for a refusal's sentence."""
    first = error.errors(include_url=False)[0]
    return {"where": ".".join(map(str, first["loc"])) or "all of it", "msg": first["msg"]}
