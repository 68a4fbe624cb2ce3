"""The review room: what waits, grouped by product, and the way through it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pdp_ai.models import MediaDraft, Style, title_word
from pdp_ai.views.face import Face
from pdp_ai.views.room import cards as room_cards
from pdp_ai.views.room import counts as room_counts
from tests.drafts import ERROR, NOTE, make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]


def titles(browser: Client, face: Face, **query: str) -> list[str]:
    return [card.title for card in browser.get(face.url("room", **query)).context["cards"]]


def test_drafts_are_grouped_by_product_the_newest_first(
    browser: Client, face: Face, make_product: Callable[..., Any]
) -> None:
    stool, lamp = make_product("Oak Stool"), make_product("Brass Lamp")
    make_draft(stool)
    make_draft(lamp)
    make_draft(lamp, "packshot")
    page = browser.get(face.url("room"))
    assert [(card.title, card.count) for card in page.context["cards"]] == [("Brass Lamp", 2), ("Oak Stool", 1)]
    assert "A fine stool." in page.content.decode()
    assert titles(browser, face, order="oldest") == ["Oak Stool", "Brass Lamp"]


def test_filters_and_orders_narrow_the_room_down(
    browser: Client, face: Face, make_product: Callable[..., Any], reviewer: User
) -> None:
    plain = make_draft(make_product("Plain"), findings=[NOTE])
    bad = make_draft(make_product("Bad"), "bullets", text="One\nTwo", findings=[ERROR])
    make_draft(make_product("New"))
    style = Style.objects.create(name="House")
    MediaDraft.objects.filter(pk=bad.pk).update(assigned_to=reviewer, model="other", style=style)
    MediaDraft.objects.filter(pk=plain.pk).update(created_at=timezone.now() - timedelta(days=3))
    assert titles(browser, face) == ["New", "Bad", "Plain"]
    assert titles(browser, face, order="worst") == ["Bad", "Plain", "New"]
    for query in ({"slot": "bullets"}, {"severity": "3"}, {"assignee": "me"}, {"model": "other"}, {"q": "bad"}):
        assert titles(browser, face, **query) == ["Bad"], query
    assert titles(browser, face, style=str(style.pk)) == ["Bad"]
    assert titles(browser, face, age="-day") == ["Plain"]
    assert titles(browser, face, age="day", assignee="nobody") == ["New"]
    assert titles(browser, face, state="approved") == []
    assert titles(browser, face, slot="nonsense", after="x", style="x") == ["New", "Bad", "Plain"]


@pytest.mark.parametrize("order", ["newest", "oldest", "worst"])
@pytest.mark.parametrize(("q", "rare"), [("", 0), ("sto", 0), ("stool", 1_000)])
def test_paging_shows_every_product_once(
    browser: Client,
    face: Face,
    make_product: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    order: str,
    q: str,
    rare: int,
) -> None:
    monkeypatch.setattr(title_word, "RARE", rare)
    monkeypatch.setattr(room_cards, "CARDS", 2)
    products = [make_product(f"Stool {number}") for number in range(5)]
    for number, product in enumerate([*products, *reversed(products)]):
        make_draft(product, "bullets" if number < 5 else "description", findings=[ERROR] if number % 3 else [])
    seen, url = [], face.url("room", order=order, q=q)
    while url:
        context = browser.get(url).context
        seen += [card.title for card in context["cards"]]
        url = context["next_url"]
    assert sorted(seen) == sorted(product.title for product in products)


def test_twenty_drafts_cost_no_more_queries_than_two(
    browser: Client, face: Face, make_product: Callable[..., Any]
) -> None:
    for number in range(2):
        make_draft(make_product(f"Stool {number}"))
    browser.get(face.url("room"))
    with CaptureQueriesContext(connection) as few:
        browser.get(face.url("room"))
    for number in range(2, 12):
        product = make_product(f"Stool {number}")
        make_draft(product, findings=[ERROR])
        make_draft(product, "packshot")
    with CaptureQueriesContext(connection) as many:
        assert len(titles(browser, face)) == room_cards.CARDS
    assert len(many) == len(few)


@pytest.mark.parametrize("query", [{"age": "week"}, {"q": "stool"}, {"order": "worst", "slot": "description"}])
def test_filters_cost_no_more_queries_for_many_drafts(
    browser: Client, face: Face, make_product: Callable[..., Any], query: dict[str, str]
) -> None:
    make_draft(make_product("Stool"))
    titles(browser, face, **query)
    with CaptureQueriesContext(connection) as few:
        titles(browser, face, **query)
    for number in range(6):
        make_draft(make_product(f"Stool {number}"), findings=[ERROR])
    with CaptureQueriesContext(connection) as many:
        assert len(titles(browser, face, **query)) == 7
    assert len(many) == len(few)


@pytest.mark.parametrize("rare", [0, 1_000], ids=["many", "few"])
def test_a_search_finds_beginnings_of_words_in_any_order_whether_many_titles_have_them_or_few(
    browser: Client, face: Face, make_product: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, rare: int
) -> None:
    monkeypatch.setattr(title_word, "RARE", rare)
    for title in ("Oak Stool", "Brass Lamp", "Lamp oil", "Öl 黄铜台灯", "Clamp"):
        make_draft(make_product(title))
    assert titles(browser, face, q="lamp") == ["Lamp oil", "Brass Lamp"]
    assert titles(browser, face, q="LAM bra") == ["Brass Lamp"]
    assert titles(browser, face, q="ÖL") == titles(browser, face, q="台灯") == ["Öl 黄铜台灯"]
    for query in ("oak lamp", "100%", "%", "台黄"):
        assert titles(browser, face, q=query) == [], query


@pytest.mark.parametrize("rare", [0, 1_000], ids=["many", "few"])
def test_a_search_is_about_each_drafts_own_title(
    browser: Client, face: Face, product: Any, monkeypatch: pytest.MonkeyPatch, rare: int
) -> None:
    monkeypatch.setattr(title_word, "RARE", rare)
    make_draft(product)
    product.title = "Beech Stool"
    product.save()
    make_draft(product, "bullets", text="One\nTwo")
    for query, count in {"beech": 1, "oak": 1, "stool": 2}.items():
        assert [card.count for card in browser.get(face.url("room", q=query)).context["cards"]] == [count], query


def test_drafts_with_a_frequent_word_are_counted_among_the_newest(
    browser: Client, face: Face, make_product: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        make_draft(make_product(f"Stool {number}"))
    assert browser.get(face.url("room", q="stool")).context["count"] == "4"
    monkeypatch.setattr(title_word, "RARE", 3)
    monkeypatch.setattr(room_counts, "LOOKED_THROUGH", 3)
    tabs = browser.get(face.url("room", q="stool")).context["tabs"]
    assert [tab.count for tab in tabs][:2] == ["3+", "…"]


def test_a_tile_shows_the_beginning_of_a_text_and_escapes_it(browser: Client, face: Face, product: Any) -> None:
    make_draft(product, "bullets", text="One & <b>two\n" + "word " * 500)
    page = browser.get(face.url("room")).content.decode()
    assert "One &amp; two · word word" in page
    assert page.count("word ") < 40
    assert "…</span>" in page


def test_a_decision_leads_to_the_next_draft_of_the_room(
    browser: Client, face: Face, make_product: Callable[..., Any]
) -> None:
    stool, lamp = make_product("Oak Stool"), make_product("Brass Lamp")
    stool_text, lamp_text = make_draft(stool), make_draft(lamp)
    lamp_bullets = make_draft(lamp, "bullets", text="One\nTwo")
    page = browser.post(face.url("decide", lamp_text.pk, "approve"), {"seen": lamp_text.text}, follow=True)
    assert page.context["draft"] == lamp_bullets
    assert "Approved:" in page.content.decode()
    page = browser.post(face.url("decide", lamp_bullets.pk, "reject"), {"quick": "Too long"}, follow=True)
    assert page.context["draft"] == stool_text
    page = browser.post(face.url("decide", stool_text.pk, "approve_publish"), {"seen": stool_text.text}, follow=True)
    assert "All done" in page.content.decode()


def test_what_was_passed_over_comes_again_at_the_end(
    browser: Client, face: Face, make_product: Callable[..., Any]
) -> None:
    first, second = make_draft(make_product("First")), make_draft(make_product("Second"))
    assert browser.get(face.url("draft", second.pk)).context["next_url"] == face.url("draft", first.pk)
    page = browser.post(face.url("decide", first.pk, "reject"), {"quick": "Not true"}, follow=True)
    assert page.context["draft"] == second


def test_the_filter_is_kept_from_draft_to_draft(browser: Client, face: Face, make_product: Callable[..., Any]) -> None:
    one, _other, three = (
        make_draft(make_product(title), slot, text="One\nTwo")
        for title, slot in (("One", "bullets"), ("Other", "description"), ("Three", "bullets"))
    )
    page = browser.get(face.url("draft", three.pk, slot="bullets"))
    assert page.context["next_url"] == face.url("draft", one.pk, slot="bullets")
    url = page.context["decide_urls"]["approve"]
    assert browser.post(url, {"seen": three.text}, follow=True).context["draft"] == one


def test_a_decision_can_be_taken_back(browser: Client, face: Face, product: Any) -> None:
    draft = make_draft(product)
    page = browser.post(face.url("decide", draft.pk, "approve_publish"), {"seen": draft.text}, follow=True)
    product.refresh_from_db()
    assert product.description == "<p>A fine stool.</p>"
    back = browser.post(page.context["decided"]["take_back_url"], follow=True)
    assert back.context["draft"] == draft
    draft.refresh_from_db()
    product.refresh_from_db()
    assert (draft.state, product.description) == ("pending", "")


def test_nobody_takes_back_what_somebody_else_decided_since(
    browser: Client, client: Client, face: Face, product: Any, make_user: Callable[..., User]
) -> None:
    draft = make_draft(product)
    page = browser.post(face.url("decide", draft.pk, "approve"), {"seen": draft.text}, follow=True)
    take_back_url = page.context["decided"]["take_back_url"]
    other = Client()
    other.force_login(make_user("review", "publish", name="zoe"))
    assert other.post(take_back_url).status_code == 404
    other.post(face.url("decide", draft.pk, "publish"))
    text = browser.post(take_back_url, follow=True).content.decode()
    assert "Nothing was changed." in text
    draft.refresh_from_db()
    assert draft.state == "published"


def test_a_late_answer_is_told_who_was_quicker(
    browser: Client, face: Face, product: Any, make_user: Callable[..., User]
) -> None:
    draft = make_draft(product)
    other = Client()
    other.force_login(make_user("review", name="zoe"))
    other.post(face.url("decide", draft.pk, "reject"), {"quick": "Not true"})
    for decision, data in {"approve": {"seen": draft.text}, "reject": {"quick": "Too long"}}.items():
        response = browser.post(face.url("decide", draft.pk, decision), {**data, "was": "pending"})
        assert response.status_code == 409
        assert "Your answer came too late. zoe, a moment ago: “Rejected”." in response.content.decode()
    draft.refresh_from_db()
    assert draft.state == "rejected"


def test_approving_one_candidate_sets_the_others_aside(browser: Client, face: Face, product: Any) -> None:
    draft = make_draft(product)
    rival = MediaDraft.objects.get(pk=draft.pk)
    rival.pk, rival.candidate, rival.text, rival.original_text = None, 1, "<p>Another one.</p>", "<p>Another one.</p>"
    rival.save()
    page = browser.get(face.url("draft", draft.pk)).content.decode()
    assert "All candidates" in page
    assert "Another one." in page
    page = browser.post(face.url("decide", rival.pk, "approve"), {"seen": rival.text}, follow=True)
    draft.refresh_from_db()
    assert draft.state == "superseded"
    browser.post(page.context["decided"]["take_back_url"])
    draft.refresh_from_db()
    assert draft.state == "pending"


def test_changes_are_shown_word_by_word(browser: Client, face: Face, product: Any) -> None:
    product.description = "<p>A plain stool.</p>"
    product.save()
    page = browser.get(face.url("draft", make_draft(product).pk)).content.decode()
    assert "What would change" in page
    assert "</span>plain</del>" in page
    assert "</span>fine</ins>" in page


def test_the_prompt_is_for_those_with_the_permission(
    browser: Client, face: Face, draft: MediaDraft, make_user: Callable[..., User]
) -> None:
    assert "What the model was given" in browser.get(face.url("draft", draft.pk)).content.decode()
    browser.force_login(make_user("review"))
    assert "What the model was given" not in browser.get(face.url("draft", draft.pk)).content.decode()


def test_a_card_bears_the_products_title_and_its_tiles_that_of_their_variant(
    browser: Client, face: Face, product: Any
) -> None:
    draft = make_draft(product, "packshot")
    MediaDraft.objects.filter(pk=draft.pk).update(product_title="Oak Stool, navy")
    page = browser.get(face.url("room"))
    assert [card.title for card in page.context["cards"]] == ["Oak Stool"]
    assert 'aria-label="Packshot: Oak Stool, navy"' in page.content.decode()


def test_one_draft_is_said_in_the_singular(browser: Client, face: Face, product: Any) -> None:
    for expected in ("1 draft ", "2 drafts "):
        make_draft(product, "packshot" if expected[0] == "1" else "scene")
        page = browser.get(face.url("room")).content.decode()
        said = re.search(r'class="pdp-filter-count"[^>]*>\s*([^<]+)', page)
        assert said is not None
        assert f"{said[1].strip()} " == expected


def test_only_slots_that_the_shop_has_a_place_for_are_offered(
    browser: Client, face: Face, settings: Any, plain_product: Any
) -> None:
    entry = settings.PDP_AI["PRODUCTS"]["shop.PlainProduct"]
    settings.PDP_AI = {**settings.PDP_AI, "PRODUCTS": {"shop.PlainProduct": entry}}
    page = browser.get(face.url("room")).content.decode()
    offered = re.findall(r'value="(\w+)"', page.partition('name="slot"')[2].partition("</select>")[0])
    assert set(offered) == set(entry["OPTIONS"]["slots"])
