"""The pages that staff work on, read by somebody whose browser asks for Chinese."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.html import escape

from pdp_ai.quality.copy import check_copy
from pdp_ai.types import Artifact, Brief, Candidate, ProductFacts
from pdp_ai.views.face import Face
from tests.drafts import make_draft
from translations.catalogues import DOMAINS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]

#: Shorter texts are words that a shop's data, addresses and Wagtail's own pages have too.
SHORTEST = 18


@pytest.fixture
def reader(browser: Client, reviewer: User) -> Client:
    """Wagtail goes by the account, Django's admin by the browser."""
    profile = pytest.importorskip("wagtail.users.models").UserProfile.get_for_user(reviewer)
    profile.preferred_language = "zh-hans"
    profile.save()
    browser.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-hans"
    return browser


@pytest.mark.parametrize("name", ["draft", "room", "queue"])
def test_nothing_of_ours_is_left_in_english(reader: Client, face: Face, product: Any, name: str) -> None:
    text = "<p>45 cm high, of walnut, and 6.9 kg heavy. The best of stools.</p>"
    facts = ProductFacts("shop.product", str(product.pk), title="Oak Stool", attributes=(("Material", "oak"),))
    findings = check_copy(
        Candidate("description", Artifact("text/html", text=text)), Brief(facts, recipe="description")
    )
    draft = make_draft(product, text=text, findings=findings)
    page = reader.get(face.url(name, *([draft.pk] if name == "draft" else []))).content.decode()
    assert "商品素材" in page
    english = [text for text in _english() if re.search(rf"(?<!\w){re.escape(escape(text))}(?!\w)", page)]
    assert english == []


def _english() -> list[str]:
    """What the catalogue translates, between the values, as far as nobody else would say it."""
    ids = (message.id if isinstance(message.id, str) else message.id[-1] for message in DOMAINS[0].read())
    pieces = (piece.strip(" .;:,“”()") for text in ids for piece in re.split(r"%\(\w+\)s|%%|<[^>]+>|&#10;", text))
    return sorted({piece for piece in pieces if len(piece) >= SHORTEST})
