"""From published texts to what an adapter learns from."""

from __future__ import annotations

import json
from typing import Any

from pdp_ai.quality.evaluation.labelled_claims import labelled_products
from pdp_ai.quality.grounding import check_grounding
from pdp_ai.recipes.copy import CopyRecipe
from pdp_ai.recipes.listing import ListingRecipe
from pdp_ai.recipes.listing_schema import read_listing
from pdp_ai.training.copy_adapter.examples import TrainingExample, training_examples
from pdp_ai.training.copy_adapter.starter_examples import starter_examples
from pdp_ai.types import Brief, CopyRequest, Message, Photo, ProductFacts, StyleSnapshot, WorkedExample

FACTS = ProductFacts(
    "shop.product",
    "1",
    "Oak Stool",
    "Solid oak, oiled by hand. The seat is 45 cm high. Carries 120 kg.",
    category=("Furniture",),
    attributes=(("Material", "oak"),),
    photos=(Photo("7"),),
)


def taught(slot: str, text: str, **brief: Any) -> list[TrainingExample]:
    return list(training_examples(CopyRecipe({"slot": slot}), Brief(FACTS, slot, **brief), {slot: text}))


def asked(recipe: CopyRecipe | ListingRecipe, brief: Brief) -> list[tuple[Message, ...]]:
    """What the recipe puts to its engine first."""
    requests = [ask.request for ask in next(recipe.steps(brief, lambda _photo: b""))]
    return [request.messages for request in requests if isinstance(request, CopyRequest)]


def test_the_prompt_is_the_one_that_the_engine_gets_in_that_style() -> None:
    style = StyleSnapshot(voice="Plain and exact.", forbidden_words=("cheap",))
    brief = Brief(FACTS, "description", style, hint="mention the oil")
    recipe = CopyRecipe({"slot": "description"})
    [example] = training_examples(recipe, brief, {"description": "<p>A stool of oak,</p><p>oiled by hand.</p>"})
    assert example.chat == asked(recipe, brief)[0]
    assert example.completion == "A stool of oak,\noiled by hand."
    assert example.product == "shop.product:1"


def test_a_translation_is_taught_as_one() -> None:
    brief = Brief(FACTS, "description", language="de", sources=(("description", "<p>An oak stool.</p>"),))
    recipe = CopyRecipe({"slot": "description", "languages": ("en", "de")})
    [example] = training_examples(recipe, brief, {"description": "<p>Ein Hocker aus Eiche.</p>"})
    assert example.chat == asked(recipe, brief)[0]
    assert "Translate" in example.chat[0].content


def test_each_selling_point_answers_the_fact_that_bears_it_out() -> None:
    found = {
        json.loads(example.chat[-1].content)["fact"]: example.completion
        for example in taught("bullets", "Carries 120 kg\nSolid oak, oiled by hand")
    }
    assert found == {"Carries 120 kg.": "Carries 120 kg", "Solid oak, oiled by hand.": "Solid oak, oiled by hand"}


def test_a_line_that_its_fact_does_not_bear_out_teaches_nothing() -> None:
    assert not taught("bullets", "Carries 150 kg\nA guarantee of ten years")


def test_a_question_is_taught_with_its_answer() -> None:
    [example] = taught("faq", "<h3>How high is the seat?</h3><p>The seat is 45 cm high.</p>")
    assert example.completion == "How high is the seat? The seat is 45 cm high."


def test_a_worked_example_of_the_prompt_is_not_taught_too() -> None:
    text = "A stool of solid oak."
    style = StyleSnapshot(examples=(WorkedExample("description", "Oak Stool", text),))
    assert taught("description", text)
    assert not taught("description", text, style=style)


def test_a_recipe_that_sees_teaches_nothing() -> None:
    recipe = CopyRecipe({"slot": "alt_text", "sees": True})
    assert not list(training_examples(recipe, Brief(FACTS, "alt_text"), {"alt_text": "Oak stool"}))


def test_a_listing_is_taught_as_the_object_that_would_be_read_as_its_texts() -> None:
    texts = {
        "title": "Oak Stool, 45 cm",
        "bullets": "Solid oak\nOiled by hand\nCarries 120 kg",
        "faq": "<h3>How high is it?</h3><p>45 cm.</p><h3>Of what?</h3><p>Oak.</p><h3>Is it oiled?</h3><p>Yes.</p>",
    }
    recipe = ListingRecipe({"slots": ("title", "bullets", "faq")})
    brief = Brief(FACTS, "listing")
    [example] = training_examples(recipe, brief, texts)
    assert example.chat == asked(recipe, brief)[0]
    assert read_listing(example.completion, recipe.slots) == {
        "title": "Oak Stool, 45 cm",
        "bullets": "Solid oak\nOiled by hand\nCarries 120 kg",
        "faq": "How high is it? 45 cm.\nOf what? Oak.\nIs it oiled? Yes.",
    }
    assert not list(training_examples(recipe, brief, {"title": "Oak Stool"}))


def test_the_starter_adapter_learns_from_true_copy_of_products_that_nothing_is_measured_on() -> None:
    examples = starter_examples()
    measured = {f"evaluation.product:{product.id}" for product in labelled_products("test")}
    assert len(examples) > 500
    assert not measured & {example.product for example in examples}
    assert len({example.slot for example in examples}) == 11
    facts = {f"evaluation.product:{product.id}": product.facts for product in labelled_products("tune")}
    texts = [(one.completion, facts[one.product]) for one in examples if one.product in facts and one.slot != "listing"]
    doubtful = [text for text, known in texts if check_grounding(text, known)]
    assert len(doubtful) < 0.02 * len(texts), doubtful
