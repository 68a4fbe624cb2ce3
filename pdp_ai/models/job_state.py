"""Where a job stands, and how urgent it is."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    READY = "ready", _("waiting")
    RUNNING = "running", _("running")
    SUCCESSFUL = "successful", _("successful")
    FAILED = "failed", _("failed")
    QUARANTINED = "quarantined", _("quarantined")
    CANCELLED = "cancelled", _("cancelled")
    STALE = "stale", _("out of date")


#: States that a worker may still change.
UNFINISHED = (JobState.READY, JobState.RUNNING)


class Priority(models.IntegerChoices):
    """Who waits for the job; the higher runs first."""

    BULK = 10, _("backfill")
    SAVE = 50, _("saved product")
    PERSON = 100, _("person")
