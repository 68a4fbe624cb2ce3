"""What the shop's own admin pages gain from `GenerateMediaMixin`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from pdp_ai.models import GenerationJob, Style
from tests.drafts import make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]

LIST = "admin:shop_product_changelist"


@pytest.fixture
def clerk(make_user: Callable[..., User]) -> Callable[..., User]:
    """Staff who may change products, with permissions of pdp_ai as named."""

    def make(*permissions: str) -> User:
        user = make_user(*permissions)
        user.user_permissions.add(Permission.objects.get(content_type__app_label="shop", codename="change_product"))
        return user

    return make


def test_the_action_leads_to_the_form_and_the_form_writes_jobs(
    client: Client, clerk: Callable[..., User], make_product: Callable[..., Any]
) -> None:
    products = [make_product(f"Stool {number}") for number in range(3)]
    client.force_login(clerk("generate"))
    chosen = {"action": "generate_media", "_selected_action": [product.pk for product in products[:2]]}
    response = client.post(reverse(LIST), chosen, follow=True)
    assert "Generate media for 2 products" in response.content.decode()
    assert GenerationJob.objects.count() == 0
    data = {"products": "shop.product:1,2", "slots": ["description"], "fill": "empty"}
    client.post(reverse("admin:pdp_ai_mediadraft_generate"), data)
    assert set(GenerationJob.objects.values_list("product_title", flat=True)) == {"Stool 0", "Stool 1"}


def test_hundreds_of_products_fit_into_one_request(
    client: Client, clerk: Callable[..., User], make_product: Callable[..., Any]
) -> None:
    products = [make_product(f"Stool {number}", photo=None) for number in range(600)]
    client.force_login(clerk("generate"))
    chosen = {"action": "generate_media", "_selected_action": [products[0].pk], "select_across": "1"}
    page = client.post(reverse(LIST), chosen).content.decode()
    assert "Generate media for 600 products" in page
    assert "for the first 50 products" in page
    token = "shop.product:" + ",".join(str(product.pk) for product in products)
    assert token in page
    data = {"products": token, "slots": ["description"], "fill": "empty"}
    client.post(reverse("admin:pdp_ai_mediadraft_generate"), data)
    assert GenerationJob.objects.count() == 600


def test_without_the_permission_there_is_neither_action_nor_button(
    client: Client, clerk: Callable[..., User], product: Any
) -> None:
    client.force_login(clerk())
    assert "generate_media" not in client.get(reverse(LIST)).content.decode()
    page = client.get(reverse("admin:shop_product_change", args=[product.pk])).content.decode()
    assert "Generate media" not in page
    assert "Media drafts" not in page


def test_the_change_page_tells_of_drafts_that_wait(client: Client, clerk: Callable[..., User], product: Any) -> None:
    make_draft(product)
    make_draft(product, "bullets")
    client.force_login(clerk("generate", "review"))
    page = client.get(reverse("admin:shop_product_change", args=[product.pk])).content.decode()
    assert "2 drafts to review" in page
    assert f"?products=shop.product%3A{product.pk}" in page


def test_a_product_without_entry_in_the_settings_is_left_alone(
    client: Client, clerk: Callable[..., User], product: Any, settings: Any
) -> None:
    settings.PDP_AI = {**settings.PDP_AI, "PRODUCTS": {}}
    client.force_login(clerk("generate", "review"))
    assert "generate_media" not in client.get(reverse(LIST)).content.decode()
    page = client.get(reverse("admin:shop_product_change", args=[product.pk])).content.decode()
    assert "Generate media" not in page


def test_styles_are_edited_in_the_admin(client: Client, admin_user: User) -> None:
    client.force_login(admin_user)
    data = {"name": "House", "preset": "balanced", "candidates": "2", "is_active": "on"}
    client.post(reverse("admin:pdp_ai_style_add"), data)
    assert Style.objects.get().candidates == 2
