"""The marks as a shopper's browser receives them: from a job, over publication, to the bytes that were downloaded."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, Response, expect

from pdp_ai.actions.approve_draft import approve_draft
from pdp_ai.actions.publish_draft import publish_draft
from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.actions.run_generation import run_generation
from pdp_ai.imaging.content_credentials import read_signature
from pdp_ai.imaging.mark import read_mark
from pdp_ai.models import MediaDraft
from tests.imaging.drawn import encoded, vase_photo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]


@pytest.fixture
def published(make_product: Callable[..., Any], settings: Any) -> Any:
    """A product whose photo is cut out already, so that the real recipe needs no model."""
    recipe = {"BACKEND": "pdp_ai.recipes.packshot.PackshotRecipe", "OPTIONS": {"width": 1400, "height": 1400}}
    settings.PDP_AI = {
        **settings.PDP_AI, "RECIPES": {"packshot": recipe}, "PROVENANCE": {
            **settings.PDP_AI["PROVENANCE"], "LABEL_PICTURES": ["composite"],
        },
    }  # fmt: skip
    photo, alpha = vase_photo((640, 800))
    cut = Image.fromarray(photo)
    cut.putalpha(Image.fromarray(alpha))
    product = make_product("Vase", photo=encoded(cut))
    request_generation([product], Wish(slots=("packshot",)))
    run_generation("cpu")
    draft = MediaDraft.objects.get()
    approve_draft(draft)
    publish_draft(draft)
    return product


def test_every_picture_a_browser_downloads_says_how_it_was_made(page: Page, published: Any) -> None:
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))  # noqa: PLW0108  # Playwright tags the handler
    page.goto(published.get_absolute_url(), wait_until="networkidle")
    pictures = {
        response.url.rsplit("/", 1)[1]: response.body()
        for response in responses
        if response.headers.get("content-type", "").startswith("image/") and "/media/" in response.url
    }
    draft = MediaDraft.objects.get()
    stem = published.photos.get(role="packshot").image.filename.removesuffix(".png")
    made = {name: content for name, content in pictures.items() if name.startswith(stem)}
    assert len(made) == 2
    assert all(read_mark(content).source_type == "composite" for content in made.values())
    assert all(read_mark(content) is None for name, content in pictures.items() if name not in made)
    large = max(made.values(), key=lambda content: Image.open(io.BytesIO(content)).width)
    signature = read_signature(large, "image/png")
    assert signature is not None
    assert (signature.intact, signature.parents) == (True, 1)

    data = json.loads(page.locator("script[type='application/ld+json']").inner_text())
    [image] = [image for image in data["image"] if isinstance(image, dict)]
    assert image["digitalSourceType"] == "https://schema.org/CompositeDigitalSource"
    original = page.request.get(image["contentUrl"]).body()
    with draft.file.open("rb") as file:
        assert original == file.read()
    assert read_signature(original, "image/png").intact
    expect(page.get_by_text("Real product, rendered surroundings")).to_be_visible()
    page.locator(".gallery__thumbs a").nth(1).click()
    expect(page.get_by_text("Real product, rendered surroundings")).to_have_count(0)
