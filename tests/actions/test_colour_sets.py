"""A set of drafts, one a variant, on its way to the shop's own rows and back."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.images import ImageFile
from wagtail.images import get_image_model

from example_project.shop.models import Product, ProductVariant
from pdp_ai import registry
from pdp_ai.actions.approve_draft import approve_draft
from pdp_ai.actions.publish_draft import publish_draft
from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.actions.revert_publication import revert_publication
from pdp_ai.actions.run_generation import run_generation
from pdp_ai.exceptions import PublishConflict, PublishRefused
from pdp_ai.models import MediaDraft
from tests.conftest import photo_bytes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]
SET = Wish(slots=("colour_set",))


def image(colour: str) -> Any:
    file = ImageFile(io.BytesIO(photo_bytes(colour)), name=f"{colour}.png")
    return get_image_model().objects.create(title=colour, file=file)


@pytest.fixture
def mug(make_product: Callable[..., Any]) -> Product:
    product: Product = make_product("Enamel Mug")
    for order, (colour, photo) in enumerate([("sage", image("seagreen")), ("navy", image("navy")), ("rust", None)]):
        ProductVariant.objects.create(product=product, colour=colour, image=photo, sort_order=order)
    return fresh(product)


def fresh(product: Product) -> Product:
    return Product.objects.get(pk=product.pk)


def made(product: Product) -> list[MediaDraft]:
    request_generation([product], SET)
    run_generation("cpu")
    return list(MediaDraft.objects.open().filter(slot="colour_set").order_by("pk"))


def scenes(product: Product) -> dict[str, bool]:
    return {variant.colour: bool(variant.scene) for variant in fresh(product).variants.all()}


def test_every_variant_with_a_photo_gets_a_draft_under_its_own_name(mug: Product) -> None:
    sage, navy = made(mug)
    assert (sage.product_name, navy.product_name) == ("Enamel Mug, sage", "Enamel Mug, navy")
    assert sage.place == f"colour_set#{sage.photo_key}"
    adapter = registry.adapter_for(mug)
    assert adapter.photo_url(mug, sage.photo_key) == mug.variants.get(colour="sage").image.file.url
    assert [finding["code"] for finding in sage.findings] == ["variant_without_photo"]


def test_a_draft_is_published_to_its_own_variant_and_undone(mug: Product) -> None:
    sage, _navy = made(mug)
    approve_draft(sage)
    publication = publish_draft(sage)
    assert scenes(mug) == {"sage": True, "navy": False, "rust": False}
    assert fresh(mug).variants.get(colour="sage").scene.title == "Enamel Mug, sage"
    assert fresh(mug).get_latest_revision_as_object().variants.all()[0].scene
    revert_publication(publication)
    assert not any(scenes(mug).values())


def test_a_set_with_a_gap_is_made_anew_as_a_whole(mug: Product) -> None:
    sage, navy = made(mug)
    approve_draft(sage)
    publish_draft(sage)
    approve_draft(navy)
    publish_draft(navy)
    [skipped] = request_generation([fresh(mug)], SET).skipped
    assert skipped.reason == "Already filled."
    ProductVariant.objects.filter(colour="navy").update(scene=None)
    assert len(made(fresh(mug))) == 2


def test_a_replaced_photo_stops_the_picture_made_from_it(mug: Product) -> None:
    sage, _navy = made(mug)
    approve_draft(sage)
    ProductVariant.objects.filter(colour="sage").update(image=image("olive"))
    with pytest.raises(PublishConflict, match="replaced or removed"):
        publish_draft(sage)


def test_a_removed_variant_has_no_place_left(mug: Product) -> None:
    sage, _navy = made(mug)
    approve_draft(sage)
    ProductVariant.objects.filter(colour="sage").delete()
    with pytest.raises((PublishConflict, PublishRefused)):
        publish_draft(sage)


def test_the_product_page_shows_the_colours(mug: Product, client: Any) -> None:
    page = client.get(mug.get_absolute_url()).content.decode()
    assert "<span>sage</span>" in page
    assert "<span>rust</span>" not in page
