"""What a server's model sees in a photo: a draft with findings, and a fact once a person publishes it."""

from __future__ import annotations

import copy
import json
from typing import Any

import jsonschema
import pytest
from django.test import Client
from django.urls import reverse

from pdp_ai import registry
from pdp_ai.actions.approve_draft import approve_draft
from pdp_ai.actions.publish_draft import publish_draft
from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.actions.revert_publication import revert_publication
from pdp_ai.actions.run_generation import run_generation
from pdp_ai.models import GenerationJob, MediaDraft
from pdp_ai.models.job_state import JobState
from pdp_ai.quality.grounding import check_grounding
from pdp_ai.recipes.copy_prompts import product_data
from tests.engines.scripted_server import Received, Said, ScriptedServer, completion
from tests.recipes.test_photo_facts import SEEN

pytest.importorskip("openai")
pytestmark = pytest.mark.django_db

WISH = Wish(slots=("photo_facts",))
GREEN = {**SEEN, "materials": ["oak"], "printed": []}


@pytest.fixture(autouse=True)
def _place_for_what_is_seen(settings: Any) -> None:
    """The shop keeps what was seen in a field, and counts that field among its facts."""
    own = copy.deepcopy(settings.PDP_AI)
    options = own["PRODUCTS"]["shop.Product"]["OPTIONS"]
    options["slots"] |= {"photo_facts": "highlights"}
    del options["slots"]["bullets"]
    own["PRODUCTS"]["shop.Product"]["GENERATE"] = ["photo_facts"]
    options["facts"] |= {"attributes": ["highlights"]}
    settings.PDP_AI = own


def look(settings: Any, product: Any, answer: str) -> ScriptedServer:
    def script(_received: Received, _number: int) -> Said:
        return completion(answer)

    with ScriptedServer(script) as server:
        options = {"model": "eye", "base_url": server.url, "retries": 0, "timeout": 10}
        vision = {"BACKEND": "pdp_ai.engines.openai_copy.OpenAICopyEngine", "OPTIONS": options}
        recipe = {"BACKEND": "pdp_ai.recipes.photo_facts.PhotoFactsRecipe", "OPTIONS": {"engine": "vision"}}
        settings.PDP_AI = {**settings.PDP_AI, "ENGINES": {"vision": vision}, "RECIPES": {"photo_facts": recipe}}
        request_generation([product], WISH)
        run_generation("gpu")
    return server


def facts_of(product: Any) -> Any:
    return registry.adapter_for(product).facts(type(product).objects.get(pk=product.pk))


def test_what_is_seen_is_a_draft_with_its_findings(settings: Any, product: Any) -> None:
    server = look(settings, product, json.dumps({**SEEN, "materials": ["steel"]}))
    [received] = server.received
    asked = received.json["response_format"]["json_schema"]
    assert asked["strict"] is True
    jsonschema.validate(SEEN, asked["schema"])
    picture, words = received.json["messages"][-1]["content"]
    assert picture["image_url"]["url"].startswith("data:image/")
    assert "Oak" not in json.dumps([words, received.json["messages"][0]])
    draft = MediaDraft.objects.get()
    assert draft.text.splitlines()[:3] == ["Colour: dark green", "Colour: cream", "Material by look: steel"]
    found = {finding["code"]: finding["severity"] for finding in draft.findings}
    assert found["told_from_photo"] == "info"
    assert found["ungrounded_material"] == "error"
    assert "seen_in_photo_only" in found


def test_the_drafts_page_shows_the_photo_and_does_not_name_the_data_as_the_source(
    settings: Any, product: Any, admin_client: Client
) -> None:
    look(settings, product, json.dumps(SEEN))
    text = admin_client.get(reverse("admin:pdp_ai_mediadraft_change", args=[MediaDraft.objects.get().pk])).text
    assert "Original photo" in text
    assert "The model was told none of it" in text
    assert "The facts the draft was made from." not in text


def test_nothing_seen_is_evidence_for_copy_until_a_person_publishes_it_as_a_fact(settings: Any, product: Any) -> None:
    claim = "A dark green stool."
    look(settings, product, json.dumps(GREEN))
    draft = MediaDraft.objects.get()
    approve_draft(draft)
    assert [finding.code for finding in check_grounding(claim, facts_of(product))] == ["ungrounded_colour"]
    assert "green" not in product_data(facts_of(product))
    publication = publish_draft(draft)
    assert check_grounding(claim, facts_of(product)) == []
    assert "dark green" in product_data(facts_of(product))
    revert_publication(publication)
    assert [finding.code for finding in check_grounding(claim, facts_of(product))] == ["ungrounded_colour"]


@pytest.mark.parametrize("answer", ["It is a lovely tin!", '{"colours": "green"}', '{"colours": ["gre'])
def test_an_answer_that_is_no_list_of_what_is_seen_ends_its_job_in_words(
    settings: Any, product: Any, answer: str
) -> None:
    look(settings, product, answer)
    job = GenerationJob.objects.get()
    assert job.state == JobState.FAILED
    assert "JSON" in str(job.last_error)
    assert not MediaDraft.objects.exists()


def test_a_shop_without_an_engine_that_sees_is_told_so(product: Any) -> None:
    [skipped] = request_generation([product], WISH).skipped
    assert "No engine that sees" in skipped.reason
    assert not GenerationJob.objects.exists()
