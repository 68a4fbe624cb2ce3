"""What workers stand on: django-q2's clusters, the limits of the queue, and the database."""

from __future__ import annotations

import os
from types import UnionType
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error

from pdp_ai import conf


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


def check_limits(**_kwargs: Any) -> list[CheckMessage]:
    """``pdp_ai.E010`` a limit, or a number of the queue's, that is none or too small."""
    text = 'PDP_AI["LIMITS"][{!r}] must be None or a whole number from 0 up, not {!r}.'
    found: list[CheckMessage] = [
        Error(text.format(name, value), id="pdp_ai.E010")
        for name in ("USER_WAITING", "SITE_WAITING", "USER_DAILY", "SITE_DAILY")
        if (value := conf.limit(name)) is not None and not (_is_number(value, int) and value >= 0)
    ]
    for section, kinds in (("LIMITS", int), ("QUEUE", int | float)):
        own = conf.section(section)
        found += [
            Error(f'PDP_AI["{section}"][{name!r}] must be a number above 0, not {own[name]!r}.', id="pdp_ai.E010")
            for name, usual in conf.DEFAULTS[section].items()
            if _is_number(usual, kinds) and not (_is_number(own[name], kinds) and own[name] > 0)
        ]
    return found


def _is_number(value: object, kinds: type | UnionType) -> bool:
    return isinstance(value, kinds) and not isinstance(value, bool)


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
