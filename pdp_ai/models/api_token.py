"""Keys with which programs sign in to the API as a person."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

#: So that a key which ends up in a repository or a log is recognised.
PREFIX = "pdp_ai_"


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def issue(self, user_id: int, name: str, *, days: int | None = None) -> tuple[ApiToken, str]:
        """A new token and its key: the only time that the key is known."""
        key = PREFIX + secrets.token_urlsafe(32)
        expires_at = Now() + timedelta(days=days) if days else None
        return self.create(user_id=user_id, name=name, digest=_digest(key), expires_at=expires_at), key

    def find(self, key: str) -> ApiToken | None:
        """The token of this key, of a person who may still sign in; noted as used, once a minute."""
        valid = self.filter(Q(expires_at=None) | Q(expires_at__gt=Now()), digest=_digest(key), user__is_active=True)
        token = valid.select_related("user").first()
        if token:
            minute_ago = Now() - timedelta(minutes=1)
            self.filter(Q(used_at=None) | Q(used_at__lt=minute_ago), pk=token.pk).update(used_at=Now())
        return token


class ApiToken(models.Model):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("acts as"), on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField(_("name"), max_length=80, help_text=_("What uses it."))
    #: SHA-256 (hex) of the key; the key itself is nowhere.
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("made at"), db_default=Now())
    used_at = models.DateTimeField(_("last used at"), null=True, editable=False)
    expires_at = models.DateTimeField(_("valid until"), null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
