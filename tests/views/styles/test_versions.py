from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from pdp_ai.models import Style, StyleVersion
from pdp_ai.views.face import Face
from tests.drafts import make_draft
from tests.views.styles.form_fields import form_fields

#: Wagtail leads back to its first page with a message.
REFUSED = (302, 403)

pytestmark = pytest.mark.django_db


@pytest.fixture
def twice_saved() -> Style:
    style = Style.objects.create(name="Shop", voice="Quick.", preset="precise")
    style.voice = "Slow."
    style.save()
    return style


def test_every_version_can_be_read(desk: Client, face: Face, twice_saved: Style) -> None:
    page = desk.get(face.url("style_versions", twice_saved.pk)).content.decode()
    assert page.index("Slow.") < page.index("Precise: the likeliest words")
    assert 'id="version-1"' in page
    assert "Quick." in page


def test_an_old_version_is_taken_up_again_as_a_new_one(
    desk: Client,
    face: Face,
    twice_saved: Style,
    editor: User,
) -> None:
    desk.post(face.url("style_versions", twice_saved.pk), {"restore": "1"})
    twice_saved.refresh_from_db()
    assert (twice_saved.voice, twice_saved.version) == ("Quick.", 3)
    assert StyleVersion.objects.get(version=3).saved_by == editor


def test_reviewers_read_versions_and_restore_none(
    client: Client, face: Face, twice_saved: Style, make_user: Callable[..., User]
) -> None:
    client.force_login(make_user("review"))
    assert "Take up again" not in client.get(face.url("style_versions", twice_saved.pk)).content.decode()
    assert client.post(face.url("style_versions", twice_saved.pk), {"restore": "1"}).status_code in REFUSED
    assert Style.objects.get().version == 2
    client.force_login(make_user("generate"))
    assert client.get(face.url("style_versions", twice_saved.pk)).status_code in REFUSED


def test_whoever_saves_in_an_admin_signs_the_version(desk: Client, face: Face, editor: User) -> None:
    style = Style.objects.create(name="Shop")
    answer = desk.post(face.url("style", style.pk), form_fields(voice="Slow.", tone="calm"))
    assert answer.status_code == 302, answer.content.decode()
    assert StyleVersion.objects.get(version=2).saved_by == editor
    assert StyleVersion.objects.get(version=1).saved_by is None


def test_examples_are_saved_and_shown_again(desk: Client, face: Face) -> None:
    style = Style.objects.create(name="Shop")
    rows = {
        "examples-0-slot": "bullets", "examples-0-facts": "", "examples-0-copy": "",
        "examples-1-slot": "bullets", "examples-1-facts": "Oak Stool\r\nMaterial: oak", "examples-1-copy": "Solid oak",
    }  # fmt: skip
    desk.post(face.url("style", style.pk), form_fields(**rows))
    style.refresh_from_db()
    assert style.examples == [{"slot": "bullets", "facts": "Oak Stool\nMaterial: oak", "copy": "Solid oak"}]
    page = desk.get(face.url("style", style.pk)).content.decode()
    assert "Oak Stool\nMaterial: oak" in page


def test_the_form_says_what_is_inherited_from_where(desk: Client, face: Face) -> None:
    Style.objects.create(name="House voice", voice="Plain & exact.", preset="precise", forbidden_words="cheap")
    shoes: Any = Style.objects.create(name="Shoes", category="Clothing > Shoes", tone="lively")
    page = desk.get(face.url("style", shoes.pk)).content.decode()
    assert "Empty: inherits “Plain &amp; exact.” from “House voice”." in page
    assert "As in “House voice”: Precise: the likeliest words" in page
    assert "Forbidden by “House voice” already: cheap." in page
    assert "At most 4 in this shop." in page


def test_a_category_is_written_the_same_way_by_everybody(desk: Client, face: Face) -> None:
    style = Style.objects.create(name="Shop")
    desk.post(face.url("style", style.pk), form_fields(category=" Clothing>Shoes > "))
    style.refresh_from_db()
    assert style.category == "Clothing > Shoes"


@pytest.mark.parametrize(("field", "typed", "said"), [
    ("language", "English please", "“English please” is no language tag"),
    ("copy_language", "Klingonese language", "“Klingonese language” is no language tag"),
    ("candidates", "5", "A job makes at most 4 candidates in this shop."),
])  # fmt: skip
def test_what_no_job_could_follow_is_refused_in_the_form(
    desk: Client, face: Face, field: str, typed: str, said: str
) -> None:
    style = Style.objects.create(name="Shop")
    assert said in desk.post(face.url("style", style.pk), form_fields(**{field: typed})).content.decode()


def test_an_adapter_that_no_engine_has_is_refused(desk: Client, face: Face, settings: Any) -> None:
    style = Style.objects.create(name="Shop")
    answer = desk.post(face.url("style", style.pk), form_fields(adapter="warm"))
    assert "No engine has this adapter. Known are: none." in answer.content.decode()
    engine = {"BACKEND": "tests.stand_ins.SentenceEngine", "OPTIONS": {"adapters": {"warm": "/loras/warm"}}}
    settings.PDP_AI = {**settings.PDP_AI, "ENGINES": {"copy": engine}}
    assert desk.post(face.url("style", style.pk), form_fields(adapter="warm")).status_code == 302


def test_a_draft_tells_what_its_style_said_even_when_the_style_says_something_else_by_now(
    client: Client, face: Face, product: Any, stand_ins: None, make_user: Callable[..., User]
) -> None:
    Style.objects.create(name="House voice", voice="Plain and exact.", forbidden_words="cheap")
    style = Style.objects.create(name="Furniture", category="Furniture", tone="calm")
    draft = make_draft(product)
    style.tone = "loud"
    style.save()
    client.force_login(make_user("review"))
    page = client.get(face.url("draft", draft.pk)).content.decode()
    assert "Furniture (version 1)" in page
    assert "calm" in page
    assert "loud" not in page
    assert "Plain and exact." in page
    assert "inherited from: House voice (1)." in page
    assert f"{face.url('style_versions', style.pk)}#version-1" in page
