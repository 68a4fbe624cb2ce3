from __future__ import annotations

import pytest

from pdp_ai.quality.copy import check_copy
from pdp_ai.quality.hints import read_hint
from pdp_ai.types import Artifact, Brief, Candidate, ProductFacts

FACTS = ProductFacts("shop.product", "1", title="Wool Coat", description="Warm wool. The lining is quilted.")


def codes(text: str, hint: str) -> set[str]:
    candidate = Candidate("meta_description", Artifact("text/plain", text=text))
    return {finding.code for finding in check_copy(candidate, Brief(FACTS, "meta_description", hint=hint))}


@pytest.mark.parametrize(("hint", "step", "mention"), [
    ("shorter", -1, ""),
    ("Please mention the lining.", 0, "lining"),
    ("Make it longer and highlight the wool", 1, "wool"),
    ("突出面料", 0, "面料"),
    ("更短一些", -1, ""),
    ("warmer words", 0, ""),
    ("Mention the lining and make it shorter", -1, "lining"),
    ("mention the longer strap", 0, "longer strap"),
])  # fmt: skip
def test_a_wish_is_read(hint: str, step: int, mention: str) -> None:
    assert (read_hint(hint).length_step, read_hint(hint).mention) == (step, mention)


def test_a_wish_that_was_not_followed_is_said() -> None:
    assert "wish_not_followed" in codes("The Wool Coat is warm.", "mention the lining")
    assert "wish_not_followed" not in codes("The Wool Coat has a quilted lining.", "mention the lining")


def test_a_wish_for_which_there_is_no_fact_is_said_to_be_so() -> None:
    assert "wish_without_fact" in codes("The Wool Coat is warm.", "mention the hood")


def test_a_fact_is_known_by_its_name_too() -> None:
    facts = ProductFacts("shop.product", "1", title="Laptop", attributes=(("Screen size", "13 inch"),))
    candidate = Candidate("meta_description", Artifact("text/plain", text="A fast laptop."))
    findings = check_copy(candidate, Brief(facts, "meta_description", hint="mention the screen size"))
    assert "wish_not_followed" in {finding.code for finding in findings}


@pytest.mark.parametrize(("hint", "avoid"), [
    ("Don't mention the lining.", "lining"),
    ("please do not highlight the wool, and make it shorter", "wool"),
    ("no longer mention the lining", "lining"),
    ("shorter, without mentioning its lining", "lining"),
    ("leave out the lining but mention the wool", "lining"),
    ("don’t use the word cosy", "cosy"),
    ("不要提到面料", "面料"),
    ("leave out the last sentence", ""),
])  # fmt: skip
def test_a_wish_to_leave_something_out_is_no_wish_to_mention_it(hint: str, avoid: str) -> None:
    read = read_hint(hint)
    assert read.avoid == avoid
    assert read.mention == ("wool" if "but mention" in hint else "")
    assert read.length_step == (-1 if "shorter" in hint else 0)


def test_what_was_to_be_left_out_and_was_not_is_said() -> None:
    assert "wish_not_followed" in codes("The Wool Coat has a quilted lining.", "don't mention the lining")
    assert codes("The Wool Coat is warm.", "don't mention the lining").isdisjoint(
        {"wish_not_followed", "wish_without_fact"}
    )


def test_no_rule_looks_for_a_wish_in_a_translation() -> None:
    candidate = Candidate("meta_description", Artifact("text/plain", text="Ein warmer Mantel."))
    brief = Brief(FACTS, "meta_description", language="de", hint="mention the lining")
    assert not {finding.code for finding in check_copy(candidate, brief)} & {"wish_not_followed", "wish_without_fact"}


def test_a_wish_is_not_fulfilled_by_the_inside_of_another_word() -> None:
    assert "wish_not_followed" not in codes("Artful and warm.", "mention the art")
    assert "wish_without_fact" in codes("A smart coat.", "mention the art")


@pytest.mark.parametrize(("wish", "text", "follows"), [
    ("brand", "A Samsung monitor.", True),
    ("brand", "A fine monitor.", False),
    ("material", "A monitor on an oak foot.", True),
    ("size", "32 inches across.", True),
    ("size", "132 inches across.", False),
])  # fmt: skip
def test_a_fact_is_spoken_of_by_its_value_as_well_as_by_its_name(wish: str, text: str, *, follows: bool) -> None:
    attributes = (("Brand", "Samsung"), ("Material", "oak"), ("Size", '32"'))
    facts = ProductFacts("shop.product", "1", title="Monitor", attributes=attributes)
    candidate = Candidate("meta_description", Artifact("text/plain", text=text))
    for hint, fulfilled in ((f"mention the {wish}", follows), (f"don't mention the {wish}", not follows)):
        found = {finding.code for finding in check_copy(candidate, Brief(facts, "meta_description", hint=hint))}
        assert ("wish_not_followed" not in found) == fulfilled
