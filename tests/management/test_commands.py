"""The commands that people and scripts call."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.actions.run_generation import run_generation
from pdp_ai.management import job_watch
from pdp_ai.management.commands import pdp_generate
from pdp_ai.management.request_progress import RequestProgress
from pdp_ai.models import GenerationJob, Lane, MediaDraft, Style

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits for jobs works them off."""

    def work(_seconds: float) -> None:
        run_generation("gpu")
        run_generation("cpu")

    monkeypatch.setattr(job_watch.time, "sleep", work)


@pytest.mark.usefixtures("worker")
def test_generate_all_waits_and_prints_a_table(product: Any) -> None:
    out = run("pdp_generate", "--all", "--wait")
    assert "Oak Stool" in out
    assert "packshot" in out
    assert MediaDraft.objects.count() == 6


@pytest.mark.usefixtures("worker")
def test_generate_as_json_lists_jobs_drafts_and_what_was_left_out(make_product: Callable[..., Any]) -> None:
    make_product(photo=None)
    data = json.loads(run("pdp_generate", "--all", "--wait", "--json"))
    left_out = {"alt_text", "packshot", "scene"}
    assert {item["recipe"] for item in data["skipped"]} == left_out
    assert {draft["slot"] for draft in data["drafts"]} == {"description", "bullets", "meta_description"}
    assert {job["state"] for job in data["jobs"]} == {"successful"}


@pytest.mark.usefixtures("worker")
def test_generate_exits_non_zero_when_a_job_failed(make_product: Callable[..., Any]) -> None:
    make_product("refuse me")
    with pytest.raises(CommandError, match="1 of 1 jobs failed"):
        run("pdp_generate", "--all", "--slots", "description", "--wait")


def test_a_dry_run_counts_and_writes_nothing(product: Any) -> None:
    assert "6 jobs for 1 product" in run("pdp_generate", "--all", "--dry-run")
    assert not GenerationJob.objects.exists()


def test_a_dry_run_tells_how_long_it_will_take(product: Any) -> None:
    assert "not known until the first of them has run" in run("pdp_generate", "--all", "--dry-run")
    run("pdp_generate", "--all", "--slots", "description")
    run_generation("gpu")
    assert "Expected time: about a minute" in run(
        "pdp_generate", "--all", "--slots", "description", "--dry-run", "--force"
    )


def test_asking_again_goes_on_and_asks_for_nothing_twice(make_product: Callable[..., Any]) -> None:
    for number in range(3):
        make_product(f"Stool {number}", photo=None)
    run("pdp_generate", "--all", "--slots", "description", "--limit", "2")
    assert "1 job for 3 products; 2 more had been asked for already" in run(
        "pdp_generate", "--all", "--slots", "description"
    )
    assert GenerationJob.objects.count() == 3


