"""What a shop's models and storages may raise while a product is written, put into words for the person who asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError

from pdp_ai.exceptions import PublishRefused
from pdp_ai.storage_errors import storage_errors


@contextmanager
def refusing_politely() -> Iterator[None]:
    """Turn the errors of a product that cannot take a value into `PublishRefused`."""
    try:
        yield
    except ValidationError as error:
        raise PublishRefused(f"The product cannot be saved: {' '.join(error.messages)}") from error
    except (DataError, IntegrityError) as error:
        raise PublishRefused(f"The database refused the value: {error}") from error
    except storage_errors() as error:
        raise PublishRefused(f"A file could not be read or written: {error}") from error
    except KeyError as error:
        raise PublishRefused(f"This shop has no place for {error} any more.") from error
