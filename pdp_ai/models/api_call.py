"""Answers to calls that named a key, so that a call which is repeated takes effect once."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class ApiCall(models.Model):
    """Written in the transaction of the change itself: a call that failed has left nothing and may be repeated."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    #: The caller's ``Idempotency-Key``.
    key = models.CharField(_("key"), max_length=200)
    #: Of the address and the body: another call under the same key is a mistake.
    fingerprint = models.CharField(max_length=64)
    answer = models.JSONField(_("answer"), null=True)
    made_at = models.DateTimeField(_("made at"), db_default=Now())

    class Meta:
        verbose_name = _("API call")
        verbose_name_plural = _("API calls")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="pdp_ai_one_call_per_key")]
        indexes = [models.Index(fields=["made_at"], name="pdp_ai_api_call_made")]

    def __str__(self) -> str:
        return self.key
