"""An app of the worker cluster alone."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig


class WorkerConfig(AppConfig):
    """The tables are emptied after every test, and the content types come back under other keys."""

    name = "tests.browser"

    def ready(self) -> None:
        from django_q.signals import pre_execute

        pre_execute.connect(_forget_content_types)


def _forget_content_types(**_: Any) -> None:
    from django.contrib.contenttypes.models import ContentType

    ContentType.objects.clear_cache()
