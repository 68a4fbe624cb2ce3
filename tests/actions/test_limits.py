"""Limits on what people may ask for, engines that are paused, and jobs that are set aside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied

from pdp_ai.actions.cancel_jobs import cancel_jobs
from pdp_ai.actions.keep_limits import tightest
from pdp_ai.actions.pause_engine import pause_engine, resume_engine
from pdp_ai.actions.quarantine_jobs import quarantine_jobs
from pdp_ai.actions.request_generation import Wish, request_generation, request_in_chunks
from pdp_ai.actions.retry_jobs import retry_jobs
from pdp_ai.actions.run_generation import run_generation
from pdp_ai.exceptions import ConfigurationError, LimitReached
from pdp_ai.models import AuditEntry, GenerationJob, Quota
from pdp_ai.models.job_state import JobState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]

TEXT = Wish(slots=("description",))


@pytest.fixture
def limit(settings: Any) -> Callable[..., None]:
    def set_limits(**limits: int) -> None:
        settings.PDP_AI = {**settings.PDP_AI, "LIMITS": limits}

    return set_limits


@pytest.fixture
def products(make_product: Callable[..., Any]) -> list[Any]:
    return [make_product(f"Stool {number}", photo=None) for number in range(4)]


@pytest.fixture
def user(make_user: Callable[..., User]) -> User:
    return make_user("generate", "cancel", name="ann")


def test_a_request_that_does_not_fit_asks_for_nothing_and_says_why(
    limit: Callable[..., None], products: list[Any], user: User
) -> None:
    limit(USER_DAILY=3)
    with pytest.raises(LimitReached, match=r"3 jobs a day.*room for 3 more.*needs 4") as caught:
        request_generation(products, TEXT, user=user)
    assert (caught.value.name, caught.value.room, caught.value.wanted) == ("USER_DAILY", 3, 4)
    assert not GenerationJob.objects.exists()
    assert not AuditEntry.objects.exists()
    assert len(request_generation(products[:3], TEXT, user=user).jobs) == 3


def test_a_day_is_used_up_even_when_its_jobs_have_ended(
    limit: Callable[..., None], products: list[Any], user: User
) -> None:
    limit(USER_DAILY=2)
    request_generation(products[:2], TEXT, user=user)
    run_generation("gpu")
    with pytest.raises(LimitReached, match="no room left"):
        request_generation(products[2:3], TEXT, user=user)
    Quota.objects.update(key=f"USER_DAILY:{user.pk}:2026-01-31")
    assert request_generation(products[2:3], TEXT, user=user).added == 1
    assert Quota.objects.get().used == 1


@pytest.mark.parametrize("ending", ["run", "cancel", "quarantine"])
def test_a_waiting_place_is_free_again_however_the_job_ended(
    limit: Callable[..., None], products: list[Any], user: User, ending: str
) -> None:
    limit(USER_WAITING=2)
    request_generation(products[:2], TEXT, user=user)
    with pytest.raises(LimitReached, match="2 jobs waiting"):
        request_generation(products[2:3], TEXT, user=user)
    if ending == "run":
        run_generation("gpu")
    else:
        end = cancel_jobs if ending == "cancel" else quarantine_jobs
        end(GenerationJob.objects.all(), user=user)
    assert request_generation(products[2:], TEXT, user=user).added == 2


def test_each_person_has_places_of_their_own_and_the_site_has_all_of_them(
    limit: Callable[..., None], products: list[Any], user: User, make_user: Callable[..., User]
) -> None:
    other = make_user("generate", name="bob")
    limit(USER_WAITING=1, SITE_WAITING=2)
    request_generation(products[:1], TEXT, user=user)
    request_generation(products[1:2], TEXT, user=other)
    with pytest.raises(LimitReached, match="The site may have 2 jobs waiting"):
        request_generation(products[2:3], TEXT, user=make_user("generate", name="cem"))


def test_asking_for_the_same_again_takes_no_place(limit: Callable[..., None], products: list[Any], user: User) -> None:
    limit(USER_DAILY=2)
    request_generation(products[:2], TEXT, user=user)
    again = request_generation(products[:2], TEXT, user=user)
    assert (len(again.jobs), again.added) == (2, 0)


def test_what_the_system_asks_for_by_itself_is_counted_and_never_refused(
    limit: Callable[..., None], products: list[Any], user: User
) -> None:
    limit(SITE_DAILY=2)
    assert request_generation(products[:3], TEXT).added == 3
    with pytest.raises(LimitReached):
        request_generation(products[3:], TEXT, user=user)


def test_a_request_in_chunks_keeps_what_fitted_and_tells_what_did_not(
    limit: Callable[..., None], products: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pdp_ai.actions.write_jobs.CHUNK", 2)
    limit(SITE_DAILY=3)
    first, last = request_in_chunks(products, TEXT)
    assert (first.added, first.refused) == (2, [])
    assert last.jobs == []
    assert [item.product_title for item in last.refused] == ["Stool 2", "Stool 3"]
    assert "The site may ask for 3 jobs a day" in last.refused[0].reason


def test_the_tightest_limit_is_known_beforehand(limit: Callable[..., None], products: list[Any], user: User) -> None:
    assert tightest(user.pk) is None
    limit(USER_DAILY=5, USER_WAITING=3)
    request_generation(products[:1], TEXT, user=user)
    found = tightest(user.pk)
    assert found
    assert (found[0].name, found[1]) == ("USER_WAITING", 2)


def test_a_retry_needs_a_waiting_place_and_all_or_none_are_retried(
    limit: Callable[..., None], products: list[Any], user: User
) -> None:
    request_generation(products[:2], TEXT, user=user)
    cancel_jobs(GenerationJob.objects.all(), user=user)
    limit(USER_WAITING=1)
    with pytest.raises(LimitReached):
        retry_jobs(GenerationJob.objects.all(), user=user)
    assert set(GenerationJob.objects.values_list("state", flat=True)) == {JobState.CANCELLED}
    assert retry_jobs(GenerationJob.objects.filter(product_title="Stool 0"), user=user) == 1


def test_a_paused_engine_gets_no_work_until_it_goes_on(products: list[Any], user: User) -> None:
    request_generation(products[:1], TEXT)
    assert pause_engine("stand_in", user=user)
    assert not pause_engine("stand_in", user=user)
    assert run_generation("gpu") == 0
    assert resume_engine("stand_in", user=user)
    assert run_generation("gpu") == 1
    entries = AuditEntry.objects.filter(subject="engine:stand_in").order_by("pk")
    assert [(entry.action, entry.user_id) for entry in entries] == [("paused", user.pk), ("resumed", user.pk)]


def test_only_who_may_generate_pauses_and_only_what_is_configured(make_user: Callable[..., User]) -> None:
    with pytest.raises(PermissionDenied):
        pause_engine("stand_in", user=make_user("review"))
    with pytest.raises(PermissionDenied):
        quarantine_jobs(GenerationJob.objects.all(), user=make_user("review"))
    with pytest.raises(ConfigurationError):
        pause_engine("no such engine")
