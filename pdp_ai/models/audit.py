"""Who did what, when and why. Rows are only ever added."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from pdp_ai.models.product_reference import ProductReference

#: Entries that decide nothing.
REMARKS = ("commented", "assigned", "focal_point")


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    def record(
        self,
        action: str,
        subject: ProductReference,
        user: AbstractBaseUser | AnonymousUser | None,
        **detail: Any,
    ) -> AuditEntry:
        """Add an entry about a job, a draft or a publication; `detail` must be JSON-ready."""
        return self.create(
            action=action,
            subject=f"{subject._meta.model_name}:{subject.pk}",
            product_model=subject.product_model,
            product_id=subject.product_id,
            product_title=subject.product_title,
            user_id=user.pk if user else None,
            detail=detail,
        )

    def update(self, **_changes: Any) -> int:
        raise AppendOnly

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnly

    def about(self, subject: ProductReference) -> AuditQuerySet:
        return self.filter(subject=f"{subject._meta.model_name}:{subject.pk}").order_by("pk")


class AppendOnly(TypeError):
    """Audit entries are neither changed nor deleted."""


class AuditEntry(ProductReference):
    #: ``requested``, ``approved``, ``edited``, ``rejected``, ``published``, ``reverted``, ``taken_back``,
    #: ``cancelled``, ``retried`` …
    action = models.CharField(_("action"), max_length=20)
    #: Model name and key, e.g. ``mediadraft:12``.
    subject = models.CharField(_("about"), max_length=60, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("when"), db_default=Now())
    detail = models.JSONField(_("detail"), default=dict)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.action}: {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnly
