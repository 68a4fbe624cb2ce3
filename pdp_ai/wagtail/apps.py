from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PdpAiWagtailConfig(AppConfig):
    name = "pdp_ai.wagtail"
    label = "pdp_ai_wagtail"
    verbose_name = _("Product media in Wagtail")
