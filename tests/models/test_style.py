from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from pdp_ai.models import Style
from pdp_ai.types import ProductFacts, StyleSnapshot

pytestmark = pytest.mark.django_db

SHOES = ProductFacts("shop.product", "1", title="Trail Runner", category=("Clothing", "Shoes", "Running"))


def style(name: str, category: str = "", **fields: Any) -> Style:
    return Style.objects.create(name=name, category=category, **fields)


def test_an_empty_field_is_inherited_from_the_nearest_style_up_the_tree() -> None:
    style("Shop", voice="Plain.", tone="calm", audience="everybody", preset="precise", candidates=3)
    style("Clothing", "Clothing", tone="lively")
    style("Home", "Home", tone="cosy")
    shoes = style("Shoes", "Clothing > Shoes", audience="runners")
    resolved = shoes.resolve()
    said = resolved.snapshot
    assert (said.voice, said.tone, said.audience, said.preset) == ("Plain.", "lively", "runners", "precise")
    assert resolved.candidates == 3
    assert said.inherited == (("Clothing", 1), ("Shop", 1))


def test_a_style_that_says_all_itself_names_nobody_it_inherits_from() -> None:
    style("Shop", voice="Plain.")
    assert style("Shoes", "Shoes", voice="Quick.").resolve().snapshot.inherited == ()


def test_a_zero_is_an_answer_and_not_a_gap() -> None:
    style("Shop", published_examples=3)
    assert style("Shoes", "Shoes", published_examples=0).resolve().published_examples == 0
    assert style("Hats", "Hats").resolve().published_examples == 3


def test_forbidden_words_add_up_along_the_tree() -> None:
    style("Shop", forbidden_words="cheap, best")
    assert style("Shoes", "Shoes", forbidden_words="best\nslick").resolve().snapshot.forbidden_words == (
        "best",
        "slick",
        "cheap",
    )


def test_a_language_of_its_own_is_one_step_below_the_same_category() -> None:
    general = style("Shoes", "Clothing > Shoes", tone="lively", voice="Quick.")
    german = style("Schuhe", "Clothing > Shoes", language="de", tone="munter")
    assert (german.resolve().snapshot.tone, german.resolve().snapshot.voice) == ("munter", "Quick.")
    assert general.ancestors() == []


def test_an_inactive_style_hands_nothing_down() -> None:
    style("Shop", tone="calm", is_active=False)
    assert style("Shoes", "Shoes").resolve().snapshot.tone == ""


def test_the_style_deepest_on_the_products_path_is_chosen() -> None:
    style("Shop")
    style("Socks", "Clothing > Socks")
    shoes = style("Shoes", "Clothing > Shoes")
    assert Style.objects.best_for(SHOES) == shoes


@pytest.mark.parametrize(("category", "language"), [
    ("clothing > SHOES", ""),
    ("Clothing", "en"),
    ("Clothing", "EN-us"),
])  # fmt: skip
def test_a_style_fits_whatever_the_capitals_and_whatever_the_region(category: str, language: str) -> None:
    american = dataclasses.replace(SHOES, language="en-us")
    shoes = style("Shoes", category, language=language)
    assert Style.objects.best_for(american) == shoes


def test_a_style_for_a_region_is_not_for_all_of_the_language_and_inherits_from_it() -> None:
    english = style("English", "Clothing", language="en", tone="calm")
    british = style("British", "clothing", language="en-GB")
    assert Style.objects.best_for(dataclasses.replace(SHOES, language="en")) == english
    assert Style.objects.best_for(dataclasses.replace(SHOES, language="en-gb")) == british
    assert british.resolve().snapshot.tone == "calm"


def test_every_save_that_changes_something_keeps_what_the_style_said() -> None:
    shoes = style("Shoes", voice="Quick.")
    shoes.save()
    assert shoes.version == 1
    shoes.voice = "Slow."
    shoes.save()
    assert shoes.version == 2
    assert [(kept.version, kept.data["voice"]) for kept in shoes.versions.all()] == [(2, "Slow."), (1, "Quick.")]


def test_an_old_version_can_be_taken_up_again_as_a_new_one() -> None:
    shoes = style("Shoes", voice="Quick.", candidates=2, examples=[{"slot": "bullets", "facts": "a", "copy": "b"}])
    shoes.voice, shoes.candidates, shoes.examples = "Slow.", None, []
    shoes.save()
    shoes.take(shoes.versions.get(version=1).data)
    shoes.save()
    shoes.refresh_from_db()
    assert (shoes.version, shoes.voice, shoes.candidates) == (3, "Quick.", 2)
    assert shoes.examples[0]["slot"] == "bullets"


def test_a_snapshot_comes_back_from_its_row_as_it_was() -> None:
    examples = [{"slot": "description", "facts": "Oak Stool", "copy": "A stool."}]
    style("Shop", do_words="oak")
    snapshot = style("Shoes", "Shoes", forbidden_words="cheap", examples=examples).resolve().snapshot
    from dataclasses import asdict

    assert StyleSnapshot.from_dict(asdict(snapshot)) == snapshot


def test_a_snapshot_from_before_there_were_examples_is_still_read() -> None:
    old = {"name": "Loud", "version": 2, "voice": "Loud!", "forbidden_words": ["cheap"], "preset": "creative"}
    assert StyleSnapshot.from_dict(old).forbidden_words == ("cheap",)


def test_facts_typed_by_a_person_are_read_as_facts() -> None:
    facts = ProductFacts.from_text("Oak Stool\nMaterial: oak\nHeight: 45 cm\n\nOiled by hand.\nCare: wipe dry.")
    assert (facts.title, facts.attributes) == ("Oak Stool", (("Material", "oak"), ("Height", "45 cm")))
    assert facts.description == "Oiled by hand.\nCare: wipe dry."
    assert ProductFacts.from_text(facts.as_text()) == facts
