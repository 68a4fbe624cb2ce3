import os

import django_stubs_ext
from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _

# `ModelAdmin[Style]` and `ModelForm[Style]` are known to type checkers only; Django's own classes take no brackets.
django_stubs_ext.monkeypatch()


class PdpAiConfig(AppConfig):
    name = "pdp_ai"
    verbose_name = _("Product media")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pdp_ai import checks, signal_handlers  # noqa: PLC0415  # models are ready only now

        checks.register_all()
        signal_handlers.connect()
        if "Q_CLUSTER_NAME" in os.environ:
            from pdp_ai import tasks  # noqa: F401, PLC0415  # see there: workers are forked with all of it
        if apps.is_installed("easy_thumbnails"):
            from pdp_ai.thumbnails import easy  # noqa: PLC0415  # an app that few shops have

            easy.keep_marks()
