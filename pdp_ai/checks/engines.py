"""``PDP_AI["RECIPES"]``, and the ``ENGINES`` that they ask."""

from __future__ import annotations

from typing import Any

from django.core import checks
from django.core.checks import CheckMessage, Error

from pdp_ai import conf, registry
from pdp_ai.exceptions import ConfigurationError


def check_recipes(**_kwargs: Any) -> list[CheckMessage]:
    """``pdp_ai.E004`` bad recipe · ``E005`` a recipe names an engine that is not configured."""
    messages: list[CheckMessage] = []
    for alias in conf.section("RECIPES"):
        try:
            engines = registry.recipe(alias).engines
        except (ConfigurationError, KeyError, TypeError) as error:
            messages.append(Error(f'PDP_AI["RECIPES"][{alias!r}]: {error}', id="pdp_ai.E004"))
            continue
        messages += [
            Error(f'PDP_AI["RECIPES"][{alias!r}] names no engine: {engine!r}', id="pdp_ai.E005")
            for engine in engines
            if engine not in conf.section("ENGINES")
        ]
    return messages


def check_engines(**_kwargs: Any) -> list[CheckMessage]:
    """``pdp_ai.E006`` bad engine or options · ``W005`` a model whose licence forbids commercial use."""

    messages: list[CheckMessage] = []
    for alias in conf.section("ENGINES"):
        try:
            spec = registry.engine_spec(alias)
            engine = spec.engine_class(spec.options)
        except (ConfigurationError, KeyError, TypeError) as error:
            messages.append(Error(f'PDP_AI["ENGINES"][{alias!r}]: {error}', id="pdp_ai.E006"))
            continue
        if engine.commercial_use is False:
            text = f'PDP_AI["ENGINES"][{alias!r}]: the licence of its model does not allow commercial use.'
            if not conf.licence("NON_COMMERCIAL"):
                text += " It is refused when a job needs it."
            hint = (
                "Choose another model; with a licence of your own, set the engine's option commercial_use to True; for "
                'a shop that sells nothing, set PDP_AI["LICENCES"]["NON_COMMERCIAL"] to True.'
            )
            messages.append(checks.Warning(text, hint=hint, id="pdp_ai.W005"))
    return messages
