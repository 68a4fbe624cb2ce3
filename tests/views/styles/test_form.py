from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from pdp_ai.models import Style
from pdp_ai.views.face import Face
from tests.views.styles.form_fields import form_fields

pytestmark = pytest.mark.django_db


def save(desk: Client, face: Face, style: Style, **changed: Any) -> str:
    return desk.post(face.url("style", style.pk), form_fields(name=style.name, **changed), follow=True).content.decode()


@pytest.fixture
def two() -> tuple[Style, Style]:
    return Style.objects.create(name="Old", category="Home > Chairs"), Style.objects.create(name="New")


def test_who_saves_a_second_style_for_a_place_is_told_which_one_products_take(
    desk: Client,
    face: Face,
    two: tuple[Style, Style],
) -> None:
    old, new = two
    page = save(desk, face, new, category="Home>Chairs")
    assert "“Old” is for the same category and language and older" in page
    assert "“Old” is for the same category" in desk.get(face.url("style", new.pk)).content.decode()
    assert "Also for this category and language: “New”." in save(desk, face, old, category="Home > Chairs")


def test_styles_for_different_places_and_inactive_ones_are_saved_without_a_word(
    desk: Client,
    face: Face,
    two: tuple[Style, Style],
) -> None:
    old, new = two
    for place in ({"category": "Home"}, {"category": "Home > Chairs", "language": "de"}):
        assert "same category and language" not in save(desk, face, new, **place)
    assert "same category and language" not in save(desk, face, new, category="Home > Chairs", is_active="")
    assert "Also for this" not in save(desk, face, old, category="Home > Chairs")
