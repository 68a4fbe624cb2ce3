"""Keeps requests within ``PDP_AI["LIMITS"]``: counted in database rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pdp_ai import conf
from pdp_ai.exceptions import LimitReached
from pdp_ai.models import GenerationJob, Quota


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit as it binds one person, or everybody, today."""

    #: Key in ``PDP_AI["LIMITS"]``.
    name: str
    allowed: int
    #: None: the whole site.
    user_id: int | None

    @property
    def key(self) -> str:
        """Of its counter. What waits is counted over all days."""
        parts = [self.name, str(self.user_id or ""), "" if self.is_waiting else timezone.localdate().isoformat()]
        return ":".join(parts)

    @property
    def is_waiting(self) -> bool:
        return self.name.endswith("_WAITING")

    @property
    def room(self) -> int:
        """Jobs that still fit, as far as one can tell without a lock."""
        used = self.waiting_now() if self.is_waiting else Quota.objects.used(self.key)
        return max(0, self.allowed - used)

    def waiting_now(self) -> int:
        jobs = GenerationJob.objects.unfinished().order_by()
        # By lane, since that is what the queue's index begins with.
        lanes = list(conf.queue("CLUSTERS"))
        return (jobs.filter(requested_by=self.user_id) if self.user_id else jobs.filter(lane__in=lanes)).count()


def limits_for(user_id: int | None) -> Iterator[Limit]:
    """Those that are set. The site's come first, always in the same order: two requests cannot wait for each other."""
    for name in ("SITE_WAITING", "SITE_DAILY"):
        if (allowed := conf.limit(name)) is not None:
            yield Limit(name, int(allowed), None)
    for name in ("USER_WAITING", "USER_DAILY"):
        if user_id is not None and (allowed := conf.limit(name)) is not None:
            yield Limit(name, int(allowed), user_id)


def hold_limits(user_id: int | None) -> list[Limit]:
    """Lock the counters that bind the user until the transaction ends."""
    limits = list(limits_for(user_id))
    for limit in limits:
        Quota.objects.hold(limit.key)
    return limits


def take_places(limits: list[Limit], count: int, *, limited: bool = True) -> None:
    """Count `count` new jobs on every held limit. Raises `LimitReached`, upon which the transaction must be undone.

    With ``limited=False`` they are counted and never refused.
    """
    for limit in limits:
        allowed = limit.allowed if limited else None
        if Quota.objects.take(limit.key, count, allowed):
            continue
        if limit.is_waiting:
            Quota.objects.set_used(limit.key, limit.waiting_now())
            if Quota.objects.take(limit.key, count, allowed):
                continue
        room = max(0, limit.allowed - Quota.objects.used(limit.key))
        raise LimitReached(refusal(limit, room, count), name=limit.name, allowed=limit.allowed, room=room, wanted=count)


def tightest(user_id: int | None) -> tuple[Limit, int] | None:
    """The limit that leaves the least room for another request, and the room; None where nothing is limited."""
    return min(((limit, limit.room) for limit in limits_for(user_id)), key=lambda pair: pair[1], default=None)


def refusal(limit: Limit, room: int, wanted: int) -> str:
    """The sentence that whoever asked reads."""
    allowed, count = {"count": limit.allowed}, limit.allowed
    match limit.name:
        case "USER_WAITING":
            rule = ngettext("You may have %(count)s job waiting.", "You may have %(count)s jobs waiting.", count)
        case "USER_DAILY":
            rule = ngettext("You may ask for %(count)s job a day.", "You may ask for %(count)s jobs a day.", count)
        case "SITE_WAITING":
            rule = ngettext(
                "The site may have %(count)s job waiting.", "The site may have %(count)s jobs waiting.", count
            )
        case _:
            rule = ngettext(
                "The site may ask for %(count)s job a day.", "The site may ask for %(count)s jobs a day.", count
            )
    need = ngettext("This needs %(count)s.", "This needs %(count)s.", wanted) % {"count": wanted}
    left = _("There is room for %(room)s more.") % {"room": room} if room else _("There is no room left.")
    return " ".join([rule % allowed, left, need])
