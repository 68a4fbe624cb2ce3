"""Three products go from nothing to published and back; `benchmarks.from_nothing_and_back` takes twenty of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Page
from wagtail.models import Locale

from benchmarks.from_nothing_and_back import ADMINS, Person, publish_and_take_back, report
from example_project.shop.models import Product
from pdp_ai.models import MediaDraft, Publication

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]


@pytest.mark.usefixtures("boss", "cluster")
@pytest.mark.parametrize("admin", ADMINS)
def test_a_newcomer_publishes_products_and_takes_it_back_in_a_few_clicks(
    page: Page, make_product: Callable[..., Any], admin: str
) -> None:
    Locale.objects.get_or_create(language_code="en")
    call_command("setup_shop")  # Wagtail's first page wants a site
    for number in range(3):
        make_product(f"Oak Stool {number + 1}")
    page.set_default_timeout(60_000)
    person = Person(page)
    publish_and_take_back(person, admin, name="boss", password="boss")
    print(report(person, admin, 3, Publication.objects.count()))
    assert Publication.objects.count() == MediaDraft.objects.count() == 18
    assert not Publication.objects.standing().exists()
    assert not Product.objects.exclude(description="").exists()
    # However many products there are.
    assert person.clicks <= 20
