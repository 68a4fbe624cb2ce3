from __future__ import annotations

from tests.quality.words.things import facts, unborne, words


def test_what_is_true_of_one_piece_is_not_true_of_another() -> None:
    knives = facts("Knife A: handle of cork. Knife B: handle of horn.")
    (claim,) = unborne("Knife A has a grip of horn.", knives, "material")
    assert claim.contradicted
    assert unborne("Knife B has a grip of horn.", knives, "material") == []
    assert unborne("Handles of cork and horn.", knives, "material") == []


def test_each_bar_is_for_its_own_skin() -> None:
    soaps = facts("Bar 1: for oily skin. Bar 2: for dry and sensitive skin.")
    assert words(unborne("Bar 2 is for oily skin.", soaps, "compatibility")) == ["oily skin"]
    assert unborne("Bar 2 is for dry skin.", soaps, "compatibility") == []  # the noun stands once
