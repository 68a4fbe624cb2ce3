"""Filters of the review room that people keep under a name, and what each person wants of the room."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def for_user(self, user: AbstractBaseUser | AnonymousUser) -> SavedFilterQuerySet:
        """Their own, and what others share."""
        return self.filter(Q(owner=user.pk) | Q(is_shared=True)).order_by("name", "pk")


class SavedFilter(models.Model):
    name = models.CharField(_("name"), max_length=60)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("kept by"), on_delete=models.CASCADE, related_name="+"
    )
    is_shared = models.BooleanField(_("shared with all reviewers"), default=False)
    #: The parameters of the room's address. ``assignee=me`` means whoever opens it.
    query = models.JSONField(_("filter"), default=dict)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="pdp_ai_filter_name")]

    def __str__(self) -> str:
        return self.name


class PreferencesQuerySet(models.QuerySet["ReviewPreferences"]):
    def change(self, user: AbstractBaseUser, **changes: Any) -> ReviewPreferences:
        return self.update_or_create(user_id=user.pk, defaults=changes)[0]


class ReviewPreferences(models.Model):
    """A person without a row wants what the defaults say."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="pdp_ai_preferences"
    )
    #: What the room opens with.
    first_filter = models.ForeignKey(
        SavedFilter, verbose_name=_("first filter"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    mail_notices = models.BooleanField(_("e-mail when somebody mentions me or something of mine fails"), default=True)
    mail_digest = models.BooleanField(_("a daily e-mail with what waits for me"), default=True)
    digest_at = models.DateTimeField(null=True, editable=False)

    objects = PreferencesQuerySet.as_manager()

    class Meta:
        verbose_name = _("review preferences")
        verbose_name_plural = _("review preferences")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name}: {self.user_id}"
