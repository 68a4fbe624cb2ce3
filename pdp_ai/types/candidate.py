"""What a recipe made, and what the quality checks have to say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pdp_ai.sentences import message_as_dict
from pdp_ai.types.request import Artifact, Message

Severity = Literal["info", "warning", "error"]

#: How something came to be, in the terms of IPTC's Digital Source Type vocabulary of 2024
#: (http://cv.iptc.org/newscodes/digitalsourcetype/):
#: made by a model alone · a photo with parts made by a model · a photo among rendered parts, none of them by a model ·
#: a photo that a program altered without changing what it shows.
SourceType = Literal[
    "trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "composite", "algorithmicallyEnhanced"
]

#: Worst last, so that ``SEVERITIES.index`` orders findings.
SEVERITIES: tuple[Severity, ...] = ("info", "warning", "error")


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a model judged one sentence, ``text[start:end]`` of a candidate's visible text, against the facts.

    The three are probabilities, 0 to 1.
    """

    start: int
    end: int
    entailment: float
    neutral: float
    contradiction: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """One result of a recipe, not yet judged: an artifact for a slot, with what was measured while making it."""

    slot: str
    artifact: Artifact
    #: 0 for the first of the candidates asked for.
    index: int = 0
    #: The photo it was made from or describes, if any. Of what is said of photos, it decides where it goes.
    photo_key: str = ""
    #: Messages or prompt the model was given, for the reviewer with the permission to see it.
    prompt: tuple[Message, ...] = ()
    #: Plain numbers, e.g. ``{"untouched_max": 0}``; quality checks judge them, the draft stores them.
    measures: Mapping[str, float] = field(default_factory=dict)
    #: Of the sentences that a judging engine was asked about, if the recipe has one.
    verdicts: tuple[Verdict, ...] = ()
    #: What the picture looks like, as `imaging.likeness.look_of` writes it; empty where nobody looked.
    look: str = ""
    #: Photo, mask and difference side by side, as WebP; empty where nothing was composited.
    proof: bytes = b""
    #: What it is marked as; a recipe that says nothing gets the strongest term.
    source_type: SourceType = "trainedAlgorithmicMedia"
    #: What the mark in the file says, read back from it: ``source_type`` and, where it is signed, ``signed_by``,
    #: ``organisation`` and ``algorithm``.
    provenance: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a quality check has to say about one candidate."""

    #: Stable and machine-readable, e.g. ``"ungrounded_number"``.
    code: str
    severity: Severity
    #: One plain sentence for the reviewer, which knows how to be said in another language (`pdp_ai.sentences`).
    message: str
    #: JSON-ready details, e.g. ``{"claim": "6.9 cm", "start": 12, "end": 18}``.
    evidence: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        message = message_as_dict(self.message)
        return {"code": self.code, "severity": self.severity, **message, "evidence": dict(self.evidence)}
