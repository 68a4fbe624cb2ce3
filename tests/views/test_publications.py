"""The lists of what was published, in both admins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from pdp_ai.actions.publish_draft import publish_draft
from pdp_ai.actions.revert_publication import revert_publication
from pdp_ai.models import BulkDecision, Publication
from pdp_ai.views.face import Face
from tests.drafts import make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]


def address(face: Face) -> str:
    return reverse("admin:pdp_ai_publication_changelist" if face.name == "admin" else "pdp_ai_publications:index")


def test_a_publication_leads_to_its_draft(
    browser: Client, face: Face, product: Any, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    draft = make_draft(product)
    browser.post(face.url("decide", draft.pk, "approve_publish"))
    browser.post(face.url("decide", draft.pk, "undo"))
    with django_assert_max_num_queries(14):
        page = browser.get(address(face)).content.decode()
    assert face.url("draft", draft.pk) in page
    assert page.count("reviewer") >= 2


def test_staff_without_the_permission_see_no_publications(
    client: Client, face: Face, make_user: Callable[..., User]
) -> None:
    client.force_login(make_user())
    assert client.get(address(face)).status_code in {302, 403}


def choose_undo(browser: Client, face: Face, *publications: Publication) -> Any:
    """Ticked in the list; leads to the page that shows what would change."""
    keys = [str(publication.pk) for publication in publications]
    if face.name == "admin":
        return browser.post(address(face), {"action": "undo", "_selected_action": keys}, follow=True)
    action = reverse("wagtail_bulk_action", args=["pdp_ai", "publication", "undo"])
    return browser.get(f"{action}?{'&'.join(f'id={key}' for key in keys)}", follow=True)


def published(product: Any, slot: str = "description", **words: str) -> Publication:
    return publish_draft(make_draft(product, slot, state="approved", **words))


def test_ticked_publications_are_shown_then_undone_then_put_back(
    browser: Client, face: Face, make_product: Callable[..., Any]
) -> None:
    products = [make_product(f"Stool {number}") for number in range(3)]
    publications = [published(product) for product in products]
    later = published(products[0], "packshot")
    assert "publications" in browser.get(address(face)).content.decode().lower()
    page = choose_undo(browser, face, *publications)
    text = page.content.decode()
    assert "Description: Stool 2" in text
    assert "<strong>3</strong> drafts would change" in text
    assert "<del class=" in text
    assert {live(product) for product in products} == {"<p>A fine stool.</p>"}
    done = browser.post(page.request["PATH_INFO"], {"begin": "1"}, follow=True)
    assert {live(product) for product in products} == {""}
    assert products[0].photos.filter(role="packshot").count() == 1
    later.refresh_from_db()
    assert later.reverted_at is None
    assert address(face) in done.content.decode()
    browser.post(page.request["PATH_INFO"], {"reverse": "1"})
    assert {live(product) for product in products} == {"<p>A fine stool.</p>"}


def test_what_somebody_changed_since_is_told_before_and_left_alone(
    browser: Client, face: Face, make_product: Callable[..., Any]
) -> None:
    moved, fine = make_product("Moved"), make_product("Fine")
    publications = [published(moved), published(fine)]
    type(moved).objects.filter(pk=moved.pk).update(description="<p>By hand.</p>")
    page = choose_undo(browser, face, *publications)
    assert "Somebody has changed it since" in page.content.decode()
    done = browser.post(page.request["PATH_INFO"], {"begin": "1"}, follow=True).content.decode()
    assert (live(moved), live(fine)) == ("<p>By hand.</p>", "")
    assert "Left as they are" in done


def test_publications_on_top_of_each_other_are_undone_from_the_top(browser: Client, face: Face, product: Any) -> None:
    first = published(product)
    second = published(type(product).objects.get(pk=product.pk), text="<p>Better.</p>")
    page = choose_undo(browser, face, first, second)
    browser.post(page.request["PATH_INFO"], {"begin": "1"})
    assert live(product) == ""
    assert not Publication.objects.standing().exists()


def test_the_lower_of_two_is_not_undone_alone(browser: Client, face: Face, product: Any) -> None:
    first = published(product)
    published(type(product).objects.get(pk=product.pk), text="<p>Better.</p>")
    page = choose_undo(browser, face, first)
    done = browser.post(page.request["PATH_INFO"], {"begin": "1"}, follow=True).content.decode()
    assert "A later publication stands in its place" in done
    assert live(product) == "<p>Better.</p>"


def test_what_was_undone_already_is_not_chosen(browser: Client, face: Face, product: Any) -> None:
    publication = published(product)
    revert_publication(publication)
    assert "No drafts were chosen." in choose_undo(browser, face, publication).content.decode()
    assert not BulkDecision.objects.exists() or BulkDecision.objects.get().drafts == 0


def test_undoing_many_takes_the_permission_to_publish(
    client: Client, face: Face, product: Any, make_user: Callable[..., User]
) -> None:
    publication = published(product)
    client.force_login(make_user("review"))
    choose_undo(client, face, publication)
    assert not BulkDecision.objects.exists()
    assert live(product) == "<p>A fine stool.</p>"


def live(product: Any) -> str:
    return str(type(product).objects.get(pk=product.pk).description)
