"""What a product's own edit page says of its media."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from example_project.shop.models import Product
from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.models import GenerationJob
from pdp_ai.types import Finding
from pdp_ai.views.face import Face
from tests.drafts import make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]


@pytest.fixture
def editor(browser: Client, reviewer: User) -> Client:
    """May also edit the shop's products."""
    may = Permission.objects.filter(content_type__app_label="shop", codename__in=["change_product", "view_product"])
    reviewer.user_permissions.add(*may)
    return browser


def edit_page(editor: Client, face: Face, product: Any) -> str:
    name = "admin:shop_product_change" if face.name == "admin" else product.snippet_viewset.get_url_name("edit")
    response = editor.get(reverse(name, args=[product.pk]))
    assert response.status_code == 200
    return response.content.decode()


def words(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup))


def test_the_score_stands_there_with_its_reasons(editor: Client, face: Face, product: Any) -> None:
    Product.objects.update(description="<p>A fine stool.</p>", highlights="Oak")
    make_draft(product, findings=[Finding("too_long", "warning", "Rather long.")], state="published")
    page = words(edit_page(editor, face, product))
    assert "25 %" in page
    assert "Missing: Search description, Alternative text, Packshot, Scene." in page
    assert "Live with findings, each counting half: Description." in page


def test_a_complete_product_says_so(editor: Client, face: Face, product: Any, settings: Any) -> None:
    products = settings.PDP_AI["PRODUCTS"]
    entry = {**products["shop.Product"], "GENERATE": ["description"]}
    settings.PDP_AI = {**settings.PDP_AI, "PRODUCTS": {**products, "shop.Product": entry}}
    Product.objects.update(description="<p>A fine stool.</p>")
    page = words(edit_page(editor, face, product))
    assert "100 % All that is usually made is live." in page


def test_drafts_that_wait_are_a_click_away_also_of_slots_that_are_not_usual(
    editor: Client, face: Face, product: Any
) -> None:
    usual, other = make_draft(product), make_draft(product, "title", text="A stool")
    page = edit_page(editor, face, product)
    assert f'href="{face.url("draft", usual.pk)}"' in page
    assert f'href="{face.url("draft", other.pk)}"' in page
    assert "2 drafts to review" in page


def test_what_runs_is_told_and_kept_fresh(editor: Client, face: Face, product: Any) -> None:
    assert "data-pdp-live" not in edit_page(editor, face, product)
    [job] = request_generation([product], Wish(slots=("title",))).jobs
    GenerationJob.objects.filter(pk=job.pk).update(state="running", progress=40)
    page = edit_page(editor, face, product)
    address = re.search(r'data-pdp-live="([^"]+)"', page)
    assert address is not None
    assert "pdp_ai/live.js" in page
    assert "running · 40 %" in page
    GenerationJob.objects.filter(pk=job.pk).update(progress=80)
    part = editor.get(address[1]).content.decode()
    assert "running · 80 %" in part
    assert "<html" not in part


def test_the_part_is_for_people_who_may_watch(
    client: Client, face: Face, product: Any, make_user: Callable[..., User]
) -> None:
    client.force_login(make_user())
    assert client.get(face.url("panel", "shop.product", product.pk)).status_code in {302, 403}


def test_a_product_that_is_gone_has_no_panel(browser: Client, face: Face, db: None) -> None:
    assert browser.get(face.url("panel", "shop.product", 99)).status_code == 404
    assert browser.get(face.url("panel", "auth.user", 1)).status_code == 404


def test_who_may_generate_alone_is_shown_no_drafts(
    client: Client, face: Face, product: Any, make_user: Callable[..., User]
) -> None:
    draft = make_draft(product)
    client.force_login(make_user("generate"))
    part = client.get(face.url("panel", "shop.product", product.pk)).content.decode()
    assert "Generate media" in part
    assert face.url("draft", draft.pk) not in part
