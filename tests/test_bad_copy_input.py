"""Copy from facts that are missing, enormous or odd, and from models that misbehave: in words, the rest unharmed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.actions.run_generation import run_generation
from pdp_ai.cleaning import html_to_text
from pdp_ai.models import GenerationJob, MediaDraft
from pdp_ai.models.job_state import JobState
from tests.engines.scripted_server import Received, Said, ScriptedServer, completion
from tests.engines.tiny_language_model import make_tiny_language_model
from tests.test_bad_input import assert_shown, staff

__all__ = ["staff"]

pytestmark = pytest.mark.django_db

SLOTS = ("description", "seo_title")
WISH = Wish(slots=SLOTS)
GOOD = "This product is made of solid oak and oiled by hand."


def use_server(settings: Any, server: ScriptedServer, **options: Any) -> None:
    options = {"model": "house-model", "base_url": server.url, "retries": 0, "timeout": 8, **options}
    engine = {"BACKEND": "pdp_ai.engines.openai_copy.OpenAICopyEngine", "OPTIONS": options}
    settings.PDP_AI = {**settings.PDP_AI, "ENGINES": {**settings.PDP_AI.get("ENGINES", {}), "copy": engine}}


def use_model(settings: Any, folder: Path) -> None:
    engine = {"BACKEND": "pdp_ai.engines.transformers_copy.TransformersCopyEngine", "OPTIONS": {"model": str(folder)}}
    settings.PDP_AI = {**settings.PDP_AI, "ENGINES": {"copy": engine}}


def states() -> set[tuple[str, str]]:
    return set(GenerationJob.objects.values_list("product_title", "state"))


def misbehaving(about: str, said: Said) -> Callable[[Received, int], Said]:
    """A server that goes wrong for one product only."""
    return lambda received, _number: said if about in received.last_words else completion(GOOD)


def test_a_product_without_facts_is_left_out_with_its_reason(make_product: Callable[..., Any]) -> None:
    bare = make_product(title="", supplier_notes="", attributes={}, category=None, price=None, photo=None)
    result = request_generation([bare], WISH)
    assert result.jobs == []
    assert {item.reason for item in result.skipped} == {
        "The product has neither a title nor a description; there is nothing to write about."
    }


MEGABYTE = "oak plank " * 100_000
ODD = {
    "a description of a megabyte": {"supplier_notes": MEGABYTE},
    "a title of a megabyte": {"title": MEGABYTE},
    "an attribute of a megabyte": {"attributes": {"Material": MEGABYTE, MEGABYTE: "yes"}},
    "500 attributes": {"attributes": {f"Attribute {number}": f"oak {number}" for number in range(500)}},
    "a megabyte without a space": {"supplier_notes": "oak" * 400_000},
    "mixed scripts": {"title": "Étui Größe 手机壳 чехол كفر", "supplier_notes": "Étui pour téléphone. 手机壳。"},
    "emoji": {"title": "👩‍👩‍👧‍👦 Family Mug ☕️🏳️‍🌈", "supplier_notes": "A mug 🍵 for four 👨‍👩‍👧‍👦."},
    "right to left": {"title": "Mug \u202egum", "supplier_notes": "كوب A mug."},
    "nothing but signs": {"title": "!!! *** ###", "supplier_notes": "<p></p>&nbsp;---"},
    "JSON": {"title": '{"title": "Stool"}', "attributes": {'"}': '{"a": [1, 2'}},
}


@pytest.mark.parametrize("kind", ODD)
def test_odd_facts_make_a_prompt_of_ordinary_size_and_a_draft(
    kind: str, make_product: Callable[..., Any], settings: Any
) -> None:
    product = make_product(**ODD[kind], photo=None)
    with ScriptedServer(lambda *_: completion(GOOD)) as server:
        use_server(settings, server)
        request_generation([product], WISH)
        run_generation("gpu")
    assert {state for _title, state in states()} == {JobState.SUCCESSFUL}
    assert set(MediaDraft.objects.values_list("slot", flat=True)) == set(SLOTS)
    assert max(len(received.body) for received in server.received) < 30_000
    assert max(len(str(job.brief_data)) for job in GenerationJob.objects.all()) < 150_000


def test_emoji_and_other_scripts_come_out_as_they_went_in(make_product: Callable[..., Any], settings: Any) -> None:
    text = "The Family Mug 👩‍👩‍👧‍👦 is a mug (杯子, кружка) for four."
    with ScriptedServer(lambda *_: completion(text)) as server:
        use_server(settings, server)
        request_generation([make_product("Family Mug 👩‍👩‍👧‍👦", photo=None)], Wish(slots=("description",)))
        run_generation("gpu")
    assert html_to_text(MediaDraft.objects.get().text) == text
    assert "👩‍👩‍👧‍👦" in server.received[0].last_words


def test_a_model_without_a_template_fails_its_jobs_in_words_and_no_others(
    make_product: Callable[..., Any], settings: Any, staff: Client, tmp_path: Path
) -> None:
    use_model(settings, make_tiny_language_model(tmp_path / "tiny", chat_template=""))
    request_generation([make_product("One", photo=None), make_product("Two", photo=None)], WISH)
    run_generation("gpu")
    assert states() == {("One", "failed"), ("Two", "failed")}
    errors = {str(job.last_error and job.last_error["message"]) for job in GenerationJob.objects.all()}
    [message] = errors
    assert "has no chat template; choose a model tuned to follow instructions" in message
    assert_shown(staff, message)
    with ScriptedServer(lambda *_: completion(GOOD)) as server:
        use_server(settings, server)
        request_generation([make_product("Three", photo=None)], WISH)
        run_generation("gpu")
    assert ("Three", "successful") in states()


@pytest.mark.parametrize(
    ("said", "state", "words"),
    [
        (completion(""), "failed", "no usable text"),
        (completion("   \n "), "failed", "no usable text"),
        (completion(None), "failed", "answered nothing"),
        (completion('"}'), "failed", "no usable text"),
        (completion(None, message={"refusal": "I can't help with that."}), "failed", "The model refused"),
        (Said(hangs=True), "ready", "gave no answer within 8 seconds"),
        (Said(body=b" " * 1_000, dribbles=True), "ready", "gave no answer within 8 seconds"),
        (Said(body=b"no JSON"), "ready", "something else than JSON"),
    ],
    ids=["nothing", "blanks", "null", "a bracket", "a refusal", "silence", "for ever", "no JSON"],
)
@pytest.mark.django_db(transaction=True)  # the lease's thread writes too, and would wait for a test's transaction
def test_a_model_that_answers_nothing_or_for_ever_harms_its_own_job_alone(
    said: Said, state: str, words: str, make_product: Callable[..., Any], settings: Any, staff: Client
) -> None:
    bad, good = make_product("Bad Stool", photo=None), make_product("Good Stool", photo=None)
    with ScriptedServer(misbehaving("Bad", said)) as server:
        use_server(settings, server)
        request_generation([bad, good], Wish(slots=("meta_description",)))
        run_generation("gpu")
    assert states() == {("Bad Stool", state), ("Good Stool", "successful")}
    job = GenerationJob.objects.get(product_title="Bad Stool")
    assert words in str(job.last_error)
    assert_shown(staff, str(job.last_error and job.last_error["message"])[:40])


def test_a_model_that_never_ends_an_answer_is_stopped_by_its_room(
    make_product: Callable[..., Any], settings: Any, tmp_path: Path
) -> None:
    """Random weights write noise for ever: the job ends all the same, and whatever became a draft is an error."""
    use_model(settings, make_tiny_language_model(tmp_path / "tiny", positions=8_192))
    request_generation([make_product(photo=None)], Wish(slots=("title", "bullets")))
    run_generation("gpu")
    assert GenerationJob.objects.unfinished().count() == 0
    drafts = list(MediaDraft.objects.all())
    assert drafts
    assert all(draft.severity == MediaDraft.Severity.ERROR for draft in drafts), [draft.text for draft in drafts]


def test_the_english_starter_model_is_never_asked_for_chinese(make_product: Callable[..., Any]) -> None:
    shoes = make_product("红色运动鞋", supplier_notes="红色网面运动鞋，橡胶鞋底。")
    result = request_generation([shoes], Wish())
    assert {job.recipe for job in result.jobs} == {"packshot", "scene"}
    assert {item.reason for item in result.skipped} == {
        "The model configured for copy writes en only; this text was asked for in zh."
    }
    stool = make_product()
    [skipped] = request_generation([stool], Wish(slots=("description",), language="zh-hans")).skipped
    assert "asked for in zh-hans" in skipped.reason
    [skipped] = request_generation([shoes], Wish(slots=("description",), language="en")).skipped
    assert skipped.reason == "The model configured for copy reads en only; the product's data are in zh."
