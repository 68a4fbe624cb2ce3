"""Django's own admin: drafts, jobs, publications and styles, and `GenerateMediaMixin` for the shop's product admins."""

from pdp_ai.admin.drafts import DraftAdmin
from pdp_ai.admin.jobs import JobAdmin
from pdp_ai.admin.products import GenerateMediaMixin
from pdp_ai.admin.publications import PublicationAdmin
from pdp_ai.admin.styles import StyleAdmin

__all__ = ["DraftAdmin", "GenerateMediaMixin", "JobAdmin", "PublicationAdmin", "StyleAdmin"]
