"""What a person is told by e-mail: rows that wait until a worker has sent them; mail servers can be slow, or down."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from pdp_ai.models.draft import MediaDraft

#: Seconds that a sender may take before another takes its notices over.
LEASE_SECONDS = 120
#: Seconds before each further attempt; after the last the notice is given up.
PAUSES = (60, 600, 3_600, 14_400)


class NoticeKind(models.TextChoices):
    MENTIONED = "mentioned", _("somebody mentions me")
    ASSIGNED = "assigned", _("drafts are assigned to me")
    FAILED = "failed", _("jobs that I asked for failed")
    SET_ASIDE = "set_aside", _("jobs that I asked for brought their workers down")
    CONFLICT = "conflict", _("a draft met a product that somebody had changed")
    STOPPED = "stopped", _("a publication that I planned could not be carried out")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def note(
        self,
        person: AbstractBaseUser,
        kind: NoticeKind,
        draft: MediaDraft | None,
        *,
        by: str = "",
        text: str = "",
    ) -> None:
        """One that was not sent yet counts on instead: a thousand failed jobs are one line of one message."""
        with transaction.atomic():
            notice, made = self.untried().get_or_create(
                person_id=person.pk, kind=kind, draft=draft, defaults={"by": by, "text": text}
            )
            if not made:
                self.filter(pk=notice.pk).update(count=F("count") + 1, by=by, text=text)

    def waiting(self) -> NoticeQuerySet:
        return self.filter(sent_at=None, attempts__lte=len(PAUSES))

    def untried(self) -> NoticeQuerySet:
        """Those that can still count on: nobody has begun to send them."""
        return self.filter(sent_at=None, attempts=0)

    def due(self) -> NoticeQuerySet:
        return self.waiting().filter(run_after__lte=Now())

    def claim(self) -> list[Notice]:
        """All that one person is to be told, for a while nobody else's; the attempt is counted before it is made."""
        while first := self.due().order_by("run_after", "pk").first():
            until = Now() + timedelta(seconds=LEASE_SECONDS)
            keys = list(self.due().filter(person=first.person_id).values_list("pk", flat=True))
            mine = [
                key for key in keys if self.due().filter(pk=key).update(run_after=until, attempts=F("attempts") + 1)
            ]
            if mine:
                return list(self.filter(pk__in=mine).select_related("person", "draft").order_by("pk"))
        return []

    def put_off(self, notices: list[Notice]) -> None:
        """The server took nothing: once more, after a pause that grows."""
        for notice in notices:
            pause = PAUSES[min(notice.attempts, len(PAUSES)) - 1]
            self.filter(pk=notice.pk, sent_at=None).update(run_after=Now() + timedelta(seconds=pause))


class Notice(models.Model):
    Kind = NoticeKind

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="+"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=NoticeKind)
    draft = models.ForeignKey(
        MediaDraft, verbose_name=_("draft"), null=True, on_delete=models.CASCADE, related_name="+"
    )
    #: Who caused it, and what they said.
    by = models.CharField(_("by"), max_length=150, blank=True)
    text = models.TextField(_("text"), blank=True)
    count = models.PositiveIntegerField(_("count"), default=1)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    run_after = models.DateTimeField(_("not before"), db_default=Now())
    created_at = models.DateTimeField(_("made at"), db_default=Now())
    sent_at = models.DateTimeField(_("sent at"), null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["run_after"], condition=Q(sent_at=None), name="pdp_ai_notice_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "draft"], condition=Q(sent_at=None, attempts=0), name="pdp_ai_notice_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.person_id}"
