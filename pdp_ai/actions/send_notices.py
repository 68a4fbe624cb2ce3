"""Send what people are to be told: one message for all that has gathered for a person."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from email.errors import MessageError
from smtplib import SMTPException
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from pdp_ai import conf
from pdp_ai.actions.leaving import may_claim
from pdp_ai.actions.notify import DOORBELL
from pdp_ai.actions.ring_lane import ring
from pdp_ai.models import Lane, Notice
from pdp_ai.models.notice import NoticeKind

logger = logging.getLogger(__name__)

SLICE_SECONDS = 20
#: What a server, or the way to it, may raise.
FAILURES = (OSError, SMTPException, MessageError)

#: From a page to its name in Wagtail's admin and in Django's.
PAGES = {
    "draft": ("pdp_ai_drafts:draft", "admin:pdp_ai_mediadraft_change"),
    "room": ("pdp_ai_room:index", "admin:pdp_ai_mediadraft_room"),
    "queue": ("pdp_ai_queue:index", "admin:pdp_ai_generationjob_queue"),
    "preferences": ("pdp_ai_room:preferences", "admin:pdp_ai_mediadraft_preferences"),
}


def send_notices() -> int:
    """Send what is due; the number of messages sent. Safe to run twice at once."""
    Lane.objects.answer(DOORBELL.name)
    count, started = 0, time.monotonic()
    while may_claim() and (notices := Notice.objects.claim()):
        count += _send(notices)
        if time.monotonic() - started > SLICE_SECONDS:
            ring(DOORBELL)
            break
    return count


def ring_for_due_notices() -> None:
    """For the sweep: notices whose pause is over, or whose doorbell or sender was lost."""
    if Notice.objects.due().exists():
        ring(DOORBELL)


def _send(notices: list[Notice]) -> bool:
    person = notices[0].person
    with override(language_of(person)):
        lines = [(_line(notice), notice.text, _address(notice)) for notice in notices]
        title = lines[0][0] if len(lines) == 1 else _("%(count)s notices about product media") % {"count": len(lines)}
        try:
            send_message(person, title, "notices", {"lines": lines})
        except FAILURES as failure:
            Notice.objects.put_off(notices)
            logger.warning("notices not sent: %s", failure, extra={"action": "notices", "person": person.pk})
            return False
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(sent_at=Now())
    return True


def _line(notice: Notice) -> str:
    names = {"who": notice.by or _("Somebody"), "product": notice.draft.product_name if notice.draft else ""}
    match NoticeKind(notice.kind):
        case NoticeKind.MENTIONED:
            return _("%(who)s mentions you: %(product)s") % names
        case NoticeKind.ASSIGNED:
            return _("%(who)s assigned drafts to you: %(product)s") % names
        case NoticeKind.STOPPED:
            return _("A publication you planned could not be carried out: %(product)s") % names
        case NoticeKind.CONFLICT if notice.draft:
            return _("Not published, for the product was changed meanwhile: %(product)s") % names
        case kind:
            return _counted(kind, notice.count) % {"count": notice.count}


def _counted(kind: NoticeKind, count: int) -> str:
    if kind == NoticeKind.FAILED:
        return ngettext("%(count)s job that you asked for failed.", "%(count)s jobs that you asked for failed.", count)
    if kind == NoticeKind.SET_ASIDE:
        return ngettext(
            "%(count)s job that you asked for was set aside: its worker died of it several times.",
            "%(count)s jobs that you asked for were set aside: their workers died of them several times.",
            count,
        )
    return ngettext(
        "%(count)s draft was not published, for its product was changed meanwhile.",
        "%(count)s drafts were not published, for their products were changed meanwhile.",
        count,
    )


def _address(notice: Notice) -> str:
    """Where it can be settled."""
    if notice.draft_id:
        return address("draft", notice.draft_id)
    return address("room" if notice.kind == NoticeKind.CONFLICT else "queue")


def send_message(person: Any, title: str, template: str, context: Mapping[str, Any]) -> None:
    """As plain text and as HTML. Raises one of `FAILURES`."""
    values = {
        **context,
        "title": title,
        "site": getattr(settings, "WAGTAIL_SITE_NAME", ""),
        "preferences_url": address("preferences"),
    }
    message = EmailMultiAlternatives(
        subject=" ".join(title.split())[:200],
        body=render_to_string(f"pdp_ai/mail/{template}.txt", values),
        from_email=conf.notify("FROM") or None,
        to=[getattr(person, person.get_email_field_name())],
        headers={"Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(render_to_string(f"pdp_ai/mail/{template}.html", values), "text/html")
    message.send()


def address(page: str, *args: object) -> str:
    """A whole address in the admin that the shop uses; empty where nobody said what it begins with."""
    base = conf.notify("BASE_URL") or getattr(settings, "WAGTAILADMIN_BASE_URL", "")
    if not base or None in args:
        return ""
    path = reverse(PAGES[page][0 if apps.is_installed("pdp_ai.wagtail") else 1], args=args)
    return f"{base.rstrip('/')}{path}"


def language_of(person: Any) -> str:
    profile = getattr(person, "wagtail_userprofile", None)
    return str(profile.get_preferred_language() if profile is not None else settings.LANGUAGE_CODE)
