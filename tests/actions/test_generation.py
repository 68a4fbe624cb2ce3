"""From a request to drafts, through the real pipeline with stand-in engines."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied

from pdp_ai import registry
from pdp_ai.actions import run_generation as pipeline
from pdp_ai.actions.cancel_jobs import cancel_jobs
from pdp_ai.actions.request_generation import Skipped, Wish, plan_generation, request_generation
from pdp_ai.actions.run_generation import run_generation
from pdp_ai.actions.save_drafts import save_drafts
from pdp_ai.models import AuditEntry, GenerationJob, MediaDraft
from pdp_ai.models.job_state import JobState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]

DESCRIPTION = Wish(slots=("description",))


def states() -> dict[str, str]:
    return dict(GenerationJob.objects.values_list("product_title", "state"))


def test_every_slot_of_a_product_gets_a_draft(product: Any) -> None:
    slots = [slot for slot in registry.adapter_for(product).slots if slot != "colour_set"]  # it takes variants
    result = request_generation([product], Wish(slots=tuple(slots)))
    assert len(result.jobs) == len(slots)
    assert run_generation("gpu") + run_generation("cpu") == len(slots)
    assert set(MediaDraft.objects.values_list("slot", flat=True)) == set(slots)
    assert set(states().values()) == {JobState.SUCCESSFUL}


def test_a_draft_changes_nothing_on_the_product(product: Any) -> None:
    request_generation([product], Wish())
    run_generation("gpu")
    run_generation("cpu")
    product.refresh_from_db()
    assert product.description == ""
    assert product.photos.count() == 1


def test_asking_twice_at_once_is_one_request(product: Any) -> None:
    first = request_generation([product], DESCRIPTION).jobs
    assert request_generation([product], DESCRIPTION).jobs == first
    assert GenerationJob.objects.count() == 1


def test_asking_again_later_draws_anew(product: Any) -> None:
    request_generation([product], DESCRIPTION)
    run_generation("gpu")
    [again] = request_generation([product], Wish(slots=("description",), fill="all")).jobs
    run_generation("gpu")
    seeds = list(MediaDraft.objects.values_list("seed", flat=True))
    assert len(set(seeds)) == 2
    assert list(MediaDraft.objects.order_by("pk").values_list("state", flat=True)) == ["superseded", "pending"]
    assert again.pk == GenerationJob.objects.latest("pk").pk


def test_a_slot_with_a_waiting_draft_or_a_value_is_left_alone(product: Any) -> None:
    request_generation([product], DESCRIPTION)
    run_generation("gpu")
    [skipped] = request_generation([product], DESCRIPTION).skipped
    assert "waiting for review" in skipped.reason
    MediaDraft.objects.all().delete()
    type(product).objects.update(description="<p>Written by hand.</p>")
    product.refresh_from_db()
    [skipped] = request_generation([product], DESCRIPTION).skipped
    assert "Already filled" in skipped.reason


def test_a_product_that_cannot_be_made_something_of_says_why(make_product: Callable[..., Any]) -> None:
    product = make_product(title="", photo=None)
    result = request_generation([product], Wish())
    assert result.jobs == []
    reasons = {item.reason for item in result.skipped}
    assert reasons == {"The product has no title.", "The product has no photo."}


def test_a_dry_run_writes_nothing(product: Any) -> None:
    planned = list(plan_generation([product], Wish()))
    assert [job.recipe for job in planned] == list(registry.usual_slots("shop.product"))
    assert not any(isinstance(item, Skipped) for item in planned)
    assert GenerationJob.objects.count() == 0


def test_asking_needs_the_permission(product: Any, make_user: Callable[..., User]) -> None:
    with pytest.raises(PermissionDenied):
        request_generation([product], Wish(), user=make_user("review"))
    request_generation([product], DESCRIPTION, user=make_user("generate"))
    assert AuditEntry.objects.get().action == "requested"


def test_candidates_differ_by_seed_and_are_capped(product: Any) -> None:
    request_generation([product], Wish(slots=("description",), candidates=99))
    run_generation("gpu")
    drafts = MediaDraft.objects.order_by("candidate")
    assert [draft.candidate for draft in drafts] == [0, 1, 2, 3]
    assert len({draft.seed for draft in drafts}) == 4


def test_a_job_remembers_how_varied_its_candidates_are(product: Any) -> None:
    request_generation([product], Wish(slots=("description",), candidates=3))
    request_generation([product], Wish(slots=("bullets",)))
    run_generation("gpu")
    several, one = GenerationJob.objects.order_by("pk")
    # The stand-in says the same, whatever the seed.
    assert several.spread == {"description": {"texts": 3, "distinct_1": 0.333, "distinct_2": 0.333, "similarity": 1.0}}
    assert one.spread == {}


def test_one_products_failure_harms_no_other(make_product: Callable[..., Any]) -> None:
    products = [make_product(title) for title in ("first", "refuse me", "third")]
    request_generation(products, DESCRIPTION)
    run_generation("gpu")
    assert states() == {"first": "successful", "refuse me": "failed", "third": "successful"}
    failed = GenerationJob.objects.get(state=JobState.FAILED)
    assert failed.last_error
    assert failed.last_error["code"] == "request_refused"


def test_an_engine_that_breaks_is_tried_again_later(make_product: Callable[..., Any]) -> None:
    request_generation([make_product("break it")], DESCRIPTION)
    run_generation("gpu")
    job = GenerationJob.objects.get()
    assert (job.state, job.attempts) == (JobState.READY, 1)
    assert job.last_error
    assert "The engine broke" in job.last_error["message"]


def test_attempts_end_at_the_limit(make_product: Callable[..., Any], settings: Any) -> None:
    settings.PDP_AI = {**settings.PDP_AI, "QUEUE": {"BACKOFF_SECONDS": 0}}
    request_generation([make_product("break it")], DESCRIPTION)
    deadline = time.monotonic() + 20
    while GenerationJob.objects.unfinished().exists() and time.monotonic() < deadline:
        run_generation("gpu")
        time.sleep(0.01)  # SQLite's clock counts milliseconds
    job = GenerationJob.objects.get()
    assert (job.state, job.attempts, len(job.errors)) == (JobState.FAILED, 5, 5)


def test_a_product_edited_while_its_job_waits_is_asked_for_anew(product: Any) -> None:
    [old] = request_generation([product], DESCRIPTION).jobs
    product.title = "Ash Stool"
    product.save()
    run_generation("gpu")
    old.refresh_from_db()
    assert old.state == JobState.STALE
    assert "Ash Stool" in MediaDraft.objects.get().text


def test_a_product_edited_while_the_engine_runs_gives_no_outdated_draft(
    product: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    request_generation([product], DESCRIPTION)
    real_prepare = pipeline.prepare

    def edit_after_preparing(job: GenerationJob) -> pipeline.Work | None:
        work = real_prepare(job)
        type(product).objects.filter(pk=product.pk, title="Oak Stool").update(title="Ash Stool")
        return work

    monkeypatch.setattr(pipeline, "prepare", edit_after_preparing)
    run_generation("gpu")
    assert "Ash Stool" in MediaDraft.objects.get().text


def test_a_deleted_product_ends_its_jobs_without_orphans(product: Any) -> None:
    request_generation([product], DESCRIPTION)
    product.delete()
    run_generation("gpu")
    job = GenerationJob.objects.get()
    assert job.state == JobState.CANCELLED
    assert job.last_error
    assert "no longer exists" in job.last_error["message"]
    assert MediaDraft.objects.count() == 0


def test_a_cancelled_job_leaves_no_draft(product: Any) -> None:
    request_generation([product], DESCRIPTION)
    [job] = GenerationJob.objects.claim("gpu")
    assert cancel_jobs(GenerationJob.objects.all()) == 1
    assert not save_drafts(job, [], {})
    assert MediaDraft.objects.count() == 0


def test_a_photo_that_vanished_fails_its_job_with_a_clear_message(product: Any) -> None:
    request_generation([product], Wish(slots=("packshot",)))
    image = product.photos.first().image
    image.file.storage.delete(image.file.name)
    run_generation("cpu")
    job = GenerationJob.objects.get()
    assert job.state == JobState.FAILED
    assert job.last_error
    assert job.last_error["code"] == "photo_unreadable"


def test_chinese_survives_from_the_title_to_the_draft(make_product: Callable[..., Any]) -> None:
    request_generation([make_product("红色运动鞋")], DESCRIPTION)
    run_generation("gpu")
    draft = MediaDraft.objects.get()
    assert draft.product_title == draft.job.brief.facts.title == "红色运动鞋"
    assert "红色运动鞋" in draft.text


@pytest.mark.usefixtures("unsigned")
def test_equal_pictures_share_one_private_file(product: Any, tmp_path: Any) -> None:
    request_generation([product], Wish(slots=("packshot", "scene")))
    run_generation("cpu")
    names = set(MediaDraft.objects.values_list("file", flat=True))
    assert len(names) == 1
    assert (tmp_path / "drafts" / names.pop()).exists()


@pytest.mark.parametrize(("allowed", "state"), [(False, JobState.FAILED), (True, JobState.SUCCESSFUL)])
def test_a_model_that_forbids_commercial_use_is_refused_unless_the_shop_allows_it(
    product: Any, settings: Any, allowed: bool, state: JobState
) -> None:
    engine = {"BACKEND": "tests.stand_ins.NonCommercialEngine"}
    settings.PDP_AI = {
        **settings.PDP_AI, "ENGINES": {"stand_in": engine}, "LICENCES": {"NON_COMMERCIAL": allowed},
    }  # fmt: skip
    request_generation([product], DESCRIPTION)
    run_generation("gpu")
    job = GenerationJob.objects.get()
    assert job.state == state
    if not allowed:
        assert job.last_error
        assert job.last_error["code"] == "licence_refused"
        assert "NON_COMMERCIAL" in job.last_error["message"]
