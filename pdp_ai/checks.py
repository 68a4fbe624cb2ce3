"""Every mistake in the `PDP_AI` setting, found by `manage.py check` before a worker meets it."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, get_args

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error
from django.core.files.storage import InvalidStorageError, Storage, storages
from django.db import DatabaseError, router
from django.utils.module_loading import import_string

from pdp_ai import conf, registry
from pdp_ai.exceptions import ConfigurationError, SigningFailed
from pdp_ai.imaging.compress import Form
from pdp_ai.models import Style
from pdp_ai.provenance.credentials import is_configured, try_credentials
from pdp_ai.slots import SLOTS


def register_all() -> None:
    for check in (
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


def check_storage(**_kwargs: Any) -> list[CheckMessage]:
    """``pdp_ai.E007`` no drafts storage · ``E008`` drafts lie where the public can fetch them · ``E012`` a bad choice.

    ``E012``: a storage without signed addresses to send reviewers to, or a format pictures cannot be published in.
    """
    try:
        storage = storages["pdp_ai_drafts"]
    except InvalidStorageError:
        hint = 'Add STORAGES["pdp_ai_drafts"]: a FileSystemStorage outside MEDIA_ROOT, or a private bucket.'
        return [Error("Drafts need a private storage of their own.", hint=hint, id="pdp_ai.E007")]
    location = str(getattr(storage, "location", ""))
    public = str(getattr(settings, "MEDIA_ROOT", ""))
    if location and public and (location + "/").startswith(public.rstrip("/") + "/"):
        return [Error("The drafts' storage lies inside MEDIA_ROOT, where anybody can read.", id="pdp_ai.E008")]
    if str(getattr(storage, "default_acl", "")).startswith("public"):
        return [Error("The drafts' storage makes every file public; set its default_acl to None.", id="pdp_ai.E008")]
    return [*_unsigned(storage), *_unknown_format()]


def _unsigned(storage: Storage) -> Iterator[CheckMessage]:
    if conf.files("REDIRECT_TO_DRAFTS"):
        try:
            is_signed = "?" in storage.url("draft.png")
        except (NotImplementedError, ValueError):
            is_signed = False
        if not is_signed:
            text = 'PDP_AI["FILES"]["REDIRECT_TO_DRAFTS"]: the drafts\' storage does not sign its addresses.'
            yield Error(text, hint="For S3, set its option querystring_auth to True.", id="pdp_ai.E012")


def _unknown_format() -> Iterator[CheckMessage]:
    by_slot = conf.files("BY_SLOT")
    places = {'["PUBLISH_AS"]': "", **{f'["BY_SLOT"][{slot!r}]["PUBLISH_AS"]': slot for slot in by_slot}}
    for place, slot in places.items():
        if (form := conf.files("PUBLISH_AS", slot)) not in {"", *get_args(Form)}:
            yield Error(f'PDP_AI["FILES"]{place} is jpeg, webp, avif or empty, not {form!r}.', id="pdp_ai.E012")
    known = {"PUBLISH_AS", "PUBLISH_QUALITY", "PUBLISH_MAX_BYTES"}
    for slot, own in by_slot.items():
        if slot not in SLOTS or (set(own) - known):
            text = f'PDP_AI["FILES"]["BY_SLOT"][{slot!r}] takes the name of a slot, and {", ".join(sorted(known))}.'
            yield Error(text, id="pdp_ai.E012")


def check_provenance(**_kwargs: Any) -> list[CheckMessage]:
    """``pdp_ai.E011`` a key that cannot sign · ``W006`` a shop in public signs with the key for development."""
    if not is_configured():
        text = "Generated pictures are signed with a key for development, which nobody trusts."
        hint = 'Set PDP_AI["PROVENANCE"]["CERTIFICATES"] and ["PRIVATE_KEY"]; docs/how-to/sign-pictures.md says how.'
        return [] if settings.DEBUG else [checks.Warning(text, hint=hint, id="pdp_ai.W006")]
    try:
        try_credentials()
    except SigningFailed as error:
        return [Error(str(error), id="pdp_ai.E011")]
    return []


def check_queue(**_kwargs: Any) -> list[CheckMessage]:
    """``pdp_ai.E009`` a lane's cluster is not configured · ``W002`` a django-q2 option that loses or doubles work."""
    if "Q_CLUSTER_NAME" in os.environ:  # django-q2 has folded that cluster's options into the setting already
        return []
    base = {key: value for key, value in getattr(settings, "Q_CLUSTER", {}).items() if key != "ALT_CLUSTERS"}
    others = getattr(settings, "Q_CLUSTER", {}).get("ALT_CLUSTERS", {})
    known = {str(base.get("name", "default")): base} | {name: {**base, **own} for name, own in others.items()}
    messages: list[CheckMessage] = []
    for lane, cluster in conf.queue("CLUSTERS").items():
        if cluster not in known:
            messages.append(Error(f"Q_CLUSTER has no cluster {cluster!r} for the lane {lane!r}.", id="pdp_ai.E009"))
            continue
        for option, wanted in QUEUE_OPTIONS.items():
            if known[cluster].get(option) != wanted:
                text = f"Q_CLUSTER for {cluster!r}: {option!r} should be {wanted!r}; the job table owns retries."
                messages.append(checks.Warning(text, id="pdp_ai.W002"))
        if known[cluster].get("retry", 60) <= 3 * known[cluster].get("timeout", 0):
            text = f"Q_CLUSTER for {cluster!r}: 'retry' must be more than three times 'timeout', or work runs twice."
            messages.append(checks.Warning(text, id="pdp_ai.W002"))
        longest = conf.queue("DRAIN_SECONDS") + conf.queue("STALL_SECONDS")
        if (known[cluster].get("timeout") or 0) <= longest:
            text = f"Q_CLUSTER for {cluster!r}: 'timeout' must be more than {longest:g} s, or two workers hold a model."
            messages.append(checks.Warning(text, id="pdp_ai.W002"))
    return messages


