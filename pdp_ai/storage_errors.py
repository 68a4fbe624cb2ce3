"""What a storage raises when it is out of order."""

from __future__ import annotations

import sys


def storage_errors() -> tuple[type[Exception], ...]:
    """For an ``except`` clause: files' own errors, and those of S3's client, which are a family apart.

    Where that client was never imported, nobody raised its errors.
    """
    if "botocore" not in sys.modules:
        return (OSError,)
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415  # an extra

    return OSError, BotoCoreError, ClientError
