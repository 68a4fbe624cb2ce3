"""From aliases in the setting to adapters, recipes and engine classes."""

from __future__ import annotations

from functools import cache
from typing import Any, cast

from django.apps import apps
from django.conf import settings
from django.core.signals import setting_changed
from django.db.models import Model
from django.utils.module_loading import import_string

from pdp_ai import conf
from pdp_ai.adapters.base import ProductAdapter
from pdp_ai.adapters.shop_page import ShopPage, page_of
from pdp_ai.engines.base import Engine
from pdp_ai.engines.residency import EngineSpec, residency
from pdp_ai.exceptions import ConfigurationError
from pdp_ai.languages import language_name, same_language
from pdp_ai.recipes.base import Recipe
from pdp_ai.slots import SLOTS
from pdp_ai.types import fingerprint


def adapters() -> dict[str, ProductAdapter]:
    """Every configured product model's adapter by the model's label in lower case."""
    return {label.lower(): _adapter(label.lower()) for label in conf.section("PRODUCTS")}


def slots() -> list[str]:
    """Those that any of the shop's products has a place for."""
    own = {slot for adapter in adapters().values() for slot in adapter.slots}
    return [slot for slot in SLOTS if slot in own]


def adapter_for(product: Model | type[Model] | str) -> ProductAdapter:
    """The adapter of a product, a product model or a label such as ``"shop.product"``."""
    return _adapter(product.lower() if isinstance(product, str) else product._meta.label_lower)


def is_product(model: type[Model]) -> bool:
    return model._meta.label_lower in {label.lower() for label in conf.section("PRODUCTS")}


def usual_slots(label: str) -> tuple[str, ...]:
    """The slots that are made for a product of this model when none are named; by default all it has places for."""
    return tuple(_entry("PRODUCTS", label).get("GENERATE") or adapter_for(label).slots)


def shop_page(product: Model) -> ShopPage | None:
    """The shop's own page, as its entry's ``PREVIEW`` names it or else as its adapter finds it."""
    named = _entry("PRODUCTS", product._meta.label_lower).get("PREVIEW")
    return page_of(_load(named), product) if named else adapter_for(product).shop_page(product)


def slots_on_save(label: str) -> tuple[str, ...]:
    """The slots that a saved product of this model fills by itself; none by default."""
    return tuple(_entry("PRODUCTS", label).get("GENERATE_ON_SAVE", ()))


def recipes() -> dict[str, Recipe]:
    return {alias: recipe(alias) for alias in conf.section("RECIPES")}


@cache
def recipe(alias: str) -> Recipe:
    entry = _entry("RECIPES", alias)
    return cast("Recipe", _load(entry["BACKEND"])(entry.get("OPTIONS")))


def recipes_for(slots: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The recipes that together fill `slots`, in the order of the setting, and which of them each one fills.

    A slot is the last recipe's that can fill it. The project's entries come after the defaults: one of its own that
    fills several slots takes them over.
    """
    known = recipes()
    makers = {slot: alias for alias, candidate in known.items() for slot in candidate.slots}
    shares = {alias: tuple(slot for slot in slots if makers.get(slot) == alias) for alias in known}
    return {alias: share for alias, share in shares.items() if share}


def languages(slots: tuple[str, ...]) -> dict[str, str]:
    """Tag and name of what copy for these slots can be asked for in: the site's languages and those of the places."""
    names = {tag: str(name) for tag, name in settings.LANGUAGES}
    places = {tag for adapter in adapters().values() for slot in slots for tag in adapter.languages(slot)}
    names |= {tag: language_name(tag) for tag in sorted(places) if not any(same_language(tag, own) for own in names)}
    texts = tuple(slot for slot in slots if not SLOTS[slot].is_picture)
    writers = [recipe(alias) for alias in recipes_for(texts)]
    return {tag: name for tag, name in names.items() if any(writer.writes(tag) for writer in writers)}


def engine(alias: str) -> Engine[Any]:
    """The engine, loaded in this process within the shop's limits.

    Raises `LicenceRefused`, and what the engine's `load` raises.
    """
    return residency.engine(
        engine_spec(alias), memory_mb=conf.limit("ENGINE_MEMORY_MB"), non_commercial=conf.licence("NON_COMMERCIAL")
    )


def engine_spec(alias: str) -> EngineSpec:
    entry = _entry("ENGINES", alias)
    return EngineSpec(alias=alias, engine_class=engine_class(alias), options=dict(entry.get("OPTIONS", {})))


def engine_class(alias: str) -> type[Engine[Any]]:
    return cast("type[Engine[Any]]", _load(_entry("ENGINES", alias)["BACKEND"]))


def costs_money(alias: str) -> bool:
    """Whether one of the recipe's engines asks a server that is paid by the answer."""
    options = (engine_spec(asked).options for asked in recipe(alias).engines)
    return any(name.startswith("price_") and price for named in options for name, price in named.items())


def making_fingerprint(alias: str) -> str:
    """Identifies how a recipe makes its slots: its options and its engines'. Part of a job's identity."""
    engines = {asked: _entry("ENGINES", asked) for asked in recipe(alias).engines}
    return fingerprint({"recipe": _entry("RECIPES", alias), "engines": engines})


@cache
def _adapter(label: str) -> ProductAdapter:
    entry = _entry("PRODUCTS", label)
    return cast("ProductAdapter", _load(entry["ADAPTER"])(apps.get_model(label), entry.get("OPTIONS")))


def _entry(section: str, alias: str) -> dict[str, Any]:
    entries = {key.lower(): value for key, value in conf.section(section).items()}
    try:
        return cast("dict[str, Any]", entries[alias.lower()])
    except KeyError:
        raise ConfigurationError(f'PDP_AI["{section}"] has no entry {alias!r}.') from None


def _load(path: str) -> Any:
    try:
        return import_string(path)
    except ImportError as error:
        raise ConfigurationError(f"{path} cannot be imported: {error}") from error


def _forget(*, setting: str, **_kwargs: Any) -> None:
    if setting == "PDP_AI":
        _adapter.cache_clear()
        recipe.cache_clear()


setting_changed.connect(_forget, dispatch_uid="pdp_ai.registry")
