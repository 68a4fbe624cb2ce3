"""Drafts, jobs and styles in Wagtail's admin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.models import GenerationJob, MediaDraft, Style
from tests.drafts import ERROR, make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]


def bulk(browser: Client, model: str, action: str, *rows: Any, **data: str) -> str:
    address = reverse("wagtail_bulk_action", args=["pdp_ai", model, action])
    chosen = "&".join(f"id={row if isinstance(row, str) else row.pk}" for row in rows)
    return browser.post(f"{address}?{chosen}&next=/admin/product-media/drafts/", data, follow=True).content.decode()


def states() -> dict[str, str]:
    return dict(MediaDraft.objects.values_list("product_title", "state"))


@pytest.mark.parametrize("name", ["pdp_ai_drafts:index", "pdp_ai_jobs:index"])
def test_twenty_rows_cost_no_more_queries_than_two(
    browser: Client, make_product: Callable[..., Any], reviewer: User, name: str
) -> None:
    for number in range(2):
        make_draft(make_product(f"Stool {number}"), findings=[ERROR])
    browser.get(reverse(name))
    with CaptureQueriesContext(connection) as few:
        browser.get(reverse(name))
    for number in range(2, 20):
        make_draft(make_product(f"Stool {number}"), "packshot" if number % 2 else "description")
    GenerationJob.objects.update(requested_by=reviewer)
    with CaptureQueriesContext(connection) as many:
        page = browser.get(reverse(name)).content.decode()
    assert page.count('class="pdp-badge') == 20
    assert len(many) == len(few)


def test_drafts_can_be_searched_filtered_and_ordered(browser: Client, make_product: Callable[..., Any]) -> None:
    make_draft(make_product("Oak Stool"))
    make_draft(make_product("Brass Lamp"), "bullets", state="rejected", findings=[ERROR])
    queries = [{"q": "lamp"}, {"state": "rejected"}, {"slot": "bullets"}, {"severity": "3"}, {"product_id": "2"}]
    for query in queries:
        for name in ("index", "index_results"):
            page = browser.get(reverse(f"pdp_ai_drafts:{name}"), query).content.decode()
            assert page.count('class="pdp-badge') == 1, query
    page = browser.get(reverse("pdp_ai_drafts:index"), {"ordering": "product_title"}).content.decode()
    assert page.index("Brass Lamp") < page.index("Oak Stool")


def test_the_menu_shows_what_one_may_see(client: Client, make_user: Callable[..., User]) -> None:
    home = reverse("wagtailadmin_home")
    for permissions, shown in {(): False, ("review",): True}.items():
        client.force_login(make_user(*permissions))
        assert (reverse("pdp_ai_drafts:index") in client.get(home).content.decode()) is shown


def test_bulk_approval_leaves_out_drafts_with_errors(browser: Client, make_product: Callable[..., Any]) -> None:
    good, bad = make_draft(make_product("Good")), make_draft(make_product("Bad"), findings=[ERROR])
    page = bulk(browser, "mediadraft", "approve", good, bad)
    assert states() == {"Good": "approved", "Bad": "pending"}
    assert "1 draft was left out" in page


def test_a_bulk_action_asks_before_it_acts(browser: Client, draft: MediaDraft) -> None:
    address = reverse("wagtail_bulk_action", args=["pdp_ai", "mediadraft", "approve"])
    assert "Approve" in browser.get(f"{address}?id={draft.pk}").content.decode()
    assert states() == {"Oak Stool": "pending"}


def test_bulk_rejection_wants_a_reason(browser: Client, draft: MediaDraft) -> None:
    bulk(browser, "mediadraft", "reject", draft)
    assert states() == {"Oak Stool": "pending"}
    bulk(browser, "mediadraft", "reject", draft, reason="Too dry.")
    assert MediaDraft.objects.get().reason == "Too dry."


def test_bulk_publication_goes_on_past_a_conflict(browser: Client, make_product: Callable[..., Any]) -> None:
    fine, moved = make_product("Fine"), make_product("Moved")
    drafts = [make_draft(product, state="approved") for product in (moved, fine)]
    moved.description = "<p>A person wrote this.</p>"
    moved.save()
    page = bulk(browser, "mediadraft", "publish", *drafts)
    assert states() == {"Fine": "published", "Moved": "approved"}
    assert "The product changed after this draft was made" in page


def test_all_in_the_listing_is_never_decided_at_once(browser: Client, draft: MediaDraft) -> None:
    bulk(browser, "mediadraft", "approve", "all")
    assert states() == {"Oak Stool": "pending"}


@pytest.mark.parametrize(
    ("model", "action"),
    [("mediadraft", "approve"), ("mediadraft", "reject"), ("mediadraft", "publish"),
     ("generationjob", "cancel"), ("generationjob", "retry")],
)  # fmt: skip
def test_bulk_actions_want_their_permission(
    client: Client, draft: MediaDraft, make_user: Callable[..., User], model: str, action: str
) -> None:
    client.force_login(make_user())
    row = draft if model == "mediadraft" else draft.job
    assert "do not have permission" in bulk(client, model, action, row, reason="x")
    assert states() == {"Oak Stool": "pending"}


def test_jobs_can_be_cancelled_and_tried_again(browser: Client, product: Any) -> None:
    [job] = request_generation([product], Wish(slots=("description",))).jobs
    assert "1 job cancelled." in bulk(browser, "generationjob", "cancel", job)
    assert "1 job waits again." in bulk(browser, "generationjob", "retry", job)
    assert GenerationJob.objects.get().state == GenerationJob.State.READY


def test_styles_are_edited_in_wagtail(client: Client, admin_user: User) -> None:
    client.force_login(admin_user)
    data = {"name": "House", "preset": "balanced", "candidates": "2", "is_active": "on"}
    client.post(reverse("pdp_ai_styles:add"), data)
    style = Style.objects.get()
    page = client.get(reverse("pdp_ai_styles:edit", args=[style.pk])).content.decode()
    assert "Where it applies" in page
    assert "House" in client.get(reverse("pdp_ai_styles:index")).content.decode()
