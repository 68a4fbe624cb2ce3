"""The rows, and the query sets that own every transition."""

from pdp_ai.models.audit import AuditEntry
from pdp_ai.models.change import ProductChange
from pdp_ai.models.draft import MediaDraft
from pdp_ai.models.job import GenerationJob
from pdp_ai.models.lane import Lane
from pdp_ai.models.publication import Publication
from pdp_ai.models.style import Style

__all__ = ["AuditEntry", "GenerationJob", "Lane", "MediaDraft", "ProductChange", "Publication", "Style"]
