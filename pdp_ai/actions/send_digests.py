"""Once a day, tell every reviewer what waits for them; whoever has nothing waiting is left in peace."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from pdp_ai import conf
from pdp_ai.actions.notify import wants
from pdp_ai.actions.permissions import REVIEW, among, people_with, says_all
from pdp_ai.actions.send_notices import FAILURES, address, language_of, send_message
from pdp_ai.models import GenerationJob, MediaDraft, PlannedPublication, ReviewPreferences
from pdp_ai.models.draft import DraftState
from pdp_ai.models.job_state import JobState

logger = logging.getLogger(__name__)

#: Counting goes no further.
COUNTED = 1_000


def send_digests(*, again: bool = False) -> int:
    """The number of messages sent. Once a day for each person, however often it is called, unless `again`."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return sum(
        _send(person)
        for person in people_with(REVIEW)
        if wants(person, "mail_digest") and _is_first(person, today, again)
    )


def send_digests_when_due() -> int:
    """For the cluster's round: from ``PDP_AI["NOTIFY"]["DIGEST_HOUR"]`` on, in the shop's time."""
    hour = conf.notify("DIGEST_HOUR")
    return send_digests() if hour is not None and timezone.localtime().hour >= hour else 0


def _is_first(person: Any, today: datetime, again: bool) -> bool:
    """Taken before it is sent: two workers send one message, and one that failed comes tomorrow."""
    ReviewPreferences.objects.get_or_create(user_id=person.pk)
    untold = ReviewPreferences.objects.filter(user=person.pk)
    if not again:
        untold = untold.filter(Q(digest_at=None) | Q(digest_at__lt=today))
    return untold.update(digest_at=timezone.now()) == 1


def _send(person: Any) -> bool:
    with override(language_of(person)):
        lines = _lines(person)
        if not lines:
            return False
        try:
            send_message(person, _("What waits for you: product media"), "digest", {"lines": lines})
        except FAILURES as failure:
            logger.warning("digest not sent: %s", failure, extra={"action": "digest", "person": person.pk})
            return False
    return True


def _lines(person: Any) -> list[tuple[str, str]]:
    """What there is to say, each with its address."""
    drafts = among(person, REVIEW, MediaDraft.objects.filter(state=DraftState.PENDING))
    mine, nobodys = (_count(drafts.filter(assigned_to=whose)) for whose in (person.pk, None))
    failed = GenerationJob.objects.filter(
        state__in=(JobState.FAILED, JobState.QUARANTINED),
        requested_by=person.pk,
        finished_at__gte=timezone.now() - timedelta(days=1),
    )
    stopped = PlannedPublication.objects.filter(planned_by=person.pk, state=PlannedPublication.State.STOPPED)
    room = address("room")
    said = [
        (
            mine,
            ngettext("%(count)s draft assigned to you", "%(count)s drafts assigned to you", mine),
            room and f"{room}?state=pending&assignee=me",
        ),
        (
            # A count of other people's products would say what is none of the reader's business.
            nobodys if says_all(person) else 0,
            ngettext("%(count)s draft that anybody may review", "%(count)s drafts that anybody may review", nobodys),
            room and f"{room}?state=pending&assignee=nobody",
        ),
        (
            count := _count(failed),
            ngettext(
                "%(count)s job of yours failed since yesterday", "%(count)s jobs of yours failed since yesterday", count
            ),
            address("queue"),
        ),
        (
            count := _count(stopped),
            ngettext(
                "%(count)s planned publication could not be carried out",
                "%(count)s planned publications could not be carried out",
                count,
            ),
            room,
        ),
    ]
    return [(text % {"count": f"{COUNTED}+" if count > COUNTED else count}, url) for count, text, url in said if count]


def _count(rows: Any) -> int:
    return int(rows.order_by("-pk")[: COUNTED + 1].count())
