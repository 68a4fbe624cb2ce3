from __future__ import annotations

from pdp_ai.views.draft.measures import measure_lines


def lines(**measures: float) -> list[str]:
    return [line.text for line in measure_lines(measures)]


def test_the_proof_comes_first_and_is_good_news_only_at_zero() -> None:
    [untouched, *_rest] = measure_lines({"fill": 0.8, "untouched_max": 0.0})
    [changed] = measure_lines({"untouched_max": 2.0})
    assert untouched.tone == "clean"
    assert (changed.tone, changed.text) == (
        "error",
        "Product pixels changed: up to 2 of 255 steps (on average 2)",
    )


def test_what_a_photographer_would_ask_is_told() -> None:
    assert lines(untouched_max=0, untouched_share=0.934)[1].startswith("Compared bit by bit: 93 %")
    assert lines(scale=1.5) == ["Enlarged 1.5 × from the photo; it may look soft"]
    assert lines(scale=0.5) == []
    assert lines(pieces=3) == ["The cut-out is in 3 pieces"]
    assert lines(border_left=0.2) == ["In the photo the product touches the left border"]
    assert lines(pieces=1, border_top=0) == []


def test_numbers_without_words_of_their_own_are_still_shown() -> None:
    assert lines(new_number=0.125) == ["New number: 0.12"]
