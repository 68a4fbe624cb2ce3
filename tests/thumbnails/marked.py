"""A picture as a worker leaves it: marked and signed."""

from __future__ import annotations

from pdp_ai.provenance.marking import mark_candidate
from pdp_ai.types import Artifact, Candidate
from tests.imaging.drawn import encoded, vase_photo


def marked_picture(size: tuple[int, int] = (1200, 1500)) -> bytes:
    artifact = Artifact("image/png", content=encoded(vase_photo(size)[0]), model="u2netp", revision="1")
    return mark_candidate(Candidate("packshot", artifact, source_type="composite"), "Vase").artifact.content or b""
