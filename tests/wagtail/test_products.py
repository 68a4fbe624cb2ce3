"""What Wagtail's own product pages gain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.html import escape
from wagtail.models import Page, Site

from pdp_ai.models import GenerationJob
from pdp_ai.wagtail.face import FACE
from pdp_ai.wagtail.product_links import ProductMediaPanel, listing_buttons
from tests.drafts import make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]


@pytest.fixture
def clerk(make_user: Callable[..., User]) -> Callable[..., User]:
    def make(*permissions: str) -> User:
        user = make_user(*permissions)
        user.user_permissions.add(Permission.objects.get(content_type__app_label="shop", codename="change_product"))
        return user

    return make


def edit_page(client: Client, product: Any) -> str:
    return client.get(reverse(product.snippet_viewset.get_url_name("edit"), args=[product.pk])).content.decode()


def test_the_bulk_action_leads_to_the_form(
    client: Client, clerk: Callable[..., User], make_product: Callable[..., Any]
) -> None:
    products = [make_product(f"Stool {number}") for number in range(3)]
    client.force_login(clerk("generate"))
    listing = client.get(reverse(products[0].snippet_viewset.get_url_name("list"))).content.decode()
    address = reverse("wagtail_bulk_action", args=["shop", "product", "generate_media"])
    assert address in listing
    chosen = "&".join(f"id={product.pk}" for product in products[:2])
    response = client.get(f"{address}?{chosen}", follow=True)
    assert response.request["PATH_INFO"] == FACE.url("generate")
    assert "Generate media for 2 products" in response.content.decode()
    assert GenerationJob.objects.count() == 0


def test_the_bulk_action_asks_nothing_without_the_permission(
    client: Client, clerk: Callable[..., User], product: Any
) -> None:
    client.force_login(clerk())
    address = reverse("wagtail_bulk_action", args=["shop", "product", "generate_media"])
    assert "do not have permission" in client.get(f"{address}?id={product.pk}", follow=True).content.decode()


def test_the_edit_view_leads_to_the_form_and_to_drafts_that_wait(
    client: Client, clerk: Callable[..., User], product: Any
) -> None:
    make_draft(product)
    client.force_login(clerk("generate", "review"))
    page = edit_page(client, product)
    assert "1 draft to review" in page
    assert escape(FACE.url("generate", products=f"shop.product:{product.pk}")) in page


def test_people_without_the_permissions_see_nothing_new(
    client: Client, clerk: Callable[..., User], product: Any
) -> None:
    client.force_login(clerk())
    page = edit_page(client, product)
    assert "Generate media" not in page
    assert "to review" not in page


def test_other_snippets_are_left_alone(product: Any, admin_user: User) -> None:
    assert [button.label for button in listing_buttons(product, admin_user)] == ["Generate media", "Media drafts"]
    assert not list(listing_buttons(product.category, admin_user))


def test_pages_that_are_no_products_are_left_alone(client: Client, admin_user: User) -> None:
    root = Page.objects.get(depth=1)
    page = root.add_child(title="About", slug="about-us")
    Site.objects.get_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": page})
    client.force_login(admin_user)
    assert "Generate media" not in client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "generate_media"])
    response = client.get(f"{address}?id={page.pk}", follow=True)
    assert "None of what was chosen is a product" in response.content.decode()


def test_the_panel_can_be_put_among_a_products_own(client: Client, clerk: Callable[..., User], product: Any) -> None:
    make_draft(product)
    request = RequestFactory().get("/")
    request.user = clerk("generate", "review")
    handler = ProductMediaPanel(heading="Product media").bind_to_model(type(product))
    bound = handler.get_bound_panel(instance=product, request=request, form=None)
    assert bound.is_shown()
    assert "1 draft to review" in bound.render_html({})
    request.user = clerk()
    assert not handler.get_bound_panel(instance=product, request=request, form=None).is_shown()
