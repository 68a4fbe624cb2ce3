from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PdpAiWagtailConfig(AppConfig):
    name = "pdp_ai.wagtail"
    label = "pdp_ai_wagtail"
    verbose_name = _("Product media in Wagtail")

    def ready(self) -> None:
        # Wagtail's models are ready only now.
        from pdp_ai.wagtail import signal_handlers  # noqa: PLC0415
        from pdp_ai.wagtail.renditions import keep_marks  # noqa: PLC0415

        keep_marks()
        signal_handlers.connect()
