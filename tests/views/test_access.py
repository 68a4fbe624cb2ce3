"""Who may see what: every address, in both admins, for strangers and for staff without the permission."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from django.contrib.auth.models import User
from django.test import Client

from pdp_ai.models import GenerationJob, MediaDraft
from pdp_ai.views.draft.allowed import RULES
from pdp_ai.views.face import Face
from tests.drafts import make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]


@pytest.fixture
def picture(product: Any) -> MediaDraft:
    return make_draft(product, "packshot")


def addresses(face: Face, draft: MediaDraft) -> list[str]:
    return [
        face.url("room"),
        face.url("drafts"),
        face.url("draft", draft.pk),
        face.url("file", draft.pk),
        face.url("file", draft.pk, width=320),
        face.url("generate", products=f"shop.product:{draft.product_id}"),
        face.url("jobs"),
        face.url("progress", jobs=draft.job_id),
        face.url("status", jobs=draft.job_id),
        face.url("take_back", 1),
        *(face.url("decide", draft.pk, decision) for decision in RULES),
    ]


def test_a_stranger_is_sent_to_sign_in(client: Client, face: Face, picture: MediaDraft) -> None:
    for address in addresses(face, picture):
        for send in (client.get, client.post):
            response = send(address)
            assert response.status_code == 302, address
            assert "/login/" in response.headers["Location"], address


def test_staff_without_the_permission_see_nothing(
    client: Client, face: Face, picture: MediaDraft, make_user: Callable[..., User]
) -> None:
    client.force_login(make_user())
    for address in addresses(face, picture):
        for send in (client.get, client.post):
            response = send(address)
            # Wagtail leads back to its home page with a message, Django's admin says 403.
            allowed = [403] if face.name == "admin" or "/file/" in address else [302, 403]
            assert response.status_code in allowed, address
            assert response.headers.get("Location", "/admin/") == "/admin/", address
    picture.refresh_from_db()
    assert picture.state == MediaDraft.State.PENDING
    assert GenerationJob.objects.count() == 1


def test_people_with_the_permissions_see_every_page(browser: Client, face: Face, picture: MediaDraft) -> None:
    for address in addresses(face, picture)[:9]:
        response = browser.get(address)
        assert response.status_code == 200, address
        assert b"".join(response)


def test_decisions_are_never_taken_by_following_a_link(browser: Client, face: Face, draft: MediaDraft) -> None:
    for decision in RULES:
        response = browser.get(face.url("decide", draft.pk, decision, slot="title"))
        assert (response.status_code, response.url) == (302, face.url("draft", draft.pk, slot="title"))
    draft.refresh_from_db()
    assert draft.state == MediaDraft.State.PENDING


def test_decisions_want_the_forms_token(face: Face, draft: MediaDraft, reviewer: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(reviewer)
    assert strict.post(face.url("decide", draft.pk, "approve")).status_code == 403


def test_a_reviewer_who_may_not_publish_is_not_offered_it(
    client: Client, face: Face, draft: MediaDraft, make_user: Callable[..., User]
) -> None:
    client.force_login(make_user("review"))
    page = client.get(face.url("draft", draft.pk)).content.decode()
    assert face.url("decide", draft.pk, "approve") in page
    assert face.url("decide", draft.pk, "approve_publish") not in page
    assert face.url("decide", draft.pk, "again") not in page


@pytest.mark.parametrize("decision", ["publish", "approve_publish", "undo", "again"])
def test_what_is_not_offered_is_refused_too(
    client: Client, face: Face, product: Any, make_user: Callable[..., User], decision: str
) -> None:
    states = {"publish": "approved", "undo": "published"}
    draft = make_draft(product, state=states.get(decision, "pending"))
    client.force_login(make_user("review"))
    response = client.post(face.url("decide", draft.pk, decision))
    assert response.status_code in {302, 403, 409}
    assert MediaDraft.objects.get(pk=draft.pk).state == draft.state
    assert GenerationJob.objects.count() == 1
    product.refresh_from_db()
    assert product.description == ""


def test_unknown_drafts_and_decisions_are_not_found(browser: Client, face: Face, draft: MediaDraft) -> None:
    assert browser.get(face.url("draft", 999_999)).status_code == 404
    assert browser.get(face.url("file", 999_999)).status_code == 404
    assert browser.post(face.url("decide", 999_999, "approve")).status_code == 404
    assert browser.post(face.url("decide", draft.pk, "burn")).status_code == 404


def test_whoever_was_signed_out_meanwhile_comes_back_to_the_page_and_is_told(
    browser: Client, face: Face, draft: MediaDraft, reviewer: User
) -> None:
    address = face.url("decide", draft.pk, "approve")
    browser.logout()
    sign_in = browser.post(address, {"seen": draft.text})
    assert sign_in.status_code == 302
    assert address in unquote(sign_in.url)
    browser.force_login(reviewer)
    page = browser.get(address, follow=True).content.decode()
    assert "you had to sign in again" in page
    assert face.url("decide", draft.pk, "approve") in page
