"""``PDP_AI["PRODUCTS"]``: models, what is read of them, and where drafts go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core import checks
from django.core.checks import CheckMessage, Error
from django.utils.module_loading import import_string

from pdp_ai import conf, registry
from pdp_ai.exceptions import ConfigurationError
from pdp_ai.slots import SLOTS


def check_products(**_kwargs: Any) -> list[CheckMessage]:
    """``pdp_ai.E001`` unknown model · ``E002`` bad mapping · ``E003`` unknown slot · ``W001`` a fact is a slot.

    ``E014``: the page for previews cannot be imported. ``W008``: a fact's path leads nowhere. ``W009``: a place that no
    recipe makes anything for.
    """
    messages: list[CheckMessage] = []
    for label in conf.section("PRODUCTS"):
        try:
            apps.get_model(label)
        except (LookupError, ValueError) as error:
            messages.append(Error(f'PDP_AI["PRODUCTS"][{label!r}]: {error}', id="pdp_ai.E001"))
            continue
        try:
            adapter = registry.adapter_for(label)
            mistakes = [f"{each}." for each in adapter.mistakes()]
        except (ConfigurationError, KeyError) as error:
            mistakes = [str(error)]
        if mistakes:
            messages += [Error(f'PDP_AI["PRODUCTS"][{label!r}]: {each}', id="pdp_ai.E002") for each in mistakes]
            continue
        named = (*adapter.slots, *registry.slots_on_save(label), *registry.usual_slots(label))
        messages += _no_page(label)
        unknown = [slot for slot in dict.fromkeys(named) if slot not in SLOTS]
        if unknown:
            messages.append(Error(f'PDP_AI["PRODUCTS"][{label!r}]: no such slot {unknown}', id="pdp_ai.E003"))
        messages += _facts_that_are_slots(label, adapter.options)
        messages += [
            checks.Warning(f'PDP_AI["PRODUCTS"][{label!r}]: {each}.', hint=NOTHING_READ, id="pdp_ai.W008")
            for each in adapter.empty_facts()
        ]
        messages += _slots_nobody_makes(label, adapter.slots)
    return messages


def _no_page(label: str) -> Iterator[CheckMessage]:
    path = conf.section("PRODUCTS")[label].get("PREVIEW")
    try:
        problem = "" if not path or callable(import_string(path)) else f"{path} is neither a view class nor a function"
    except ImportError as error:
        problem = str(error)
    if problem:
        yield Error(f'PDP_AI["PRODUCTS"][{label!r}]["PREVIEW"]: {problem}', id="pdp_ai.E014")


#: Beside a fact whose path leads nowhere.
NOTHING_READ = "It would be empty for every product."


def _facts_that_are_slots(label: str, options: Any) -> Iterator[CheckMessage]:
    places = set(getattr(options, "slots", {}).values())
    for name, path in getattr(options, "facts", {}).items():
        if isinstance(path, str) and path in places:
            yield checks.Warning(
                f'PDP_AI["PRODUCTS"][{label!r}]: the fact {name!r} is read from a field that a slot is published to.',
                hint="Published copy would count as a fact from then on; keep the supplier's text in its own field.",
                id="pdp_ai.W001",
            )


def _slots_nobody_makes(label: str, slots: tuple[str, ...]) -> Iterator[CheckMessage]:
    try:
        made = {slot for recipe in registry.recipes().values() for slot in recipe.slots}
    except (ConfigurationError, KeyError, TypeError):  # `check_recipes` says which
        return
    for slot in slots:
        if slot in SLOTS and slot not in made:
            yield checks.Warning(
                f'PDP_AI["PRODUCTS"][{label!r}] has a place for {slot!r}, which no recipe makes.',
                hint='Add a recipe for it to PDP_AI["RECIPES"], or take the place out.',
                id="pdp_ai.W009",
            )
