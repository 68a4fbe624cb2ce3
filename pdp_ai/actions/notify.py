"""Tell people by e-mail what concerns them, unless they want none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, cast

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from pdp_ai.actions.permissions import REVIEW, Actor, may_use
from pdp_ai.actions.ring_lane import Doorbell, ring
from pdp_ai.models import MediaDraft, Notice, ReviewPreferences
from pdp_ai.models.notice import NoticeKind

DOORBELL = Doorbell("notices", "cpu", "pdp_ai.tasks.send_notices")

#: ``@name`` after a space or at the beginning; a full stop after it ends the sentence, not the name.
MENTION = re.compile(r"(?<![\w@.])@(\w(?:[\w.+@-]*[\w+-])?)")


def notify(
    people: Iterable[AbstractBaseUser],
    kind: NoticeKind,
    draft: MediaDraft | None = None,
    *,
    user: Actor = None,
    text: str = "",
) -> int:
    """Note it for those who can be told and want to be, never for whoever caused it; their number."""
    told = [person for person in people if person.pk != (user.pk if user else None) and wants(person, "mail_notices")]
    for person in told:
        Notice.objects.note(person, kind, draft, by=user.get_username() if user else "", text=text)
    if told:
        ring(DOORBELL)
    return len(told)


def notify_of_conflict(draft: MediaDraft, *, user: Actor, told: Actor = None, is_one_of_many: bool = False) -> int:
    """A draft could not be published by a program, or among many, for its product was changed meanwhile.

    Who has to know: whoever it is assigned to, whoever approved it, and in whose name (`user`) it was to be published;
    not whoever the page at hand has `told`. Many are counted in one line; a single draft is named, once a day however
    often a program tries.
    """
    concerned = {person.pk: person for person in (draft.assigned_to, draft.reviewed_by, user) if person is not None}
    since = timezone.now() - timedelta(days=1)
    before = Notice.objects.filter(kind=NoticeKind.CONFLICT, draft=draft, created_at__gt=since)
    known = set() if is_one_of_many else set(before.values_list("person_id", flat=True))
    people = [person for key, person in concerned.items() if key not in known and may_use(person, REVIEW, draft)]
    about = None if is_one_of_many else draft
    return notify(cast("list[AbstractBaseUser]", people), NoticeKind.CONFLICT, about, user=told)


def notify_mentioned(draft: MediaDraft, text: str, *, user: Actor = None) -> int:
    """Those named as ``@username`` who may review the draft; a name that nobody bears is just a word."""
    names = {name.casefold() for name in MENTION.findall(text)}
    if not names:
        return 0
    model = get_user_model()
    field = model.USERNAME_FIELD
    found = [
        person
        for name in sorted(names)
        for person in model._default_manager.filter(**{f"{field}__iexact": name}, is_active=True)
        if may_use(person, REVIEW, draft)
    ]
    return notify(found, NoticeKind.MENTIONED, draft, user=user, text=text)


def wants(person: Any, preference: str) -> bool:
    """What they said here, and what they said to Wagtail of notifications in general; without an address nothing."""
    if not (person.is_active and getattr(person, person.get_email_field_name(), "")):
        return False
    profile = getattr(person, "wagtail_userprofile", None)
    if profile is not None and not getattr(profile, WAGTAIL[preference]):
        return False
    own = ReviewPreferences.objects.filter(user=person.pk).first() or ReviewPreferences()
    return bool(getattr(own, preference))


#: Wagtail's preferences that come nearest: comments, and what is submitted for somebody to decide on.
WAGTAIL = {"mail_notices": "updated_comments_notifications", "mail_digest": "submitted_notifications"}
