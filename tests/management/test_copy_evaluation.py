"""`pdp_evaluate copy` and `sameness`: figures of what engines and shops write."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from django.core.management import call_command

from pdp_ai.engines.base import Answer, EngineContext
from pdp_ai.management.commands.pdp_evaluate import SPLITS
from pdp_ai.management.copy_evaluation import labelled_facts
from pdp_ai.models import MediaDraft
from pdp_ai.quality.evaluation.labelled_claims import labelled_products
from pdp_ai.quality.sameness import groups, same_by_words, without_name
from pdp_ai.types import Artifact, CopyRequest
from tests.drafts import make_draft
from tests.stand_ins import SentenceEngine


class Chatterbox(SentenceEngine):
    """Invents a weight in every other text; of its JSON, the answers with an even seed are what was asked for."""

    def generate(self, requests: Sequence[CopyRequest], context: EngineContext) -> Iterator[Answer]:
        for index, request in enumerate(requests):
            text = ("It weighs 777 kg and pleases everyone who looks.", "Ask us for more.")[request.seed % 2]
            if request.json_schema:
                fields = json.loads(request.json_schema)["properties"]
                text = json.dumps(dict.fromkeys(fields, "Fine")) if len(requests[0].messages[-1].content) % 2 else "{}"
            model = f"chatter{request.adapter and ' + '}{request.adapter}"
            yield index, Artifact("text/plain", text=text, model=model, seed=request.seed, tokens_out=10)


def evaluate(*options: str) -> Any:
    out = io.StringIO()
    call_command("pdp_evaluate", *options, "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def chatterbox(settings: Any) -> None:
    settings.PDP_AI = {
        **settings.PDP_AI,
        "ENGINES": {"chatter": {"BACKEND": f"{__name__}.Chatterbox"}, "again": {"BACKEND": f"{__name__}.Chatterbox"}},
    }


@pytest.mark.usefixtures("chatterbox")
def test_every_engine_is_measured_on_the_same_products() -> None:
    found = evaluate("copy", "--engine", "chatter", "--engine", "again", "--products", "2", "--candidates", "2")
    assert set(found) == {"chatter", "again"}
    figures = found["chatter"]
    assert (figures["model"], figures["products"]) == ("chatter", 2)
    assert figures["drafts"] + figures["jobs_without_draft"] > 0
    assert figures["tokens_per_second"] > 0
    for share in ("schema_validity", "distinct_1", "distinct_2", "similarity"):
        assert 0 <= figures[share] <= 1
    steady = {name: figure for name, figure in figures.items() if name != "tokens_per_second"}
    assert steady == {name: found["again"][name] for name in steady}


@pytest.mark.usefixtures("chatterbox")
def test_an_adapter_that_the_engine_has_at_hand_is_measured() -> None:
    found = evaluate("copy", "--engine", "chatter", "--products", "1", "--adapter", "shoes")
    assert found["chatter"]["model"] == "chatter + shoes"


def test_products_are_of_the_split_that_is_named() -> None:
    for split in SPLITS:
        facts = labelled_facts(3, split)
        known = {product.id for product in labelled_products(split)}
        assert len(facts) == 3
        assert {one.product_id for one in facts} <= known


@pytest.mark.usefixtures("chatterbox")
def test_what_the_facts_do_not_say_is_counted() -> None:
    figures = evaluate("copy", "--engine", "chatter", "--products", "2", "--candidates", "2")["chatter"]
    texts_that_invent = figures["unsupported_claims_per_100_drafts"]
    assert texts_that_invent > 0
    assert figures["drafts_with_errors_per_100"] > 0
    assert figures["of_them_errors"] <= texts_that_invent


@pytest.mark.usefixtures("chatterbox")
def test_figures_are_shown_to_people() -> None:
    out = io.StringIO()
    call_command("pdp_evaluate", "copy", "--engine", "chatter", "--products", "1", stdout=out)
    assert "unsupported_claims_per_100_drafts" in out.getvalue()


def test_a_products_own_name_does_not_make_its_text_another() -> None:
    texts = {
        1: without_name("The Oak Stool is a must-have for every home, made with care.", "Oak Stool"),
        2: without_name("The Brass Lamp is a must-have for every home, made with care.", "Brass Lamp"),
        3: without_name("The Wool Throw is woven in one piece and washed by hand.", "Wool Throw"),
    }
    [same] = same_by_words(texts)
    assert same.keys == (1, 2)
    assert same.likeness > 0.7


def test_texts_are_grouped_through_others() -> None:
    def likeness(one: int, others: Sequence[int]) -> list[float]:
        return [1 / abs(one - other) for other in others]

    found = groups([1, 2, 3, 10, 11, 20], likeness, least=1)
    assert [same.keys for same in found] == [(1, 2, 3), (10, 11)]
    assert [same.likeness for same in found] == [0.75, 1]


@pytest.mark.django_db
@pytest.mark.usefixtures("stand_ins")
def test_products_whose_copy_says_the_same_are_listed_together(make_product: Callable[..., Any]) -> None:
    said = "<p>The {} is a must-have for every home, made with care for those who love fine things.</p>"
    for title in ("Oak Stool", "Brass Lamp"):
        make_draft(make_product(title), text=said.format(title))
    make_draft(make_product("Wool Throw"), text="<p>Woven in one piece, with a fringe at either end.</p>")
    report = evaluate("sameness")
    assert report["drafts"] == 3
    assert [[draft["title"] for draft in group] for group in report["groups"]] == [["Brass Lamp", "Oak Stool"]]
    MediaDraft.objects.filter(product_title="Oak Stool").update(state="rejected")
    assert evaluate("sameness")["groups"] == []
