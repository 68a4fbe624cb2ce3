from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PdpAiConfig(AppConfig):
    name = "pdp_ai"
    verbose_name = _("Product media")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pdp_ai import checks, signal_handlers  # noqa: PLC0415  # models are ready only now

        checks.register_all()
        signal_handlers.connect()
