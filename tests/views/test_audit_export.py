"""The audit: only ever added to, and to be had as a file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from pdp_ai.models import AuditEntry, MediaDraft
from pdp_ai.models.audit import AppendOnly
from pdp_ai.views.face import Face
from tests.drafts import make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]


def test_who_did_what_can_be_had_as_a_file(browser: Client, face: Face, make_product: Callable[..., Any]) -> None:
    drafts = [make_draft(make_product(title)) for title in ("One", "=Two()")]
    for draft in drafts:
        browser.post(face.url("decide", draft.pk, "reject"), {"quick": "Not true"})
    rows = list(csv.DictReader(io.StringIO(b"".join(browser.get(face.url("audit", "csv"))).decode())))
    assert [(row["who"], row["action"], row["product_title"]) for row in rows] == [
        ("reviewer", "rejected", "One"),
        ("reviewer", "rejected", "'=Two()"),
    ]
    only = {"product_model": "shop.product", "product_id": drafts[0].product_id}
    lines = b"".join(browser.get(face.url("audit", "jsonl", **only))).decode().splitlines()
    assert [json.loads(line)["detail"] for line in lines] == [{"reason": "Not true"}]


def test_the_audit_is_for_reviewers(client: Client, face: Face, make_user: Callable[..., User]) -> None:
    client.force_login(make_user("publish"))
    assert client.get(face.url("audit", "csv")).status_code in {302, 403}


def test_entries_are_neither_changed_nor_deleted(draft: MediaDraft) -> None:
    entry = AuditEntry.objects.record("approved", draft, None)
    for tamper in (
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(action="x"),
    ):
        with pytest.raises(AppendOnly):
            tamper()
    assert AuditEntry.objects.get().action == "approved"


def test_a_person_can_be_deleted_and_what_they_did_stays(draft: MediaDraft, make_user: Callable[..., User]) -> None:
    user = make_user("review")
    AuditEntry.objects.record("approved", draft, user)
    user.delete()
    assert AuditEntry.objects.get().user is None
