"""Every mistake in the `PDP_AI` setting, found by `manage.py check` before a worker meets it."""

from __future__ import annotations

from django.core import checks

from pdp_ai.checks.engines import check_engines, check_recipes
from pdp_ai.checks.files import check_provenance, check_storage
from pdp_ai.checks.names import check_names
from pdp_ai.checks.products import check_products
from pdp_ai.checks.review import check_review, check_styles
from pdp_ai.checks.workers import check_database, check_limits, check_queue


def register_all() -> None:
    for check in (
        check_names,
        check_products,
        check_recipes,
        check_engines,
        check_storage,
        check_provenance,
        check_queue,
        check_review,
        check_limits,
        check_database,
    ):
        checks.register(check, checks.Tags.compatibility)
    checks.register(check_styles, checks.Tags.database)
