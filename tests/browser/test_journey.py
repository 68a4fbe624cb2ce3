"""The main journey, in either admin: three products ticked, drafts made by real workers, one published and undone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]


@dataclass(frozen=True)
class Admin:
    login: str
    products: str
    drafts: str

    def sign_in(self, page: Page) -> None:
        page.goto(self.login)
        page.locator("[name=username]").fill("boss")
        page.locator("[name=password]").fill("boss")
        page.locator("[type=submit]").first.click()

    def choose_generate(self, page: Page) -> None:
        raise NotImplementedError


class Wagtail(Admin):
    def choose_generate(self, page: Page) -> None:
        for title in ("Oak Stool", "红色运动鞋", "Brass Lamp"):
            page.get_by_role("row").filter(has_text=title).get_by_role("checkbox").check()
        page.get_by_role("link", name="Generate media").click()


class DjangoAdmin(Admin):
    def choose_generate(self, page: Page) -> None:
        for title in ("Oak Stool", "红色运动鞋", "Brass Lamp"):
            page.get_by_role("row").filter(has_text=title).get_by_role("checkbox").check()
        page.get_by_label("Action:").select_option(label="Generate media")
        page.get_by_role("button", name="Run", exact=True).or_(page.get_by_role("button", name="Go")).click()


ADMINS = [
    Wagtail("/admin/login/", "/admin/snippets/shop/product/", "/admin/product-media/drafts/"),
    DjangoAdmin("/django-admin/login/", "/django-admin/shop/product/", "/django-admin/pdp_ai/mediadraft/"),
]


@pytest.mark.usefixtures("boss", "cluster")
@pytest.mark.parametrize("admin", ADMINS, ids=["wagtail", "django"])
def test_from_ticked_products_to_a_published_page_and_back(
    admin: Admin, page: Page, make_product: Callable[..., Any], take: Callable[[Page, str], None]
) -> None:
    products = [make_product(title) for title in ("Oak Stool", "红色运动鞋", "Brass Lamp")]
    admin.sign_in(page)
    page.goto(admin.products)
    admin.choose_generate(page)
    page.get_by_role("button", name="Generate").last.click()
    expect(page.get_by_text(re.compile(r"\b(\d+) of \1 jobs done"))).to_be_visible(timeout=90_000)
    take(page, "made")

    page.goto(f"{admin.drafts}?slot=description")
    page.get_by_role("link", name="A fine 红色运动鞋 for every home.").first.click()
    take(page, "draft")
    page.get_by_role("button", name="Approve and publish").click()

    shelf = page.context.new_page()
    shelf.goto(products[1].get_absolute_url())
    expect(shelf.get_by_role("heading", level=1)).to_have_text("红色运动鞋")
    expect(shelf.get_by_text("A fine 红色运动鞋 for every home.")).to_be_visible()
    take(shelf, "on-the-shop")

    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_text("Taken back: it waits for a decision again.")).to_be_visible()
    shelf.reload()
    expect(shelf.get_by_text("A fine 红色运动鞋 for every home.")).to_have_count(0)
