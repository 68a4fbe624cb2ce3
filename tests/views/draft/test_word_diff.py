from __future__ import annotations

from pdp_ai.views.draft.word_diff import word_diff


def changes(before: str, after: str) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in word_diff(before, after)]


def test_only_the_words_that_differ_are_changes() -> None:
    assert changes("A plain stool.", "A fine stool.") == [
        ("same", "A "),
        ("removed", "plain"),
        ("added", "fine"),
        ("same", " stool."),
    ]


def test_neighbouring_words_are_changed_together() -> None:
    assert changes("one two three four", "one 2 3 four") == [
        ("same", "one "),
        ("removed", "two three"),
        ("added", "2 3"),
        ("same", " four"),
    ]


def test_chinese_is_compared_by_character() -> None:
    assert changes("红色运动鞋", "蓝色运动鞋") == [("removed", "红"), ("added", "蓝"), ("same", "色运动鞋")]


def test_both_texts_can_be_read_back_from_the_pieces() -> None:
    before = "Solid oak, oiled by hand.\nFor the kitchen. " * 300
    after = before.replace("oak", "ash").replace("kitchen", "bath")
    pieces = word_diff(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after
