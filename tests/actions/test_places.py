"""One slot, several places: a text for each photo, and for each language."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.images import ImageFile

from pdp_ai import registry
from pdp_ai.actions.approve_draft import approve_draft
from pdp_ai.actions.publish_draft import publish_draft
from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.actions.revert_publication import revert_publication
from pdp_ai.actions.run_generation import run_generation
from pdp_ai.exceptions import ConfigurationError, PublishConflict, PublishRefused
from pdp_ai.models import GenerationJob, MediaDraft
from tests.conftest import photo_bytes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]

ALT_TEXT = Wish(slots=("alt_text",))


def fresh(product: Any) -> Any:
    return type(product).objects.get(pk=product.pk)


def alts(product: Any) -> list[str]:
    return [photo.alt_text for photo in fresh(product).photos.all()]


def publish(draft: MediaDraft) -> Any:
    approve_draft(draft)
    return publish_draft(draft)


@pytest.fixture
def product(make_product: Callable[..., Any]) -> Any:
    """With three photos of its own and a scene."""
    from wagtail.images import get_image_model

    from example_project.shop.models import ProductPhoto

    product = make_product()
    for order, (colour, role) in enumerate([("navy", ""), ("olive", ""), ("teal", "scene")], 1):
        file = ImageFile(io.BytesIO(photo_bytes(colour)), name=f"{colour}.png")
        image = get_image_model().objects.create(title=colour, file=file)
        ProductPhoto.objects.create(product=product, image=image, role=role, sort_order=order)
    return fresh(product)


def write(product: Any, wish: Wish) -> list[MediaDraft]:
    request_generation([fresh(product)], wish)
    run_generation("gpu")
    return list(MediaDraft.objects.order_by("pk"))


def test_every_photo_of_the_shops_own_gets_a_draft_and_keeps_it_for_itself(product: Any) -> None:
    drafts = write(product, ALT_TEXT)
    keys = [str(photo.pk) for photo in product.photos.all() if not photo.role]
    assert [draft.photo_key for draft in drafts] == keys
    assert GenerationJob.objects.count() == 1
    publication = publish(drafts[1])
    assert [bool(alt) for alt in alts(product)] == [False, True, False, False]
    publish(drafts[2])
    drafts[1].refresh_from_db()
    assert drafts[1].state == MediaDraft.State.PUBLISHED
    revert_publication(publication)
    assert [bool(alt) for alt in alts(product)] == [False, False, True, False]


def test_only_photos_without_a_text_or_a_draft_are_described(product: Any) -> None:
    described, drafted, _ = (photo for photo in product.photos.all() if not photo.role)
    type(described).objects.filter(pk=described.pk).update(alt_text="By hand.")
    [draft] = write(product, Wish(slots=("alt_text",), photos=(str(drafted.pk),)))
    assert draft.photo_key == str(drafted.pk)
    [_, other] = write(product, ALT_TEXT)
    assert other.photo_key not in {str(described.pk), str(drafted.pk)}
    [skipped] = request_generation([fresh(product)], ALT_TEXT).skipped
    assert "waiting for review" in skipped.reason


def test_a_new_draft_takes_the_place_of_the_same_photos_only(product: Any) -> None:
    first, second, third = write(product, ALT_TEXT)
    write(product, Wish(slots=("alt_text",), fill="all", photos=(second.photo_key,)))
    states = dict(MediaDraft.objects.values_list("pk", "state"))
    assert (states[first.pk], states[second.pk], states[third.pk]) == ("pending", "superseded", "pending")


def test_a_text_for_a_photo_that_was_removed_is_refused(product: Any) -> None:
    drafts = write(product, ALT_TEXT)
    product.photos.get(pk=drafts[1].photo_key).delete()
    approve_draft(drafts[1])
    with pytest.raises(PublishConflict, match="photo"):
        publish_draft(drafts[1])
    seen = registry.adapter_for(product).read(fresh(product), drafts[1].place)
    with pytest.raises(PublishRefused, match="was removed"):
        publish_draft(drafts[1], over=seen)


def test_a_product_without_photos_has_nothing_to_be_described(make_product: Callable[..., Any]) -> None:
    [skipped] = request_generation([make_product(photo=None)], ALT_TEXT).skipped
    assert "no photo" in skipped.reason


@pytest.fixture
def bilingual(settings: Any) -> None:
    """The shop keeps its German descriptions in another field."""
    entry = settings.PDP_AI["PRODUCTS"]["shop.Product"]
    slots = {"description": "description", "description@de": "highlights", "meta_description": "search_description"}
    entry = {**entry, "OPTIONS": {**entry["OPTIONS"], "slots": slots}}
    settings.PDP_AI = {**settings.PDP_AI, "PRODUCTS": {"shop.Product": entry}}


@pytest.mark.usefixtures("bilingual")
def test_a_further_language_goes_to_its_own_place_and_leaves_the_products_own_alone(product: Any) -> None:
    [own] = write(product, Wish(slots=("description",)))
    german, english = (
        write(product, Wish(slots=("description",), language="de-AT"))[-1],
        MediaDraft.objects.get(pk=own.pk),
    )
    assert (german.language, german.place, english.state) == ("de-AT", "description@de", "pending")
    publish(english)
    publication = publish(german)
    english.refresh_from_db()
    assert english.state == MediaDraft.State.PUBLISHED
    assert fresh(product).highlights
    assert fresh(product).description
    revert_publication(publication)
    assert (fresh(product).highlights, bool(fresh(product).description)) == ("", True)


@pytest.mark.usefixtures("bilingual")
def test_what_stands_in_the_slot_is_given_along_to_be_translated(product: Any) -> None:
    type(product).objects.update(description="<p>A stool of oak.</p>")
    [job] = request_generation([fresh(product)], Wish(slots=("description",), language="de")).jobs
    assert job.brief.sources == (("description", "<p>A stool of oak.</p>"),)
    assert job.brief.facts.title == "Oak Stool"
    [job] = request_generation([fresh(product)], Wish(slots=("meta_description",), language="de")).jobs
    assert job.brief.sources == ()


def test_a_language_without_a_place_of_its_own_goes_where_the_products_does(product: Any) -> None:
    [draft] = write(product, Wish(slots=("meta_description",), language="de"))
    assert (draft.language, draft.place) == ("de", "meta_description")
    publish(draft)
    assert fresh(product).search_description == draft.text


def test_pictures_speak_no_language(product: Any) -> None:
    first = request_generation([product], Wish(slots=("packshot",))).jobs
    assert request_generation([product], Wish(slots=("packshot",), language="de")).jobs == first


def test_letters_tell_a_products_language_where_its_field_does_not(make_product: Callable[..., Any]) -> None:
    shoes = make_product("红色运动鞋", supplier_notes="红色网面运动鞋。")
    assert registry.adapter_for(shoes).facts(shoes).language == "zh"
    [draft] = write(shoes, Wish(slots=("meta_description",)))
    assert (draft.language, draft.place) == ("zh", "meta_description")


def test_a_language_needs_the_slot_itself_beside_it(settings: Any, product: Any) -> None:
    entry = settings.PDP_AI["PRODUCTS"]["shop.Product"]
    entry = {**entry, "OPTIONS": {**entry["OPTIONS"], "slots": {"description@de": "highlights"}}}
    settings.PDP_AI = {**settings.PDP_AI, "PRODUCTS": {"shop.Product": entry}}
    with pytest.raises(ConfigurationError, match="needs 'description' too"):
        _ = registry.adapter_for(product).targets
