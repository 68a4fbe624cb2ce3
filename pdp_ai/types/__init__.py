"""The frozen values that travel from a product to a draft.

Nothing here knows Django. A value is made once, on the floor that owns it, and handed upwards as a return value.
"""

from pdp_ai.types.brief import Brief, Length, Preset, StyleSnapshot, WorkedExample
from pdp_ai.types.candidate import SEVERITIES, Candidate, Finding, Severity, SourceType, Verdict
from pdp_ai.types.product import Photo, ProductFacts, Variant, fingerprint
from pdp_ai.types.request import (
    Artifact,
    CopyRequest,
    CutoutRequest,
    EmbeddingRequest,
    EngineRequest,
    EntailmentRequest,
    ImageRequest,
    LookRequest,
    Message,
)
from pdp_ai.types.slot_value import CropBox, FocalPoint, SlotContent, SlotValue

__all__ = [
    "SEVERITIES",
    "Artifact",
    "Brief",
    "Candidate",
    "CopyRequest",
    "CropBox",
    "CutoutRequest",
    "EmbeddingRequest",
    "EngineRequest",
    "EntailmentRequest",
    "Finding",
    "FocalPoint",
    "ImageRequest",
    "Length",
    "LookRequest",
    "Message",
    "Photo",
    "Preset",
    "ProductFacts",
    "Severity",
    "SlotContent",
    "SlotValue",
    "SourceType",
    "StyleSnapshot",
    "Variant",
    "Verdict",
    "WorkedExample",
    "fingerprint",
]
