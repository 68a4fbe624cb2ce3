"""What the public sees of the example shop."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from wagtail.images import get_image_model

from example_project.shop.models import Category, PlainProduct, Product, ProductPhoto
from example_project.shop.slugs import unique_slug
from example_project.shop.templatetags.shop_tags import copy_html, money

from .conftest import WriteCatalogue, png

pytestmark = pytest.mark.django_db


@pytest.fixture
def category() -> Category:
    home = Category.objects.create(name="Home", slug="home")
    return Category.objects.create(name="Furniture", slug="furniture", parent=home)


@pytest.fixture
def product(category: Category) -> Product:
    return make_product(
        category=category,
        description="<p>Oiled by hand.</p>",
        highlights="Solid oak\n\nMade to last\n",
        search_description="A stool of solid oak.",
        supplier_notes="For the shop's eyes only.",
        attributes={"Material": "oak"},
    )


def make_product(sku: str = "ST-01", title: str = "Oak Stool", **fields: object) -> Product:
    values = {"price": Decimal("1289.00"), "currency": "EUR"} | fields
    return Product.objects.create(sku=sku, title=title, slug=unique_slug(Product, title, sku), **values)


def add_photo(product: Product, role: str, colour: str) -> ProductPhoto:
    image = get_image_model()(title=colour, file=ContentFile(png(colour), f"{colour}.png"))
    image.save()
    return ProductPhoto.objects.create(product=product, image=image, role=role, alt_text=f"In {colour}")


def page(client: Client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_a_product_page_shows_its_published_copy_and_data(client: Client, product: Product) -> None:
    soup = page(client, product.get_absolute_url())
    assert soup.h1.text == "Oak Stool"
    assert soup.select_one(".product__price").text.strip() == "€1,289.00"
    assert [item.text for item in soup.select(".highlights li")] == ["Solid oak", "Made to last"]
    assert "Oiled by hand." in soup.select_one(".copy").text
    assert [cell.text for cell in soup.select(".attributes td")] == ["oak", "ST-01"]
    assert [step.text for step in soup.select(".breadcrumb li")] == ["Shop", "Home", "Furniture", "Oak Stool"]
    assert soup.select_one("meta[name=description]")["content"] == "A stool of solid oak."
    assert "For the shop's eyes only." not in soup.text


def test_the_gallery_shows_packshot_then_own_photos_then_scenes(client: Client, product: Product) -> None:
    for role, colour in [("scene", "green"), ("", "tan"), ("packshot", "white")]:
        add_photo(product, role, colour)
    soup = page(client, product.get_absolute_url())
    assert [image["alt"] for image in soup.select(".gallery__thumbs img")] == ["In white", "In tan", "In green"]
    assert soup.select_one(".gallery__main img")["alt"] == "In white"
    assert soup.select_one(".gallery__thumbs a")["href"].startswith("/media/")
    listing = page(client, "/")
    assert listing.select_one(".card img")["alt"] == "In white"


def test_structured_data_describes_the_product(client: Client, product: Product) -> None:
    add_photo(product, "", "tan")
    data = json.loads(page(client, product.get_absolute_url()).select_one("script[type='application/ld+json']").text)
    assert (data["@type"], data["name"], data["sku"]) == ("Product", "Oak Stool", "ST-01")
    assert (data["offers"]["price"], data["offers"]["priceCurrency"]) == ("1289.00", "EUR")
    assert data["category"] == "Home > Furniture"
    assert data["image"][0].startswith("http://testserver/media/")


def test_published_questions_are_told_to_search_engines_as_they_stand_on_the_page(client: Client) -> None:
    questions = "<h3>Is it oiled?</h3><p>Yes, by <b>hand</b> &amp; twice.</p><h3>And how high?</h3><p>45 cm.</p>"
    product = make_product(questions=questions)
    scripts = page(client, product.get_absolute_url()).select("script[type='application/ld+json']")
    data = json.loads(scripts[1].text)
    assert data["@type"] == "FAQPage"
    assert [(one["name"], one["acceptedAnswer"]["text"]) for one in data["mainEntity"]] == [
        ("Is it oiled?", "Yes, by hand & twice."), ("And how high?", "45 cm."),
    ]  # fmt: skip


def test_a_product_without_questions_has_no_empty_list_of_them(client: Client) -> None:
    product = make_product(questions="<p>No question here.</p>")
    assert len(page(client, product.get_absolute_url()).select("script[type='application/ld+json']")) == 1


def test_no_question_can_end_its_script(client: Client) -> None:
    product = make_product(questions="<h3>&lt;/script&gt;&lt;script&gt;alert(1)?</h3><p>No &lt;!--</p>")
    assert b"<script>alert" not in client.get(product.get_absolute_url()).content


def test_no_title_can_end_the_structured_data_script(client: Client) -> None:
    title = "</script><script>alert(1)</script> & <!-- \u2028"
    product = make_product(title=title)
    response = client.get(product.get_absolute_url())
    assert b"<script>alert" not in response.content
    scripts = BeautifulSoup(response.content, "html.parser").find_all("script")
    assert [script.get("type") or script["src"] for script in scripts] == [
        "application/ld+json",
        "/static/shop/gallery.js",
    ]
    assert json.loads(scripts[0].text)["name"] == title


def test_a_chinese_title_reaches_the_public_page_unharmed(client: Client, write_catalogue: WriteCatalogue) -> None:
    call_command("load_catalog", write_catalogue({"title": "红色运动鞋", "language": "zh-Hans", "currency": "CNY"}))
    product = Product.objects.get()
    assert product.slug == "红色运动鞋"
    soup = page(client, product.get_absolute_url())
    assert soup.h1.text == "红色运动鞋"
    assert soup.select_one("article")["lang"] == "zh-Hans"
    assert soup.select_one(".product__price").text.strip() == "CN¥89.00"
    assert "红色运动鞋" in page(client, "/").select_one(".card__title").text
    assert len(page(client, "/?q=运动").select(".card")) == 1


def test_only_live_products_are_public(client: Client, product: Product, category: Category) -> None:
    hidden = make_product("ST-02", "Secret Stool", live=False, category=category)
    for address in ("/", "/?q=stool", category.get_absolute_url(), product.get_absolute_url()):
        assert "Secret Stool" not in page(client, address).text
    assert client.get(hidden.get_absolute_url()).status_code == 404


def test_a_persons_unpublished_draft_is_not_public(client: Client, product: Product) -> None:
    product.title = "Ash Stool"
    product.save_revision()
    assert page(client, product.get_absolute_url()).h1.text == "Oak Stool"


def test_copy_that_slipped_in_unclean_is_cleaned_when_shown(client: Client, product: Product) -> None:
    product.description = '<p onclick="x()">Fine</p><script>alert(1)</script><a href="javascript:x()">link</a>'
    product.save()
    copy = page(client, product.get_absolute_url()).select_one(".copy")
    assert str(copy) == '<div class="copy"><p>Fine</p>link</div>'


def test_a_category_lists_what_is_below_it(client: Client, product: Product, category: Category) -> None:
    make_product("ST-02", "Road Bike")
    soup = page(client, category.parent.get_absolute_url())
    assert [card.text for card in soup.select(".card__title")] == ["Oak Stool"]
    assert [chip.text for chip in soup.select(".chips a")] == ["Furniture"]
    assert client.get("/category/nothing/").status_code == 404


def test_a_product_without_title_price_or_photo_still_has_a_page(client: Client) -> None:
    product = make_product(title="", price=None)
    soup = page(client, product.get_absolute_url())
    assert soup.h1.text == "ST-01"
    assert soup.select_one(".product__price").text.strip() == "Price on request"
    assert "No picture yet" in soup.text


def test_the_list_is_paged_and_costs_the_same_whatever_its_length(
    client: Client, django_assert_max_num_queries: object
) -> None:
    for number in range(30):
        add_photo(make_product(f"ST-{number}", f"Stool {number:02}"), "", "tan")
    client.get("/")
    with django_assert_max_num_queries(8):
        soup = page(client, "/?q=stool")
    assert len(soup.select(".card")) == 24
    assert soup.select_one(".pages a")["href"] == "?q=stool&page=2"
    assert len(page(client, "/?q=stool&page=2").select(".card")) == 6


def test_the_shops_pages_hold_no_inline_script_or_style(client: Client, product: Product) -> None:
    add_photo(product, "", "tan")
    plain = PlainProduct.objects.create(sku="W-1", name="Bowl")
    addresses = ["/", product.get_absolute_url(), "/workshop/", plain.get_absolute_url()]
    for address in addresses:
        response = client.get(address)
        assert response.headers["Content-Security-Policy"].startswith("default-src 'self'")
        soup = BeautifulSoup(response.content, "html.parser")
        assert not soup.find_all("style")
        assert not soup.find_all(style=True)
        assert not re.search(rb"\son[a-z]+=", response.content)
        assert all(script.get("src") or script["type"] == "application/ld+json" for script in soup.find_all("script"))


def test_plain_products_have_pages_of_their_own(client: Client) -> None:
    product = PlainProduct.objects.create(
        sku="W-1",
        name="Bowl",
        text="Turned ash.\n\nOiled.",
        meta="A bowl.",
        price=Decimal(20),
        details={"Wood": "ash"},
    )
    product.photo.save("bowl.png", ContentFile(png()))
    product.packshot.save("bowl-packshot.png", ContentFile(png("white")))
    hidden = PlainProduct.objects.create(sku="W-2", name="Secret Bowl", live=False)
    assert [card.text for card in page(client, "/workshop/").select(".card__title")] == ["Bowl"]
    soup = page(client, product.get_absolute_url())
    assert str(soup.select_one(".copy")) == '<div class="copy"><p>Turned ash.</p><p>Oiled.</p></div>'
    assert "packshot" in soup.select_one(".gallery__main img")["src"]
    assert soup.select_one("meta[name=description]")["content"] == "A bowl."
    assert client.get(hidden.get_absolute_url()).status_code == 404


def test_wagtail_previews_a_product_before_it_is_saved(product: Product) -> None:
    product.title = "Ash Stool"
    response = product.make_preview_request()
    assert "Ash Stool" in response.rendered_content


@pytest.mark.parametrize(
    ("price", "currency", "shown"),
    [
        (Decimal(1299), "USD", "$1,299.00"),
        (Decimal("1500.00"), "JPY", "¥1,500"),
        (Decimal("12.5"), "SEK", "12.50\N{NO-BREAK SPACE}SEK"),
        (None, "USD", ""),
    ],
)
def test_prices_are_written_as_shoppers_know_them(price: Decimal | None, currency: str, shown: str) -> None:
    assert money(price, currency) == shown


def test_plain_text_copy_is_escaped_and_set_in_paragraphs() -> None:
    assert copy_html("3 < 4\n\nand so on") == "<p>3 &lt; 4</p><p>and so on</p>"


@pytest.mark.parametrize(
    "address",
    [
        "/admin/snippets/shop/product/",
        "/admin/snippets/shop/product/?q=stool",
        "/admin/snippets/shop/product/add/",
        "/admin/snippets/shop/product/edit/{pk}/",
        "/admin/snippets/shop/category/",
        "/django-admin/shop/product/",
        "/django-admin/shop/product/add/",
        "/django-admin/shop/product/{pk}/change/",
        "/django-admin/shop/plainproduct/add/",
    ],
)
def test_staff_find_the_catalogue_in_both_admins(client: Client, product: Product, address: str) -> None:
    add_photo(product, "", "tan")
    client.force_login(get_user_model().objects.create_superuser("boss"))
    assert client.get(address.format(pk=product.pk)).status_code == 200


def test_both_product_admins_offer_to_generate_media(client: Client, product: Product) -> None:
    PlainProduct.objects.create(sku="W-1", name="Bowl")
    client.force_login(get_user_model().objects.create_superuser("boss"))
    for model in ("product", "plainproduct"):
        soup = page(client, f"/django-admin/shop/{model}/")
        assert soup.select_one("select[name=action] option[value=generate_media]").text == "Generate media"


def test_an_edit_in_djangos_admin_reaches_wagtails_editor(client: Client, product: Product) -> None:
    product.save_revision().publish()
    client.force_login(get_user_model().objects.create_superuser("boss"))
    address = f"/django-admin/shop/product/{product.pk}/change/"
    form = client.get(address).context["adminform"].form
    data = {name: form[name].value() or "" for name in form.fields} | {"title": "Ash Stool", "attributes": "{}"}
    for inline in ("photos", "variants"):
        data |= {f"{inline}-TOTAL_FORMS": "0", f"{inline}-INITIAL_FORMS": "0"}
    assert client.post(address, data).status_code == 302
    product = Product.objects.get()
    assert (product.title, product.get_latest_revision_as_object().title) == ("Ash Stool", "Ash Stool")


def test_the_shops_templates_and_styles_ask_nobody_outside() -> None:
    shop = Path(__file__).resolve().parents[2] / "example_project" / "shop"
    for file in [*shop.glob("templates/**/*.html"), *shop.glob("static/**/*.css"), *shop.glob("static/**/*.js")]:
        assert "http" not in file.read_text().replace("http-equiv", ""), file
