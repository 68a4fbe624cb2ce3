"""What of a product's page came from drafts, as the page itself asks."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from pdp_ai.actions.approve_draft import approve_draft
from pdp_ai.actions.publish_draft import publish_draft
from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.actions.revert_publication import revert_publication
from pdp_ai.actions.run_generation import run_generation
from pdp_ai.models import MediaDraft, Publication
from pdp_ai.published import published_media

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]

AI = "https://schema.org/TrainedAlgorithmicMediaDigitalSource"


@pytest.fixture
def published(product: Any) -> Any:
    request_generation([product], Wish(slots=("description", "packshot")))
    run_generation("gpu")
    run_generation("cpu")
    for draft in MediaDraft.objects.all():
        approve_draft(draft)
        publish_draft(draft)
    return fresh(product)


def fresh(product: Any) -> Any:
    return type(product).objects.get(pk=product.pk)


def test_published_copy_and_pictures_are_named_with_their_terms(published: Any) -> None:
    media = {media.place: media for media in published_media(published)}
    image = published.photos.get(role="packshot").image_id
    assert (media["packshot"].file, media["packshot"].schema_term) == (str(image), AI)
    assert (media["description"].file, media["description"].schema_term) == ("", AI)
    assert (media["packshot"].label, media["description"].label) == ("Picture made with AI", "")


def test_what_was_undone_or_rewritten_by_a_person_is_no_longer_among_it(published: Any) -> None:
    revert_publication(Publication.objects.get(slot="packshot"))
    assert [media.place for media in published_media(fresh(published))] == ["description"]
    type(published).objects.update(description="<p>By hand.</p>")
    assert published_media(fresh(published)) == []


def test_an_editors_save_that_changes_no_word_changes_nothing(published: Any) -> None:
    keyed = published.description.replace("<p>", '<p data-block-key="x1">')
    type(published).objects.update(description=keyed)
    assert {media.place for media in published_media(fresh(published))} == {"description", "packshot"}


def test_the_page_costs_one_query_more(published: Any, django_assert_num_queries: Any) -> None:
    product = type(published).objects.for_listing().get(pk=published.pk)
    with django_assert_num_queries(1):
        published_media(product)


def test_the_page_says_it_in_its_structured_data_and_beside_the_picture(published: Any, client: Client) -> None:
    soup = BeautifulSoup(client.get(published.get_absolute_url()).content, "html.parser")
    data = json.loads(soup.select_one("script[type='application/ld+json']").text)
    assert data["image"][0]["digitalSourceType"] == AI
    assert isinstance(data["image"][1], str)
    assert data["subjectOf"] == [{"@type": "CreativeWork", "name": "description", "digitalSourceType": AI}]
    assert soup.select_one(".gallery__label").text == "Picture made with AI"
