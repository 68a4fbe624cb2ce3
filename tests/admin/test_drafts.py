"""The list of drafts in Django's admin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pdp_ai.models import MediaDraft
from tests.drafts import ERROR, make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]

LIST = "admin:pdp_ai_mediadraft_changelist"


def act(browser: Client, action: str, *drafts: MediaDraft, **data: str) -> str:
    chosen = {"action": action, "_selected_action": [draft.pk for draft in drafts], **data}
    return browser.post(reverse(LIST), chosen, follow=True).content.decode()


def states() -> dict[str, str]:
    return dict(MediaDraft.objects.values_list("product_title", "state"))


def test_twenty_drafts_cost_no_more_queries_than_two(browser: Client, make_product: Callable[..., Any]) -> None:
    for number in range(2):
        make_draft(make_product(f"Stool {number}"), findings=[ERROR])
    browser.get(reverse(LIST))
    with CaptureQueriesContext(
        connection,
    ) as few:
        browser.get(reverse(LIST))
    for number in range(2, 20):
        make_draft(make_product(f"Stool {number}"), "packshot" if number % 2 else "description")
    with CaptureQueriesContext(connection) as many:
        page = browser.get(reverse(LIST)).content.decode()
    assert page.count('class="pdp-badge') == 20
    assert len(many) == len(few)


def test_a_row_shows_words_state_and_findings(browser: Client, product: Any) -> None:
    make_draft(product, text="<p>Weighs 6.9 kg.</p>", findings=[ERROR])
    page = browser.get(reverse(LIST)).content.decode()
    assert "Weighs 6.9 kg." in page
    assert "to review" in page
    assert "1 error<" in page
    assert "Oak Stool" in page


def test_the_list_can_be_searched_and_filtered(browser: Client, make_product: Callable[..., Any]) -> None:
    make_draft(make_product("Oak Stool"))
    make_draft(make_product("Brass Lamp"), "bullets", state="rejected")
    for query in ({"q": "lamp"}, {"state__exact": "rejected"}, {"slot__exact": "bullets"}, {"product_id__exact": "2"}):
        page = browser.get(reverse(LIST), query).content.decode()
        assert page.count('class="pdp-badge') == 1, query


def test_drafts_can_be_neither_added_changed_nor_deleted_by_hand(
    client: Client, admin_user: User, draft: MediaDraft
) -> None:
    client.force_login(admin_user)
    assert client.get(reverse("admin:pdp_ai_mediadraft_add")).status_code == 403
    assert client.post(reverse("admin:pdp_ai_mediadraft_delete", args=[draft.pk]), {"post": "yes"}).status_code == 403
    client.post(reverse("admin:pdp_ai_mediadraft_change", args=[draft.pk]), {"text": "x", "state": "approved"})
    draft.refresh_from_db()
    assert draft.state == MediaDraft.State.PENDING
    assert "delete_selected" not in client.get(reverse(LIST)).content.decode()


def test_bulk_approval_leaves_out_drafts_with_errors_and_says_so(
    browser: Client, make_product: Callable[..., Any]
) -> None:
    good = make_draft(make_product("Good"))
    bad = make_draft(make_product("Bad"), findings=[ERROR])
    page = act(browser, "approve", good, bad)
    assert states() == {"Good": "approved", "Bad": "pending"}
    assert "1 draft approved." in page
    assert "1 draft was left out: it has errors" in page


def test_bulk_rejection_wants_a_reason(browser: Client, draft: MediaDraft) -> None:
    assert "Say why" in act(browser, "reject", draft)
    assert states() == {"Oak Stool": "pending"}
    assert "1 draft rejected." in act(browser, "reject", draft, reason="Too dry.")
    assert MediaDraft.objects.get().reason == "Too dry."


def test_bulk_publication_goes_on_past_a_conflict(browser: Client, make_product: Callable[..., Any]) -> None:
    fine, moved = make_product("Fine"), make_product("Moved")
    drafts = [make_draft(product, state="approved") for product in (moved, fine)]
    moved.description = "<p>A person wrote this.</p>"
    moved.save()
    page = act(browser, "publish", *drafts)
    assert states() == {"Fine": "published", "Moved": "approved"}
    assert "1 draft published." in page
    assert "The product changed after this draft was made" in page


def test_actions_are_offered_by_permission(client: Client, draft: MediaDraft, make_user: Callable[..., User]) -> None:
    client.force_login(make_user("review"))
    page = client.get(reverse(LIST)).content.decode()
    assert 'value="approve"' in page
    assert 'value="publish"' not in page
    act(client, "publish", draft)
    assert states() == {"Oak Stool": "pending"}


def test_a_garbled_key_is_not_found(browser: Client) -> None:
    assert browser.get("/django-admin/pdp_ai/mediadraft/x/change/").status_code == 404