def test_an_interrupted_run_keeps_what_was_asked_for(
    make_product: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pdp_ai.actions.write_jobs.CHUNK", 2)
    monkeypatch.setattr("pdp_ai.management.choose_products.CHUNK", 2)
    for number in range(4):
        make_product(f"Stool {number}", photo=None)
    plan = pdp_generate.request_in_chunks

    def interrupted(*arguments: Any) -> Any:
        yield next(plan(*arguments))
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(pdp_generate, "request_in_chunks", interrupted)
        with pytest.raises(CommandError, match=r"Stopped after 2 jobs.*to go on"):
            run("pdp_generate", "--all", "--slots", "description")
    run("pdp_generate", "--all", "--slots", "description")
    assert GenerationJob.objects.count() == 4


def test_a_limit_ends_the_command_with_its_reason(make_product: Callable[..., Any], settings: Any) -> None:
    settings.PDP_AI = {**settings.PDP_AI, "LIMITS": {"SITE_DAILY": 1}}
    make_product(photo=None)
    make_product(photo=None)
    with pytest.raises(CommandError, match="The site may ask for 1 job a day"):
        run("pdp_generate", "--all", "--slots", "description")


def test_progress_tells_what_is_left() -> None:
    progress = RequestProgress(io.StringIO(), total=400)
    progress.add(100, 90)
    assert progress.line.startswith("100 of 400 products · 90 new jobs · ")
    assert progress.line.endswith("s left")


def test_products_are_chosen_by_category_or_sku(make_product: Callable[..., Any]) -> None:
    chosen = make_product("Chair")
    make_product("Lamp", category=None)
    run("pdp_generate", "--category", "Furniture", "--slots", "description")
    assert list(GenerationJob.objects.values_list("product_id", flat=True)) == [str(chosen.pk)]
    run("pdp_generate", "--sku", "SKU-2", "--slots", "description", "--model", "shop.Product")
    assert GenerationJob.objects.count() == 2


def test_products_are_found_by_key_where_the_shop_names_no_field_and_a_word_is_nobodys(
    plain_product: Any, settings: Any
) -> None:
    entry = settings.PDP_AI["PRODUCTS"]["shop.PlainProduct"]
    options = {name: value for name, value in entry["OPTIONS"].items() if name != "sku"}
    settings.PDP_AI = {**settings.PDP_AI, "PRODUCTS": {"shop.PlainProduct": {**entry, "OPTIONS": options}}}
    assert "1 job for 1 product" in run("pdp_generate", "--sku", str(plain_product.pk), "--slots", "description")
    with pytest.raises(CommandError, match=r"No product has the SKU M-0\. Looked for in shop\.PlainProduct\.id"):
        run("pdp_generate", "--sku", str(plain_product.pk), "M-0")


def test_a_category_that_no_product_is_in_is_an_error(product: Any) -> None:
    with pytest.raises(CommandError, match="No product is in the category 'Furnitur'"):
        run("pdp_generate", "--category", "Furnitur")


def test_an_unknown_sku_or_style_is_an_error(product: Any) -> None:
    with pytest.raises(CommandError, match="No product has the SKU nobody-has-this"):
        run("pdp_generate", "--sku", "nobody-has-this", "--model", "shop.Product")
    with pytest.raises(CommandError, match="no active style 'Loud'"):
        run("pdp_generate", "--all", "--style", "Loud")


@pytest.mark.parametrize("number", ["0", "-3", "5"])
def test_a_number_of_candidates_that_no_job_makes_is_an_error(product: Any, number: str) -> None:
    with pytest.raises(CommandError, match="--candidates is 1 to 4 here"):
        run("pdp_generate", "--all", "--candidates", number)


def test_a_style_is_used_and_its_version_kept(product: Any) -> None:
    style = Style.objects.create(name="Calm", voice="Quiet and exact.", candidates=2)
    run("pdp_generate", "--all", "--slots", "description", "--style", "Calm")
    brief = GenerationJob.objects.get().brief
    assert (brief.style.voice, brief.style.version, brief.candidates) == ("Quiet and exact.", 1, 2)
    style.voice = "Loud."
    style.save()
    assert style.version == 2


def test_force_asks_again_where_a_draft_waits(product: Any) -> None:
    run("pdp_generate", "--all", "--slots", "description")
    run_generation("gpu")
    assert "waiting for review" in run("pdp_generate", "--all", "--slots", "description")
    run("pdp_generate", "--all", "--slots", "description", "--force")
    assert GenerationJob.objects.count() == 2


def test_drafts_as_json_have_the_documented_keys(product: Any) -> None:
    run("pdp_generate", "--all", "--slots", "description", "packshot")
    run_generation("gpu")
    run_generation("cpu")
    rows = {row["slot"]: row for row in json.loads(run("pdp_drafts", "--json"))}
    documented = {
        "id", "product", "slot", "state", "language", "mime", "engine", "model", "seed", "findings", "created",
    }  # fmt: skip
    assert documented | {"text"} <= set(rows["description"])
    assert documented | {"file"} <= set(rows["packshot"])
    assert rows["packshot"]["mime"] == "image/png"
    assert json.loads(run("pdp_drafts", "--json", "--state", "rejected")) == []


def test_status_says_how_varied_candidates_are(product: Any) -> None:
    [job] = request_generation([product], Wish(slots=("description",))).jobs
    figures = {"texts": 2, "distinct_1": 0.5, "distinct_2": 0.9, "similarity": 0.25}
    GenerationJob.objects.filter(pk=job.pk).update(state="successful", spread={"description@de": figures})
    told = {"jobs": 1, "distinct_1": 0.5, "distinct_2": 0.9, "similarity": 0.25}
    assert json.loads(run("pdp_status", "--json"))["spread"] == {"description": told}
    assert "Candidates for description: 25% alike on average" in run("pdp_status")


def test_status_counts_jobs_and_says_whether_workers_are_there(product: Any) -> None:
    run("pdp_generate", "--all")
    status = json.loads(run("pdp_status", "--json"))
    assert status["jobs"] == {"ready": 6}
    assert status["oldest_waiting_seconds"] >= 0
    assert {name: (lane["worker"], lane["waiting"]) for name, lane in status["lanes"].items()} == {
        "gpu": (False, 4),
        "cpu": (False, 2),
    }
    with pytest.raises(CommandError, match="pdp_cluster"):
        run("pdp_status", "--check")
    Lane.objects.mark_seen("gpu")
    Lane.objects.mark_seen("cpu")
    run_generation("gpu")
    assert "Lane gpu: served" in run("pdp_status", "--check")
    assert json.loads(run("pdp_status", "--json"))["engines"]["stand_in"]["seconds_per_job"] is not None


def test_copy_may_be_asked_for_in_another_language(product: Any) -> None:
    run("pdp_generate", "--all", "--slots", "description", "--language", "de-AT")
    assert GenerationJob.objects.get().brief.language == "de-AT"
    with pytest.raises(CommandError, match="no language tag"):
        run("pdp_generate", "--all", "--language", "German, please")
