"""Django's own admin: drafts, jobs, publications, styles, webhooks and API tokens, and `GenerateMediaMixin`."""

from pdp_ai.admin.api_tokens import ApiTokenAdmin
from pdp_ai.admin.drafts import DraftAdmin
from pdp_ai.admin.jobs import JobAdmin
from pdp_ai.admin.products import GenerateMediaMixin
from pdp_ai.admin.publications import PublicationAdmin
from pdp_ai.admin.styles import StyleAdmin
from pdp_ai.admin.webhooks import WebhookAdmin, WebhookDeliveryAdmin

__all__ = [
    "ApiTokenAdmin",
    "DraftAdmin",
    "GenerateMediaMixin",
    "JobAdmin",
    "PublicationAdmin",
    "StyleAdmin",
    "WebhookAdmin",
    "WebhookDeliveryAdmin",
]
