"""A style from its own page to a draft: changed, tried on three products, saved, and generated with."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from pdp_ai.models import GenerationJob, Style
from tests.browser.test_journey import ADMINS, Admin

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]

STYLES = ["/admin/product-media/styles/", "/django-admin/pdp_ai/style/"]


@pytest.mark.usefixtures("boss", "cluster")
@pytest.mark.parametrize(("admin", "styles"), list(zip(ADMINS, STYLES, strict=True)), ids=["wagtail", "django"])
def test_a_style_is_tried_before_it_is_saved_and_drafts_carry_its_new_version(
    admin: Admin, styles: str, page: Page, make_product: Callable[..., Any]
) -> None:
    for title in ("Oak Stool", "红色运动鞋", "Brass Lamp"):
        make_product(title)
    Style.objects.create(name="House style", voice="Quick and loud.")
    admin.sign_in(page)

    page.goto(styles)
    page.get_by_role("link", name="House style", exact=True).first.click()
    page.get_by_label("Brand voice").fill("Slow and plain.")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Preview on three products").click()
    preview = opened.value
    expect(preview.get_by_role("deletion").filter(has_text="Quick and loud.")).to_be_visible()
    expect(preview.get_by_text("A fine Brass Lamp for every home.")).to_have_count(2, timeout=90_000)
    assert Style.objects.get().version == 1
    preview.close()

    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text(re.compile("House style.* (updated|changed)")).first).to_be_visible()
    page.goto(admin.products)
    admin.choose_generate(page)
    page.get_by_role("button", name="Generate").last.click()
    expect(page.get_by_text(re.compile(r"\b(\d+) of \1 jobs done"))).to_be_visible(timeout=90_000)
    page.goto(f"{admin.drafts}?slot=description")
    page.get_by_role("link", name="A fine Brass Lamp for every home.").first.click()
    expect(page.get_by_text("House style (version 2)").first).to_be_attached()
    made = {job.brief.style.voice for job in GenerationJob.objects.filter(is_preview=False)}
    assert made == {"Slow and plain."}
