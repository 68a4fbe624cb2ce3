"""Products as other Wagtail shops keep them: a snippet with locks and workflows, and a page."""

from __future__ import annotations

from django.db import models
from wagtail.fields import RichTextField
from wagtail.images import get_image_model_string
from wagtail.models import DraftStateMixin, LockableMixin, Page, RevisionMixin, WorkflowMixin
from wagtail.snippets.models import register_snippet


class Lamp(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, models.Model):  # type: ignore[misc]
    title = models.CharField(max_length=255)
    notes = models.TextField(blank=True)
    story = RichTextField(blank=True)
    picture = models.ForeignKey(
        get_image_model_string(), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return self.title


register_snippet(Lamp)


class ChairPage(Page):  # type: ignore[misc]
    notes = models.TextField(blank=True)
    story = RichTextField(blank=True)