#: Settings of django-q2 under which a doorbell is neither kept for ever nor repeated needlessly.
QUEUE_OPTIONS = {"workers": 1, "queue_limit": 1, "bulk": 1, "max_attempts": 1, "ack_failures": True, "save_limit": -1}


def check_review(**_kwargs: Any) -> list[CheckMessage]:
    """``pdp_ai.E013`` the shop's say on products cannot be imported, or is said for many and not for one."""
    found: list[CheckMessage] = []
    for name in ("MAY", "MAY_ROWS"):
        try:
            if path := conf.review(name):
                import_string(path)
        except ImportError as error:
            found.append(Error(f'PDP_AI["REVIEW"]["{name}"]: {error}', id="pdp_ai.E013"))
    if conf.review("MAY_ROWS") and not conf.review("MAY"):
        found.append(Error('PDP_AI["REVIEW"]["MAY_ROWS"] needs "MAY" beside it.', id="pdp_ai.E013"))
    return found


def check_limits(**_kwargs: Any) -> list[CheckMessage]:
    """``pdp_ai.E010`` a limit that is neither None nor a number."""
    text = 'PDP_AI["LIMITS"][{!r}] must be None or a whole number from 0 up, not {!r}.'
    limits = {name: conf.limit(name) for name in ("USER_WAITING", "SITE_WAITING", "USER_DAILY", "SITE_DAILY")}
    return [
        Error(text.format(name, value), id="pdp_ai.E010")
        for name, value in limits.items()
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0)
    ]


def check_database(**_kwargs: Any) -> list[CheckMessage]:
    """``pdp_ai.W003`` SQLite that fails under two writers · ``W004`` PostgreSQL that reconnects for every task.

    ``E015``: times without a zone. Leases and waits are counted by the database's clock, which would be another one.
    """
    if not settings.USE_TZ:
        return [Error("USE_TZ is False; jobs would wait for hours or be taken twice.", hint=ZONES, id="pdp_ai.E015")]
    database: dict[str, Any] = settings.DATABASES.get("default", {})
    options = database.get("OPTIONS", {})
    engine = database.get("ENGINE", "")
    if engine.endswith("sqlite3"):
        wal = "journal_mode=wal" in options.get("init_command", "").lower().replace(" ", "")
        if not wal or options.get("transaction_mode") != "IMMEDIATE" or options.get("timeout", 5) < 20:
            hint = (
                'OPTIONS = {"init_command": "PRAGMA journal_mode=WAL;", "transaction_mode": "IMMEDIATE", "timeout": 20}'
            )
            return [checks.Warning("SQLite will lock under a worker and a web server.", hint=hint, id="pdp_ai.W003")]
    if engine.endswith("postgresql") and database.get("CONN_MAX_AGE") == 0:
        return [checks.Warning("CONN_MAX_AGE should be 60 or more for the workers.", id="pdp_ai.W004")]
    return []


#: Beside a shop that keeps times without a zone.
ZONES = "Set USE_TZ = True; Django's documentation says how a database with times of the old kind is moved."


def check_styles(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """``pdp_ai.W007`` active styles share a category and language. Asks the database, so only with ``--database``."""
    if router.db_for_read(Style) not in (databases or ()):
        return []
    places: dict[object, list[str]] = defaultdict(list)
    try:
        for style in Style.objects.filter(is_active=True).order_by("pk"):
            places[style.place].append(style.name)
    except DatabaseError:  # before the first migration
        return []
    hint = "Give each a category or language of its own, or make those inactive that nobody chooses by hand."
    return [
        checks.Warning(
            f"For the same category and language, products take the style {first!r}, and never {others}.",
            hint=hint,
            id="pdp_ai.W007",
        )
        for first, *others in places.values()
        if others
    ]
