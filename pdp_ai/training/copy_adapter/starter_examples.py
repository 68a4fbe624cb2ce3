"""What the starter adapter learnt from: plain copy, close to the facts, of products that do not exist.

Facts come from the labelled set's tune split, whose products no engine is measured on, or stand beside the copy. From
that split come short texts too, of whose claims every one is true: those of 60 to 200 characters that take most of
their words from the facts.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pdp_ai.quality.evaluation.labelled_claims import labelled_products
from pdp_ai.recipes.base import Recipe
from pdp_ai.recipes.copy import CopyRecipe
from pdp_ai.recipes.copy_tasks import TASKS
from pdp_ai.recipes.listing import ListingRecipe
from pdp_ai.training.copy_adapter.examples import TrainingExample, training_examples
from pdp_ai.types import Brief, ProductFacts

#: For the adapter's card.
DATA = "Copy that the project wrote about products that do not exist (`training/copy_adapter/starter_examples.py`)"
#: Filled together, as one JSON object.
_LISTING = ("title", "meta_description")
#: For one product in so many: its texts are learnt one by one already.
_LISTED = 3


def starter_examples() -> list[TrainingExample]:
    rows = json.loads((Path(__file__).parent / "starter_examples.json").read_text(encoding="utf-8"))
    written = [(_facts(row), row["copy"]) for row in rows]
    one_by_one = [CopyRecipe({"slot": slot}) for slot in TASKS]
    asked: list[tuple[Recipe, ProductFacts, dict[str, str]]] = [
        *((recipe, facts, copy) for facts, copy in written for recipe in one_by_one),
        *((ListingRecipe({"slots": _LISTING}), facts, copy) for facts, copy in written[::_LISTED]),
    ]
    return [
        example
        for recipe, facts, copy in asked
        for example in training_examples(recipe, Brief(facts, recipe.slots[0], slots=recipe.slots), copy)
    ]


def _facts(row: dict[str, Any]) -> ProductFacts:
    if "labelled" in row:
        return next(product.facts for product in labelled_products("tune") if product.id == row["labelled"])
    facts = row["facts"]
    return ProductFacts(
        "starter",
        facts["title"],
        facts["title"],
        facts["description"],
        category=tuple(facts["category"]),
        attributes=tuple(facts["attributes"].items()),
    )
