"""A style tried out before it is saved: its jobs run like any others, and what they write stays here, for a day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from pdp_ai.models.job import GenerationJob
from pdp_ai.models.job_queue import JobQuerySet
from pdp_ai.models.style import Style

#: Hours after which nobody will come back to look.
KEPT_HOURS = 24


class StylePreviewQuerySet(models.QuerySet["StylePreview"]):
    def sweep(self) -> int:
        """Remove what is past its time, with its jobs; the number of previews."""
        old = self.filter(created_at__lt=Now() - timedelta(hours=KEPT_HOURS))
        keys = list(old.values_list("pk", flat=True))
        GenerationJob.objects.filter(preview_side__preview__in=keys).delete()
        return self.filter(pk__in=keys).delete()[1].get(StylePreview._meta.label, 0)


class StylePreview(models.Model):
    #: None for a style that was never saved.
    style = models.ForeignKey(
        Style, verbose_name=_("style"), null=True, on_delete=models.CASCADE, related_name="previews"
    )
    #: The style as it would be saved: the fields named in `KEPT`.
    data = models.JSONField(_("what it says"))
    slots = models.JSONField(_("slots"))
    #: ``[title, reason]`` of what could not be tried.
    skipped = models.JSONField(_("left out"), default=list)
    #: Products of the category that were tried so far, this time included.
    offset = models.PositiveIntegerField(default=0)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("asked by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(_("asked at"), db_default=Now())

    objects = StylePreviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("preview of a style")
        verbose_name_plural = _("previews of styles")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.unsaved_style} {self.pk}"

    @property
    def unsaved_style(self) -> Style:
        """The style with the changes that were tried."""
        style = Style.objects.get(pk=self.style_id) if self.style_id else Style()
        style.take(self.data)
        return style

    @property
    def jobs(self) -> JobQuerySet:
        return GenerationJob.objects.filter(preview_side__preview=self)


class PreviewSide(models.Model):
    """One job of a preview: a product with the style as it is now, or as it would be."""

    class Side(models.TextChoices):
        BEFORE = "before", _("as it is now")
        AFTER = "after", _("with your changes")

    preview = models.ForeignKey(StylePreview, on_delete=models.CASCADE, related_name="sides")
    job = models.OneToOneField(GenerationJob, on_delete=models.CASCADE, related_name="preview_side")
    side = models.CharField(max_length=6, choices=Side)
    #: ``[{"slot", "text", "findings"}]``, once the job is done.
    texts = models.JSONField(default=list)

    class Meta:
        verbose_name = _("side of a preview")
        verbose_name_plural = _("sides of previews")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.job} {self.side}"

    def texts_of(self, slot: str) -> list[dict[str, Any]]:
        return [text for text in self.texts if text["slot"] == slot]
