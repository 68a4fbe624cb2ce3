"""What a shop's models and storages may raise while a product is written, put into words for the person who asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError

from pdp_ai.exceptions import PlaceGone, PublishRefused
from pdp_ai.sentences import sentence as _
from pdp_ai.storage_errors import storage_errors


@contextmanager
def refusing_politely() -> Iterator[None]:
    """Turn the errors of a product that cannot take a value into `PublishRefused`."""
    try:
        yield
    except ValidationError as error:
        raise PublishRefused(
            _("The product cannot be saved: %(messages)s", messages=" ".join(error.messages))
        ) from error
    except (DataError, IntegrityError) as error:
        raise PublishRefused(_("The database refused the value: %(error)s", error=error)) from error
    except storage_errors() as error:
        raise PublishRefused(_("A file could not be read or written: %(error)s", error=error)) from error
    except KeyError as error:
        raise PlaceGone(_("This shop has no place for %(slot)s any more.", slot=error)) from error
