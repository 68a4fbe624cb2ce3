from __future__ import annotations

from pdp_ai.quality.copy import check_copy
from pdp_ai.quality.entailment import premise, untraced_sentences
from pdp_ai.types import Artifact, Brief, Candidate, ProductFacts, Verdict

LAMP = ProductFacts(
    "shop.product",
    "1",
    "Orrin Lamp",
    "A lamp with an oak foot. Its head does not tilt.",
    attributes=(("Cable", "1.5 m"),),
)
TEXT = "A lamp with a foot of oak. The head tilts as you wish. Nice!"


def test_only_sentences_without_a_traced_claim_are_left_to_the_model() -> None:
    assert [TEXT[start:end] for start, end in untraced_sentences(TEXT, LAMP)] == ["The head tilts as you wish."]
    assert untraced_sentences("它很好看，放在哪里都合适。", LAMP) == [(0, 13)]


def test_the_premise_holds_all_that_is_known() -> None:
    assert premise(LAMP) == "Orrin Lamp. Cable: 1.5 m. A lamp with an oak foot. Its head does not tilt."


def findings(contradiction: float) -> list[str]:
    start = TEXT.index("The head")
    verdict = Verdict(start, start + 27, 0.0, 1 - contradiction, contradiction)
    candidate = Candidate("meta_description", Artifact("text/plain", text=TEXT), verdicts=(verdict,))
    return [f"{finding.code}: {finding.message}" for finding in check_copy(candidate, Brief(LAMP, "meta_description"))]


def test_a_likely_contradiction_is_a_warning_that_quotes_sentence_and_fact() -> None:
    [finding] = findings(0.91)
    assert finding.startswith("contradicted_sentence: “The head tilts as you wish.” seems to contradict")
    assert finding.endswith("The closest is that the description says “Its head does not tilt.”.")


def test_a_doubtful_one_is_none() -> None:
    assert findings(0.6) == []
