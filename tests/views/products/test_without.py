"""The report of products that lack something."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext, override
from wagtail.users.models import UserProfile

from example_project.shop.models import Product
from pdp_ai.models import BulkRequest, GenerationJob
from pdp_ai.views.face import Face
from tests.drafts import make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]


def report(browser: Client, face: Face, query: str = "") -> str:
    response = browser.get(f"{face.url('without')}?{query}")
    assert response.status_code == 200
    return response.content.decode()


def listed(page: str) -> list[str]:
    return re.findall(r'name="product" value="(\d+)"', page)


def test_products_are_found_by_what_they_lack(browser: Client, face: Face, make_product: Callable[..., Any]) -> None:
    bare, written = make_product("Bare"), make_product("Written", description="<p>x</p>", highlights="x")
    assert listed(report(browser, face, "slot=description")) == [str(bare.pk)]
    assert listed(report(browser, face, "slot=description&slot=scene")) == [str(bare.pk), str(written.pk)]
    assert listed(report(browser, face, "below=20")) == [str(bare.pk)]
    assert listed(report(browser, face)) == [str(bare.pk), str(written.pk)]


def test_a_row_says_what_is_missing_what_waits_and_the_score(browser: Client, face: Face, product: Any) -> None:
    make_draft(product)
    page = report(browser, face)
    assert "1 draft to review" in page
    assert '<span class="pdp-badge pdp-tone-quiet">Scene</span>' in page
    assert '<td class="pdp-number">0 %</td>' in page


def test_the_other_product_model_is_a_choice_away(browser: Client, face: Face, plain_product: Any) -> None:
    assert "Brass Lamp" in report(browser, face, "model=shop.plainproduct")
    assert "Brass Lamp" not in report(browser, face)


@pytest.mark.parametrize("query", ["slot=nonsense", "below=many", "model=auth.user", "below=%FF", "slot=%00"])
def test_what_is_not_understood_is_left_out(browser: Client, face: Face, product: Any, query: str) -> None:
    assert listed(report(browser, face, query)) == [str(product.pk)]


def test_a_made_up_page_is_not_found(browser: Client, face: Face, product: Any) -> None:
    assert browser.get(face.url("without", after="x")).status_code == 404


def test_nobody_learns_of_it_without_a_permission(
    client: Client, face: Face, make_user: Callable[..., User], product: Any
) -> None:
    client.force_login(make_user())
    assert client.get(face.url("without")).status_code in {302, 403}


def test_who_may_only_review_is_offered_no_buttons(
    client: Client, face: Face, make_user: Callable[..., User], product: Any
) -> None:
    client.force_login(make_user("review"))
    page = report(client, face)
    assert "Oak Stool" in page
    assert "Generate for" not in page
    assert client.post(face.url("without"), {"all": "1"}).status_code in {302, 403}
    assert not GenerationJob.objects.exists()


def test_what_is_ticked_leads_to_the_form_with_what_was_missing(
    browser: Client, face: Face, make_product: Callable[..., Any]
) -> None:
    first, _second = make_product("First"), make_product("Second")
    response = browser.post(f"{face.url('without')}?slot=scene", {"product": [str(first.pk)]}, follow=True)
    page = response.content.decode()
    assert "Generate media for 1 product" in page
    assert re.findall(r'name="slots" value="(\w+)"[^>]*checked', page) == ["scene"]
    assert not GenerationJob.objects.exists()


def test_all_that_fit_can_be_asked_for_at_once(
    browser: Client, face: Face, make_product: Callable[..., Any], settings: Any
) -> None:
    settings.PDP_AI = {**settings.PDP_AI, "LIMITS": {"BULK_FROM": 2}}
    for number in range(4):
        make_product(f"Stool {number}")
    Product.objects.filter(title="Stool 0").update(description="<p>x</p>")
    response = browser.post(f"{face.url('without')}?slot=description", {"all": "1"}, follow=True)
    assert "Generate media for 3 products" in response.content.decode()
    assert BulkRequest.objects.get().products == 3


def test_nothing_ticked_says_so(browser: Client, face: Face, product: Any) -> None:
    response = browser.post(face.url("without"), {})
    assert "Tick the products first." in response.content.decode()


def test_pages_go_on_after_the_last_row_and_cost_the_same_however_many_there_are(
    browser: Client, face: Face, product: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pdp_ai.views.products.without.PER_PAGE", 10)
    queries: list[int] = []
    for count in (10, 40):
        Product.objects.bulk_create(
            Product(sku=f"B-{count}-{n}", slug=f"b-{count}-{n}", title=f"Stool {n}", category=product.category)
            for n in range(count)
        )
        report(browser, face)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page = report(browser, face)
        queries.append(len(captured))
    assert queries[0] == queries[1]
    assert queries[0] <= 16
    seen = listed(page)
    while following := re.search(r'rel="next" href="[^"]*\?([^"]+)"', page):
        page = report(browser, face, following[1].replace("&amp;", "&"))
        seen += listed(page)
    assert seen == [str(key) for key in Product.objects.order_by("pk").values_list("pk", flat=True)]


def test_all_of_it_is_a_table_for_a_spreadsheet(
    browser: Client, face: Face, make_product: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pdp_ai.views.products.without.PER_EXPORT", 2)
    keys = [make_product(title).pk for title in ("=SUM(1)", "Lamp, tall", "Stool", "Done")]
    Product.objects.filter(title="Done").update(description="<p>x</p>")
    make_draft(Product.objects.get(title="Stool"))
    link = re.search(r'href="([^"]+export=csv)" download', report(browser, face, "slot=description&after=1"))
    assert link is not None
    response = browser.get(link[1].replace("&amp;", "&"))
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.streaming
    rows = list(csv.reader(b"".join(response).decode().splitlines()))
    assert rows[0] == ["Key", "Product", "Score", "What is missing", "With findings", "Drafts to review"]
    assert [row[:2] for row in rows[1:]] == [
        [str(keys[0]), "'=SUM(1)"],
        [str(keys[1]), "Lamp, tall"],
        [str(keys[2]), "Stool"],
    ]
    assert "Description" in rows[3][3]
    assert [row[5] for row in rows[1:]] == ["0", "0", "1"]


def test_the_table_speaks_the_readers_language(browser: Client, face: Face, product: Any, reviewer: User) -> None:
    UserProfile.get_for_user(reviewer)
    UserProfile.objects.update(preferred_language="zh-hans")
    response = browser.get(face.url("without", export="csv"), headers={"accept-language": "zh-hans"})
    with override("zh-hans"):
        said = gettext("Description")
    assert not said.isascii()
    assert said in b"".join(response).decode()
