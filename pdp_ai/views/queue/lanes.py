"""Warnings that spare staff a wait for workers that are not there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from pdp_ai import registry
from pdp_ai.engines.starter_models import WEIGHTS
from pdp_ai.engines.weights import locate
from pdp_ai.exceptions import ConfigurationError, ModelNotFetched, ModelRefused
from pdp_ai.models import Lane


def lane_warning() -> str:
    """What to do when no worker has shown itself lately; empty when all is well."""
    lanes = Lane.objects.without_worker()
    if not lanes:
        return ""
    return _(
        "No worker has been seen lately for: %(lanes)s. Jobs wait until one runs: start “manage.py pdp_cluster”."
    ) % {"lanes": ", ".join(lanes)}


def model_warning(slots: Iterable[str]) -> str:
    """Which models the recipes for `slots` lack on this machine; empty when none, or when it would be slow to tell."""
    missing = sorted(set(_missing_models(tuple(slots))))
    if not missing:
        return ""
    return _(
        "Not in this machine's model cache: %(models)s. Where the workers run, fetch with “manage.py pdp_models fetch”."
    ) % {"models": ", ".join(missing)}


def _missing_models(slots: tuple[str, ...]) -> Iterator[str]:
    try:
        aliases = registry.recipes_for(slots)
        options = [registry.engine_spec(registry.recipe(alias).options.engine).options for alias in aliases]
    except ConfigurationError:
        return
    for option, name in ((option, str(option.get(key, ""))) for option in options for key in ("model", "second")):
        try:
            if name in WEIGHTS:
                locate(name, str(option.get("cache", "")))
        except (ModelNotFetched, ModelRefused):
            yield name
