"""Every page of ours against WCAG 2.2 A and AA, as far as a program can judge: light and dark, English and Chinese."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page
from wagtail.users.models import UserProfile

from tests.browser.axe import COLOURS, HEADINGS, violations
from tests.browser.stage import Stage

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(240),
    pytest.mark.usefixtures("stand_ins"),
]


#: Pages of Django's admin and of Wagtail's, with parts of ours in them: their headings go by their own rules.
THEIRS = {"drafts", "jobs", "publications", "styles", "style", "product", "API tokens", "webhooks"}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("admin", ["admin", "wagtail"])
def test_no_page_keeps_anybody_out(
    new_window: Callable[..., Page], boss: User, make_product: Callable[..., Any], admin: str, language: str
) -> None:
    UserProfile.objects.create(user=boss, preferred_language=language)  # Wagtail goes by the account
    page = new_window(boss, locale=language)
    found = []
    for name, address in Stage(make_product, boss).pages(admin):
        page.emulate_media(color_scheme="light")
        page.goto(address)
        assert page.locator("html").get_attribute("lang") == language
        more = () if name in THEIRS else HEADINGS
        found += [f"{name}: {line}" for line in violations(page, more=more)]
        if language == "en":
            page.emulate_media(color_scheme="dark")
            found += [f"{name}, dark: {line}" for line in violations(page, COLOURS)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("admin", ["admin", "wagtail"])
def test_no_page_is_wider_than_a_phone(
    new_window: Callable[..., Page], boss: User, make_product: Callable[..., Any], admin: str
) -> None:
    page = new_window(boss, viewport={"width": 390, "height": 844})
    wide = {}
    for name, address in Stage(make_product, boss).pages(admin):
        page.goto(address)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 390:
            wide[name] = width
    assert not wide


def test_a_page_that_breaks_the_rules_is_found_out(page: Page) -> None:
    page.goto("about:blank")
    bad = '<img src="x"><p style="color: #aaa; background: #fff">Hard to read</p><h1>One</h1><h3>Three</h3>'
    page.set_content(f"<main>{bad}</main>")
    found = "\n".join(violations(page, more=HEADINGS))
    assert "image-alt" in found
    assert "color-contrast" in found
    assert "heading-order" in found
