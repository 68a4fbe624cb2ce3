"""What was decided stands in Wagtail's own log: in the product's history and in the site's."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse
from wagtail.log_actions import registry as log_registry
from wagtail.models import ModelLogEntry

from pdp_ai.actions.approve_draft import approve_draft
from pdp_ai.actions.publish_draft import publish_draft
from pdp_ai.actions.reject_draft import reject_draft
from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.actions.revert_publication import revert_publication
from pdp_ai.models import AuditEntry, MediaDraft
from pdp_ai.views.words import ACTION_LABELS
from tests.drafts import make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]


def ours(product: Any) -> list[Any]:
    entries = log_registry.get_logs_for_instance(product).filter(action__startswith="pdp_ai.")
    return list(entries.order_by("pk"))


def test_decisions_stand_in_the_products_log_with_who_and_why(product: Any, admin_user: User) -> None:
    draft, other = make_draft(product), make_draft(product, "bullets", text="One")
    approve_draft(draft, user=admin_user)
    revert_publication(publish_draft(draft, user=admin_user), user=admin_user)
    reject_draft(other, "Too dry.", user=admin_user)
    entries = ours(product)
    assert [entry.action for entry in entries] == [
        "pdp_ai.approved", "pdp_ai.published", "pdp_ai.reverted", "pdp_ai.rejected"
    ]  # fmt: skip
    assert {entry.user for entry in entries} == {admin_user}
    assert entries[0].message == f"Approved: Description, draft {draft.pk}"
    assert entries[3].comment == "Too dry."


def test_the_history_of_the_product_and_the_site_show_them(client: Client, product: Any, admin_user: User) -> None:
    draft = make_draft(product)
    approve_draft(draft, user=admin_user)
    reject_draft(make_draft(product, "bullets", text="One"), "Too dry.", user=admin_user)
    client.force_login(admin_user)
    history = reverse(product.snippet_viewset.get_url_name("history"), args=[product.pk])
    for page in (history, reverse("wagtailadmin_reports:site_history")):
        assert f"Approved: Description, draft {draft.pk}" in client.get(page).content.decode()
    report = client.get(reverse("wagtailadmin_reports:site_history"), {"action": "pdp_ai.rejected"})
    assert f"draft {draft.pk}" not in report.content.decode()
    assert "Rejected: Bullet points" in report.content.decode()


def test_every_kind_of_entry_has_its_words_in_the_log() -> None:
    assert all(log_registry.action_exists(f"pdp_ai.{action}") for action in ACTION_LABELS)


def test_what_was_asked_for_and_products_outside_wagtail_leave_no_entry(product: Any, plain_product: Any) -> None:
    request_generation([product], Wish(slots=("description",)))
    approve_draft(make_draft(plain_product))
    assert not ModelLogEntry.objects.filter(action__startswith="pdp_ai.").exists()


def test_a_log_that_fails_stops_no_decision(product: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise DatabaseError

    monkeypatch.setattr("pdp_ai.wagtail.log.log", fail)
    approve_draft(make_draft(product))
    assert MediaDraft.objects.get().state == "approved"
    assert AuditEntry.objects.filter(action="approved").exists()
