"""Filters that people keep: own and shared, and the one that the room opens with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from pdp_ai.models import SavedFilter
from pdp_ai.views.face import Face
from tests.drafts import make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]


def keep(browser: Client, face: Face, name: str, *, shared: bool = False, **query: str) -> str:
    data = {"save": "1", "name": name, **({"is_shared": "on"} if shared else {})}
    return browser.post(face.url("filters", **query), data, follow=True).content.decode()


def names(browser: Client, face: Face) -> list[str]:
    return [link.saved.name for link in browser.get(face.url("room", state="pending")).context["filters"]]


def test_a_filter_is_kept_under_a_name_and_leads_back(
    browser: Client, face: Face, make_product: Callable[..., Any]
) -> None:
    make_draft(make_product("Text"))
    make_draft(make_product("Picture"), "packshot")
    assert "Keep this filter" in browser.get(face.url("room", slot="packshot")).content.decode()
    assert "Kept as “Pictures &lt;b&gt;”." in keep(browser, face, "Pictures <b>", slot="packshot", nonsense="x")
    [link] = browser.get(face.url("room", state="pending")).context["filters"]
    page = browser.get(link.url)
    assert [card.title for card in page.context["cards"]] == ["Picture"]
    assert page.context["filters"][0].is_current
    assert "Keep this filter" not in page.content.decode()
    keep(browser, face, "Pictures <b>", slot="scene")
    assert SavedFilter.objects.get().query == {"slot": "scene"}


def test_others_see_what_is_shared_and_only_the_owner_forgets_it(
    browser: Client, face: Face, make_user: Callable[..., User]
) -> None:
    keep(browser, face, "Mine", slot="scene")
    keep(browser, face, "Ours", shared=True, assignee="me")
    other = Client()
    other.force_login(make_user("review"))
    assert names(other, face) == ["Ours"]
    assert names(browser, face) == ["Mine", "Ours"]
    mine, ours = (SavedFilter.objects.get(name=name) for name in ("Mine", "Ours"))
    assert other.post(face.url("filters"), {"forget": mine.pk}).status_code == 404
    assert other.post(face.url("filters"), {"forget": ours.pk}).status_code in {302, 403}
    assert SavedFilter.objects.count() == 2
    browser.post(face.url("filters"), {"forget": ours.pk})
    assert names(other, face) == []


def test_the_room_opens_with_ones_own_choice(browser: Client, face: Face, make_user: Callable[..., User]) -> None:
    keep(browser, face, "Scenes", shared=True, slot="scene")
    saved = SavedFilter.objects.get()
    browser.post(face.url("filters", slot="scene"), {"first": saved.pk})
    response = browser.get(face.url("room"), follow=True)
    assert response.redirect_chain == [(face.url("room", state="pending", slot="scene"), 302)]
    assert "opens first" in response.content.decode()
    assert browser.get(response.context["clear_url"]).context["room"].slot == ""
    for tab in response.context["tabs"]:
        assert "state=" in tab.url
    other = Client()
    other.force_login(make_user("review"))
    assert other.get(face.url("room")).status_code == 200
    browser.post(face.url("filters", slot="scene"), {"first": ""})
    assert browser.get(face.url("room")).status_code == 200


def test_nothing_is_kept_without_a_name_the_permission_or_a_post(
    browser: Client, client: Client, face: Face, make_user: Callable[..., User]
) -> None:
    assert "Give the filter a name" in keep(browser, face, " ", slot="scene")
    assert browser.get(face.url("filters")).status_code == 302
    assert browser.post(face.url("filters"), {"first": "x"}).status_code == 404
    assert browser.post(face.url("filters"), {"burn": "1"}).status_code == 404
    stranger = Client()
    stranger.force_login(make_user("generate"))
    assert stranger.post(face.url("filters", slot="scene"), {"save": "1", "name": "A"}).status_code in {302, 403}
    assert not SavedFilter.objects.exists()


def test_saved_filters_cost_no_query_each(browser: Client, face: Face) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    keep(browser, face, "One", slot="scene")
    with CaptureQueriesContext(connection) as few:
        names(browser, face)
    for number in range(9):
        keep(browser, face, f"More {number}", slot="scene")
    with CaptureQueriesContext(connection) as many:
        assert len(names(browser, face)) == 10
    assert len(many) == len(few)
