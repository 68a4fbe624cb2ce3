"""From a request to drafts, with copy from a real HTTP server that speaks OpenAI's language."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.actions.run_generation import run_generation
from pdp_ai.models import GenerationJob, MediaDraft
from pdp_ai.models.job_state import JobState
from pdp_ai.views.queue.expected_cost import amount_label, expected_cost
from tests.engines.scripted_server import Received, Said, ScriptedServer, complaint, completion

pytest.importorskip("openai")
pytestmark = pytest.mark.django_db

WISH = Wish(slots=("description",))


def ask_server(settings: Any, server: ScriptedServer, product: Any, **options: Any) -> GenerationJob:
    backend = "pdp_ai.engines.openai_copy.OpenAICopyEngine"
    options = {"model": "house-model", "base_url": server.url, "retries": 0, "timeout": 10, **options}
    settings.PDP_AI = {**settings.PDP_AI, "ENGINES": {"copy": {"BACKEND": backend, "OPTIONS": options}}}
    request_generation([product], WISH)
    run_generation("gpu")
    return GenerationJob.objects.get()


def test_a_servers_copy_becomes_a_draft(settings: Any, product: Any) -> None:
    text = "This stool is made of solid oak and oiled by hand. It is 45 cm high."
    with ScriptedServer(lambda *_: completion(text)) as server:
        job = ask_server(settings, server, product)
    assert job.state == JobState.SUCCESSFUL
    draft = MediaDraft.objects.get()
    assert "45 cm" in draft.text
    assert (draft.model, draft.revision) == ("house-model", "tiny-2026-01-01")
    assert "Solid oak" in server.received[0].last_words


def test_what_a_server_asks_is_kept_on_the_job_and_foretells_the_next_ones(settings: Any, product: Any) -> None:
    prices = {"price_read": 0.5, "price_written": 1.5}
    load = {("gpu", "description"): 100}
    with ScriptedServer(lambda *_: completion("This stool is made of solid oak.")) as server:
        job = ask_server(settings, server, product, **prices)
    answers = len(server.received)  # each of 12 tokens read and 5 written
    assert float(job.cost) == pytest.approx(answers * (12 * 0.5 + 5 * 1.5) / 1_000_000)
    assert expected_cost(load).amount == 100 * job.cost
    GenerationJob.objects.update(recipe="another")
    assert expected_cost(load).unknown == ("description",)
    assert expected_cost(load).label == "not known until the first of them has run"


def test_an_answer_that_is_refused_was_paid_for_all_the_same(settings: Any, product: Any) -> None:
    with ScriptedServer(lambda *_: completion("?")) as server:
        job = ask_server(settings, server, product, price_written=1.0)
    assert job.state == JobState.FAILED
    assert job.cost > 0


def test_engines_of_ones_own_cost_nothing(product: Any) -> None:
    assert expected_cost({("cpu", "packshot"): 5}).label == "none, no paid server is asked"


@pytest.mark.parametrize(
    ("amount", "label"),
    [("12.3", "12.30 USD"), ("0.05", "0.05 USD"), ("0.00421", "0.0042 USD"), ("0.0001", "0.00010 USD")],
)
def test_small_amounts_keep_two_digits_that_say_something(amount: str, label: str) -> None:
    assert amount_label(Decimal(amount)) == label


def test_a_server_that_is_busy_leaves_the_job_waiting(settings: Any, product: Any) -> None:
    with ScriptedServer(lambda *_: complaint(503, "loading the model")) as server:
        job = ask_server(settings, server, product)
    assert (job.state, job.attempts) == (JobState.READY, 1)
    assert not MediaDraft.objects.exists()


def test_a_server_that_refuses_the_key_ends_the_job_and_says_so(
    settings: Any, product: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_KEY", "sk-secret-123")
    with ScriptedServer(lambda *_: complaint(401, "wrong key sk-secret-123")) as server:
        job = ask_server(settings, server, product, key_variable="SHOP_KEY")
    assert job.state == JobState.FAILED
    assert "check the key" in str(job.errors)
    assert "sk-secret-123" not in str(job.errors)


def test_what_a_server_hides_in_its_text_does_not_reach_the_draft(settings: Any, product: Any) -> None:
    def script(_received: Received, _number: int) -> Said:
        return completion("Solid oak stool, 45 cm high, oiled by hand.\x00\ud800\u202e<script>alert(1)</script>")

    with ScriptedServer(script) as server:
        ask_server(settings, server, product)
    for draft in MediaDraft.objects.all():
        assert "<script" not in draft.text
        assert not set("\x00\ud800\u202e") & set(draft.text)
