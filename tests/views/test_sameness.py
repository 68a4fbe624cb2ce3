from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from pdp_ai.actions.ask_for_sameness import ask_for_sameness, ring_for_waiting_sameness, work_off_sameness
from pdp_ai.models import MediaDraft, SamenessReport
from pdp_ai.types import Artifact
from pdp_ai.views.face import Face
from tests.drafts import make_draft
from tests.stand_ins import SentenceEngine

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]

SAID = "<p>The {} is a must-have for every {}, made with care for those who love fine things.</p>"


class Vectors(SentenceEngine):
    """Texts lie close together when they speak of care."""

    produces = "application/x-float32"

    def generate(self, requests: Any, context: Any) -> Any:
        import numpy as np

        for index, request in enumerate(requests):
            vector = np.array([1, 0] if "care" in request.text else [0, 1], "<f4")
            yield index, Artifact(self.produces, content=vector.tobytes(), model="vectors")


@pytest.fixture
def three(make_product: Callable[..., Any]) -> list[MediaDraft]:
    texts = [SAID.format("Oak Stool", "home"), SAID.format("Brass Lamp", "garden"), "<p>Taken care of by hand.</p>"]
    return [
        make_draft(make_product(title), text=text)
        for title, text in zip(("Oak Stool", "Brass Lamp", "Wool Throw"), texts, strict=True)
    ]


def test_the_page_shows_what_a_worker_found_and_when(browser: Client, face: Face, three: list[MediaDraft]) -> None:
    page = browser.get(face.url("sameness")).content.decode()
    assert "These texts have not been compared yet." in page
    page = browser.post(face.url("sameness"), {"compare": "description"}, follow=True).content.decode()
    assert "being compared" in page
    assert work_off_sameness() == 1
    page = browser.get(face.url("sameness", part="live")).content.decode()
    assert "being compared" not in page
    assert "3 texts compared on" in page
    assert "by their words" in page
    assert "2 products" in page
    assert face.url("draft", three[0].pk) in page
    assert face.url("draft", three[2].pk) not in page
    assert "<mark>Oak Stool</mark>" in page or "<mark>Brass Lamp</mark>" in page


def test_opening_the_page_compares_nothing(
    browser: Client, face: Face, three: list[MediaDraft], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pdp_ai.actions.ask_for_sameness.measure_sameness", lambda *_: pytest.fail("compared"))
    browser.post(face.url("sameness"), {"compare": ""})
    assert browser.get(face.url("sameness")).status_code == 200


def test_a_text_that_was_rejected_meanwhile_is_no_longer_shown(
    browser: Client, face: Face, three: list[MediaDraft]
) -> None:
    ask_for_sameness(["description"])
    work_off_sameness()
    MediaDraft.objects.filter(pk=three[0].pk).update(state="rejected")
    assert "No two products" in browser.get(face.url("sameness")).content.decode()


def test_every_slot_is_compared_for_itself(
    browser: Client, face: Face, three: list[MediaDraft], make_product: Callable[..., Any]
) -> None:
    make_draft(make_product("Elm Bench"), "seo_title", text="Elm Bench")
    browser.post(face.url("sameness"), {"compare": ""})
    assert [work_off_sameness(), work_off_sameness(), work_off_sameness()] == [1, 1, 0]
    assert dict(SamenessReport.objects.values_list("slot", "drafts")) == {"description": 3, "seo_title": 1}
    page = browser.get(face.url("sameness", slot="seo_title")).content.decode()
    assert "1 text compared on" in page
    assert "No two products" in page


def test_an_embedding_engine_compares_what_texts_say(
    browser: Client, face: Face, three: list[MediaDraft], settings: Any
) -> None:
    engines = {"meaning": {"BACKEND": f"{__name__}.Vectors"}}
    settings.PDP_AI = {**settings.PDP_AI, "ENGINES": {**settings.PDP_AI["ENGINES"], **engines}}
    browser.post(face.url("sameness"), {"compare": "description", "engine": "meaning"})
    work_off_sameness()
    page = browser.get(face.url("sameness")).content.decode()
    assert "3 products" in page
    assert "100 % alike" in page
    assert "by what they say (meaning)" in page


def test_an_engine_that_cannot_be_loaded_says_so_on_the_page_and_keeps_what_was_found(
    browser: Client, face: Face, three: list[MediaDraft], settings: Any
) -> None:
    ask_for_sameness(["description"])
    work_off_sameness()
    engines = {"gone": {"BACKEND": "tests.stand_ins.EngineWithoutItsPackage"}}
    settings.PDP_AI = {**settings.PDP_AI, "ENGINES": {**settings.PDP_AI["ENGINES"], **engines}}
    ask_for_sameness(["description"], "gone")
    work_off_sameness()
    page = browser.get(face.url("sameness")).content.decode()
    assert "no_such_package" in page
    assert "2 products" in page


def test_a_comparison_that_kills_its_worker_is_given_up(three: list[MediaDraft]) -> None:
    ask_for_sameness(["description"])
    SamenessReport.objects.update(starts=3)
    assert ring_for_waiting_sameness()
    work_off_sameness()
    assert not ring_for_waiting_sameness()
    report = SamenessReport.objects.get()
    assert report.computed_at is None
    assert "failed several times" in report.problem["message"]


def test_what_was_asked_for_anew_meanwhile_still_waits(three: list[MediaDraft]) -> None:
    ask_for_sameness(["description"])
    report = SamenessReport.objects.get()
    ask_for_sameness(["description"], "meaning")
    assert SamenessReport.objects.finish(report, drafts=9) == 0
    assert SamenessReport.objects.waiting().get().drafts == 0


def test_who_may_not_review_sees_no_report(
    client: Client, face: Face, three: list[MediaDraft], make_user: Callable[..., User]
) -> None:
    client.force_login(make_user("generate", name="writer"))
    assert client.get(face.url("sameness")).status_code in (302, 403)
    client.post(face.url("sameness"), {"compare": ""})
    assert not SamenessReport.objects.exists()
