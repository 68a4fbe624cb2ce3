from __future__ import annotations

import json

from pdp_ai.quality.label_text import words_kept


def read(*lines: tuple[str, float]) -> str:
    return json.dumps([{"text": text, "confidence": sure} for text, sure in lines])


LABEL = read(("Kestrel Lane", 0.98), ("Finest HONEY", 0.95), ("5 g", 0.99), ("smudge", 0.4))


def test_a_label_that_reads_the_same_is_kept() -> None:
    assert words_kept(LABEL, read(("KESTREL LANE finest honey", 0.9))) == {"label_text": 1}


def test_a_letter_misread_is_no_loss_and_a_missing_word_is() -> None:
    assert words_kept(LABEL, read(("Kestre1 Lane", 0.9), ("Finest", 0.9))) == {"label_text": 0.75}


def test_a_product_without_a_label_is_not_judged() -> None:
    assert words_kept("[]", LABEL) == {}
    assert words_kept(read(("smudge", 0.4), ("5 g", 0.99)), "[]") == {}
