"""The rows, and the query sets that own every transition."""

from pdp_ai.models.api_call import ApiCall
from pdp_ai.models.api_token import ApiToken
from pdp_ai.models.audit import AuditEntry
from pdp_ai.models.bulk_decision import BulkDecision, BulkDecisionChunk
from pdp_ai.models.bulk_request import BulkChunk, BulkRequest
from pdp_ai.models.change import ProductChange
from pdp_ai.models.draft import MediaDraft
from pdp_ai.models.engine_pause import EnginePause
from pdp_ai.models.job import GenerationJob
from pdp_ai.models.lane import Lane
from pdp_ai.models.notice import Notice
from pdp_ai.models.picture_look import PictureLook
from pdp_ai.models.planned_publication import PlannedPublication
from pdp_ai.models.publication import Publication
from pdp_ai.models.quota import Quota
from pdp_ai.models.sameness import SamenessReport
from pdp_ai.models.saved_filter import ReviewPreferences, SavedFilter
from pdp_ai.models.style import Style, StyleVersion
from pdp_ai.models.style_preview import PreviewSide, StylePreview
from pdp_ai.models.title_word import TitleWord
from pdp_ai.models.webhook import Webhook, WebhookDelivery

__all__ = [
    "ApiCall",
    "ApiToken",
    "AuditEntry",
    "BulkChunk",
    "BulkDecision",
    "BulkDecisionChunk",
    "BulkRequest",
    "EnginePause",
    "GenerationJob",
    "Lane",
    "MediaDraft",
    "Notice",
    "PictureLook",
    "PlannedPublication",
    "PreviewSide",
    "ProductChange",
    "Publication",
    "Quota",
    "ReviewPreferences",
    "SamenessReport",
    "SavedFilter",
    "Style",
    "StylePreview",
    "StyleVersion",
    "TitleWord",
    "Webhook",
    "WebhookDelivery",
]
