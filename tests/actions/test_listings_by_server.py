"""Several slots from one answer of a real HTTP server: from the request to what shoppers see, and back."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest

from pdp_ai import registry
from pdp_ai.actions.approve_draft import approve_draft
from pdp_ai.actions.publish_draft import publish_draft
from pdp_ai.actions.reject_draft import reject_draft
from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.actions.revert_publication import revert_publication
from pdp_ai.actions.run_generation import run_generation
from pdp_ai.models import GenerationJob, MediaDraft
from pdp_ai.models.job_state import JobState
from tests.engines.scripted_server import Received, Said, ScriptedServer, completion
from tests.recipes.test_listing import FIELDS, GOOD

pytest.importorskip("openai")
pytestmark = pytest.mark.django_db

WISH = Wish(slots=FIELDS)


def use(settings: Any, server: ScriptedServer, **options: Any) -> None:
    """The shop has its listings written by `server`, all in one call."""
    copy = {"BACKEND": "pdp_ai.engines.openai_copy.OpenAICopyEngine"}
    copy["OPTIONS"] = {"model": "house-model", "base_url": server.url, "retries": 0, "timeout": 10}  # type: ignore[assignment]
    listing = {"BACKEND": "pdp_ai.recipes.listing.ListingRecipe", "OPTIONS": {"slots": FIELDS, **options}}
    settings.PDP_AI = {**settings.PDP_AI, "ENGINES": {"copy": copy}, "RECIPES": {"listing": listing}}


def answering(fields: dict[str, Any]) -> Callable[[Received, int], Said]:
    """A server that gives what the schema asks for, and holds its own answer against it."""

    def script(received: Received, _number: int) -> Said:
        schema = received.json["response_format"]["json_schema"]["schema"]
        answer = {slot: fields[slot] for slot in schema["properties"]}
        jsonschema.validate(answer, schema)
        return completion(json.dumps(answer, ensure_ascii=False))

    return script


def run(settings: Any, product: Any, script: Callable[[Received, int], Said], wish: Wish = WISH) -> ScriptedServer:
    with ScriptedServer(script) as server:
        use(settings, server)
        request_generation([product], wish)
        run_generation("gpu")
    return server


def test_one_call_becomes_drafts_that_are_decided_published_and_undone_each_on_its_own(
    settings: Any, product: Any
) -> None:
    server = run(settings, product, answering(GOOD))
    assert len(server.received) == 1
    assert server.received[0].json["response_format"]["json_schema"]["strict"] is True
    assert GenerationJob.objects.get().state == JobState.SUCCESSFUL
    drafts = {draft.slot: draft for draft in MediaDraft.objects.all()}
    assert set(drafts) == set(FIELDS)
    assert {code for draft in drafts.values() for code in draft.findings} == set()
    reject_draft(drafts["social_post"], "Not our voice.")
    publications = {}
    for slot in ("title", "faq", "video_script"):
        approve_draft(drafts[slot])
        publications[slot] = publish_draft(drafts[slot])
    live = type(product).objects.get()
    assert str(live) == GOOD["title"]
    assert live.title == "Oak Stool"
    assert live.questions.startswith("<h3>How high is the stool?</h3><p>It is 45 cm high.</p>")
    assert live.video_script.splitlines() == GOOD["video_script"]
    assert live.social_post == live.description == ""
    revert_publication(publications["faq"])
    live = type(product).objects.get()
    assert (live.questions, str(live)) == ("", GOOD["title"])


def test_only_what_is_missing_is_asked_for(settings: Any, product: Any) -> None:
    type(product).objects.update(seo_title="By hand", description="<p>By hand.</p>")
    server = run(settings, type(product).objects.get(), answering(GOOD))
    asked = server.received[0].json["response_format"]["json_schema"]["schema"]["properties"]
    assert set(asked) == set(FIELDS) - {"seo_title", "description"}
    [skipped] = request_generation([type(product).objects.get()], WISH).skipped
    assert "waiting for review" in skipped.reason


def test_asking_again_for_one_slot_leaves_the_others_alone(settings: Any, product: Any) -> None:
    run(settings, product, answering(GOOD))
    run(settings, product, answering({**GOOD, "title": "Stool of Oak"}), Wish(slots=("title",), fill="all"))
    states = dict(MediaDraft.objects.values_list("slot", "state").exclude(text="Stool of Oak"))
    assert states.pop("title") == "superseded"
    assert set(states.values()) == {"pending"}


def test_a_saved_product_is_given_the_slots_it_is_set_to_and_no_more(settings: Any, product: Any) -> None:
    with ScriptedServer(answering(GOOD)) as server:
        use(settings, server)
        assert registry.recipes_for(("title", "alt_text", "faq")) == {
            "alt_text": ("alt_text",),
            "listing": ("title", "faq"),
        }


def test_a_shop_without_places_for_all_the_slots_gets_those_it_has(settings: Any, plain_product: Any) -> None:
    run(settings, plain_product, answering(GOOD), Wish(slots=("title", "faq", "bullets", "social_post")))
    assert set(MediaDraft.objects.values_list("slot", flat=True)) == {"title", "faq"}


def test_an_answer_outside_its_schema_ends_its_own_job_in_words(
    settings: Any, make_product: Callable[..., Any]
) -> None:
    def script(received: Received, number: int) -> Said:
        if "Bad" in received.last_words:
            return completion('{"title": 7}')
        return answering(GOOD)(received, number)

    with ScriptedServer(script) as server:
        use(settings, server)
        request_generation([make_product("Bad"), make_product("Good")], WISH)
        run_generation("gpu")
    jobs = {job.product_title: job for job in GenerationJob.objects.all()}
    assert (jobs["Bad"].state, jobs["Good"].state) == (JobState.FAILED, JobState.SUCCESSFUL)
    assert "does not fit its JSON schema" in str(jobs["Bad"].last_error)
    # All of it at first, then field by field.
    assert len([one for one in server.received if "Bad" in one.last_words]) == 1 + len(FIELDS)


def test_red_sneakers_in_chinese_get_chinese_copy(settings: Any, make_product: Callable[..., Any]) -> None:
    chinese = {"title": "红色网面运动鞋", "meta_description": "红色运动鞋，网面鞋面，轻便透气，橡胶鞋底。"}
    shoes = make_product(
        "红色运动鞋", supplier_notes="网面鞋面，轻便透气，橡胶鞋底。", attributes={"颜色": "红色"}, photo=None
    )
    with ScriptedServer(answering(chinese)) as server:
        use(settings, server, languages=("en", "zh"), slots=("title", "meta_description"))
        request_generation([shoes], Wish(slots=("title", "meta_description")))
        run_generation("gpu")
    asked = server.received[0].json["messages"]
    assert "Write in Chinese (zh)" in asked[0]["content"]
    assert json.loads(asked[-1]["content"])["title"] == "红色运动鞋"
    drafts = {draft.slot: draft for draft in MediaDraft.objects.all()}
    assert {slot: draft.text for slot, draft in drafts.items()} == chinese
    assert {draft.language for draft in drafts.values()} == {"zh"}
    codes = {finding["code"] for draft in drafts.values() for finding in draft.findings}
    assert "wrong_language" not in codes


def test_english_for_red_sneakers_is_caught(settings: Any, make_product: Callable[..., Any]) -> None:
    with ScriptedServer(answering({"title": "Red running shoes"})) as server:
        use(settings, server, languages=("en", "zh"), slots=("title",))
        request_generation([make_product("红色运动鞋", supplier_notes="")], Wish(slots=("title",)))
        run_generation("gpu")
    assert "wrong_language" in {finding["code"] for finding in MediaDraft.objects.get().findings}


def test_a_slot_that_is_filled_is_translated_into_the_place_of_the_other_language(settings: Any, product: Any) -> None:
    type(product).objects.update(description="<p>A stool of solid oak.</p>")
    with ScriptedServer(answering({"description": "一张实木橡木凳。"})) as server:
        use(settings, server, languages=("en", "zh"), slots=("description",))
        request_generation([type(product).objects.get()], Wish(slots=("description",), language="zh-Hans"))
        run_generation("gpu")
    asked = server.received[0].json["messages"]
    assert json.loads(asked[-1]["content"])["texts"] == {"description": "A stool of solid oak."}
    draft = MediaDraft.objects.get()
    approve_draft(draft)
    publish_draft(draft)
    live = type(product).objects.get()
    assert (live.description, live.description_zh) == ("<p>A stool of solid oak.</p>", "<p>一张实木橡木凳。</p>")
