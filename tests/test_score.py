"""How complete a product's page is."""

from __future__ import annotations

from typing import Any

import pytest

from example_project.shop.models import PlainProduct, Product, ProductPhoto
from pdp_ai import registry
from pdp_ai.models import MediaDraft
from pdp_ai.score import lacking_any, score_of, scoring_below
from pdp_ai.types import Finding
from tests.drafts import NOTE, make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]

WARNING = Finding("too_long", "warning", "Rather long.")


def test_a_bare_product_has_nothing_and_the_reasons_name_all_of_it(product: Any) -> None:
    score = score_of(product)
    assert (score.value, score.flagged) == (0, [])
    assert score.missing == ["description", "bullets", "meta_description", "alt_text", "packshot", "scene"]


def test_each_usual_slot_counts_the_same(product: Any) -> None:
    product.description, product.highlights, product.search_description = "<p>Oak.</p>", "Oak", "Oak stool"
    product.save()
    assert score_of(product).value == 50
    assert score_of(product).missing == ["alt_text", "packshot", "scene"]


def test_what_was_published_with_warnings_counts_half_and_says_so(product: Any) -> None:
    Product.objects.update(description="<p>A fine stool.</p>")
    make_draft(product, findings=[WARNING], state="published")
    score = score_of(product)
    assert (score.points["description"], score.flagged, score.value) == (1, ["description"], 8)


def test_a_note_counts_nothing_against_it(product: Any) -> None:
    Product.objects.update(description="<p>A fine stool.</p>")
    make_draft(product, findings=[NOTE], state="published")
    assert score_of(product).flagged == []


def test_a_text_that_a_person_rewrote_is_no_longer_held_against_the_product(product: Any) -> None:
    Product.objects.update(description="<p>A better stool.</p>")
    make_draft(product, findings=[WARNING], state="published")
    assert score_of(product).flagged == []


def test_a_draft_that_waits_counts_for_nothing(product: Any) -> None:
    make_draft(product)
    assert "description" in score_of(product).missing


def test_every_photo_has_to_be_described(product: Any) -> None:
    photo = product.photos.get()
    ProductPhoto.objects.update(alt_text="A round stool")
    assert "alt_text" not in score_of(product).missing
    ProductPhoto.objects.create(product=product, image=photo.image)
    assert "alt_text" in score_of(product).missing
    ProductPhoto.objects.filter(alt_text="").update(role="packshot")
    assert "alt_text" not in score_of(product).missing


PLACES = [
    ("description", {"description": "<p>x</p>"}, True),
    ("description", {"description": ""}, False),
    ("description", {"description": '<p data-block-key="a1b2"></p>\n<p><br/></p>'}, False),
    ("description", {"description": '<p data-block-key="a1b2">.</p>'}, True),
    ("bullets", {"highlights": "Oak"}, True),
    ("title", {"display_title": ""}, False),
]


@pytest.mark.parametrize(("slot", "fields", "filled"), PLACES)
def test_the_database_says_of_all_what_the_adapter_says_of_one(
    product: Any, slot: str, fields: dict[str, str], filled: bool
) -> None:
    Product.objects.update(**fields)
    adapter = registry.adapter_for(product)
    assert adapter.is_filled(Product.objects.get(), slot) is filled
    assert lacking_any(Product.objects.all(), [slot]).exists() is not filled


@pytest.mark.parametrize("slot", ["packshot", "scene"])
def test_a_picture_that_stands_is_not_lacking(product: Any, plain_product: Any, slot: str) -> None:
    assert list(lacking_any(Product.objects.all(), [slot])) == [product]
    assert list(lacking_any(PlainProduct.objects.all(), [slot])) == [plain_product]
    ProductPhoto.objects.update(role=slot)
    PlainProduct.objects.update(**{slot: "workshop/lamp.png"})
    assert not lacking_any(Product.objects.all(), [slot]).exists()
    assert not lacking_any(PlainProduct.objects.all(), [slot]).exists()


def test_scores_below_a_number_are_found_by_that_number(make_product: Any) -> None:
    bare, half = (
        make_product("Bare"),
        make_product("Half", description="<p>x</p>", highlights="x", search_description="x"),
    )
    for most, found in [(1, [bare]), (50, [bare]), (51, [bare, half]), (101, [bare, half]), (0, [])]:
        assert list(scoring_below(Product.objects.order_by("pk"), most)) == found, most
    assert [score_of(product).value for product in (bare, half)] == [0, 50]
    assert not MediaDraft.objects.exists()
