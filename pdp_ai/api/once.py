"""A call repeated under the same ``Idempotency-Key`` takes effect once, and is answered as it was the first time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from ninja.errors import HttpError

from pdp_ai.models import ApiCall
from pdp_ai.types import fingerprint

#: Characters a key may have.
LONGEST_KEY = 200


def once(request: HttpRequest, act: Callable[[], Any]) -> Any:
    """`act`'s JSON-ready answer, or the one it gave before.

    The answer is written in the transaction of what `act` does, so both stand or neither. Two equal calls at the same
    time wait for each other at the unique key. Raises what `act` raises, and then the key is free again; 422 for a key
    that was another call's, or is too long.
    """
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key:
        return act()
    if len(key) > LONGEST_KEY:
        raise HttpError(422, f"An Idempotency-Key has at most {LONGEST_KEY} characters.")
    assert request.user.is_authenticated  # noqa: S101  # the API lets nobody else in
    said = fingerprint([request.method, request.path, request.body.decode("utf-8", "replace")])
    with transaction.atomic():
        call, is_new = ApiCall.objects.get_or_create(user=request.user, key=key, defaults={"fingerprint": said})
        if call.fingerprint != said:
            raise HttpError(422, "This Idempotency-Key was used for another call.")
        if is_new:
            call.answer = act()
            call.save(update_fields=["answer"])
        return call.answer
