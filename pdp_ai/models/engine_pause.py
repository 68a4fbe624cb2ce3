"""Engines that staff have paused: their jobs wait, and no worker takes one up."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class EnginePause(models.Model):
    """A row is a pause; resuming deletes it."""

    #: Alias in ``PDP_AI["ENGINES"]``.
    engine = models.CharField(_("engine"), max_length=80, primary_key=True)
    paused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("paused by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    paused_at = models.DateTimeField(_("paused at"), db_default=Now())

    class Meta:
        verbose_name = _("paused engine")
        verbose_name_plural = _("paused engines")

    def __str__(self) -> str:
        return self.engine
