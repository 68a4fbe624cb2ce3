"""What reviewers do all day, in either admin, with a picture of each page that matters kept for people to look at."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect

from example_project.shop.models import Product
from pdp_ai.models import GenerationJob, MediaDraft, PlannedPublication, Publication
from pdp_ai.views.face import Face
from tests.browser.stage import FACES, Stage, ready_draft

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(240),
    pytest.mark.usefixtures("cluster"),
]

Take = Callable[[Page, str], None]


@pytest.fixture(params=["admin", "wagtail"])
def face(request: pytest.FixtureRequest) -> Face:
    return FACES[request.param]


@pytest.fixture
def reviewer(make_user: Callable[..., User]) -> User:
    return make_user("generate", "review", "publish", name="reviewer")


def shown(product: Any) -> str:
    product.refresh_from_db()
    return str(product.description)


def test_sixty_drafts_are_approved_published_and_taken_back_as_one(
    new_window: Callable[..., Page], boss: User, face: Face, make_product: Callable[..., Any], take: Take
) -> None:
    for number in range(20):
        product = make_product(f"Oak Stool {number + 1}", photo=None)
        for slot in ("description", "bullets", "meta_description"):
            ready_draft(product, slot, text="Solid oak, oiled by hand.")
    page = new_window(boss)
    page.set_default_timeout(60_000)
    page.goto(face.url("room"))
    page.get_by_label("All 60").check()
    take(page, "chosen")
    page.get_by_role("button", name="Approve …").click()
    expect(page.get_by_text("60 drafts would change")).to_be_visible()
    take(page, "what-would-change")
    page.get_by_role("button", name="Approve", exact=True).click()
    expect(page.get_by_text("60 of 60 looked at · 60 changed")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Publish what was approved …").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("60 of 60 looked at · 60 changed")).to_be_visible(timeout=60_000)
    assert Publication.objects.standing().count() == 60
    assert not Product.objects.filter(description="").exists()
    take(page, "published")
    page.get_by_role("button", name="Take all of it back").click()
    expect(page.get_by_text("60 taken back")).to_be_visible(timeout=60_000)
    assert not Publication.objects.standing().exists()
    assert not Product.objects.exclude(description="").exists()


def test_what_a_person_changed_meanwhile_is_shown_and_both_are_made_into_one(
    new_window: Callable[..., Page], boss: User, face: Face, product: Any, take: Take
) -> None:
    draft = ready_draft(product, text="<p>A fine stool.</p>")
    Product.objects.filter(pk=product.pk).update(description="<p>A stool, as Ada put it.</p>")
    page = new_window(boss)
    page.goto(face.url("draft", draft.pk))
    page.get_by_role("button", name="Approve and publish").click()
    expect(page.get_by_text("Not published.")).to_be_visible()
    expect(page.get_by_text("A stool, as Ada put it.").first).to_be_visible()
    take(page, "both-shown")
    assert shown(product) == "<p>A stool, as Ada put it.</p>"
    page.get_by_text("Make one text of both").click()
    editor = page.get_by_role("textbox", name=re.compile("Text"))
    editor.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Oiled by hand.")
    page.wait_for_timeout(400)  # Wagtail's editor gathers what is typed for a quarter of a second
    page.get_by_role("button", name="Publish this text").click()
    expect(page.get_by_text(re.compile("^published$", re.IGNORECASE)).first).to_be_visible()
    assert "Oiled by hand." in shown(product)


def test_a_publication_is_undone(
    new_window: Callable[..., Page], boss: User, face: Face, make_product: Callable[..., Any], take: Take
) -> None:
    product = make_product(description="<p>As it was.</p>")
    draft = ready_draft(product)
    page = new_window(boss)
    page.goto(face.url("draft", draft.pk))
    page.get_by_role("button", name="Approve and publish").click()
    page.goto(face.url("draft", draft.pk))
    assert shown(product) == "<p>A fine stool.</p>"
    take(page, "published")
    page.get_by_role("button", name="Undo: put back what stood there before").click()
    expect(page.get_by_text("Undone. The product shows what stood there before.")).to_be_visible()
    assert shown(product) == "<p>As it was.</p>"


def test_a_draft_goes_live_at_its_time(
    new_window: Callable[..., Page], boss: User, face: Face, product: Any, take: Take
) -> None:
    draft = ready_draft(product)
    page = new_window(boss)
    page.goto(face.url("draft", draft.pk))
    page.get_by_text("Publish at a time").click()
    tomorrow = timezone.localtime() + timedelta(days=1)
    page.get_by_label("Goes live on").fill(tomorrow.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name="Approve, and publish then").click()
    page.wait_for_load_state()
    page.goto(face.url("draft", draft.pk))
    expect(page.get_by_text("Planned by boss.")).to_be_visible()
    take(page, "planned")
    assert shown(product) == ""
    PlannedPublication.objects.update(publish_at=timezone.now())  # a day goes by
    wait_until(lambda: Publication.objects.standing().exists())
    page.reload()
    expect(page.get_by_text(re.compile("^published$", re.IGNORECASE)).first).to_be_visible()
    assert shown(product) == "<p>A fine stool.</p>"


def wait_until(holds: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_whoever_asked_leaves_publishing_to_somebody_else(
    new_window: Callable[..., Page],
    reviewer: User,
    make_user: Callable[..., User],
    face: Face,
    product: Any,
    settings: Any,
    take: Take,
) -> None:
    settings.PDP_AI = {**settings.PDP_AI, "REVIEW": {"FOUR_EYES": True}}
    draft = ready_draft(product)
    GenerationJob.objects.update(requested_by=reviewer)
    page = new_window(reviewer)
    page.goto(face.url("draft", draft.pk))
    expect(page.get_by_role("button", name="Approve and publish")).to_have_count(0)
    page.get_by_role("button", name="Approve", exact=True).click()
    page.goto(face.url("draft", draft.pk))
    expect(page.get_by_role("button", name="Publish", exact=True)).to_have_count(0)
    expect(page.get_by_text("somebody else has to publish it")).to_be_visible()
    take(page, "first-eyes")
    other = new_window(make_user("review", "publish", name="second"))
    other.goto(face.url("draft", draft.pk))
    other.get_by_role("button", name="Publish", exact=True).click()
    expect(other.get_by_text(re.compile("^Published")).first).to_be_visible()
    assert shown(product) == "<p>A fine stool.</p>"


def test_a_reviewer_needs_no_mouse(
    new_window: Callable[..., Page], reviewer: User, face: Face, make_product: Callable[..., Any], take: Take
) -> None:
    drafts = [ready_draft(make_product(title)) for title in ("Oak Stool", "Brass Lamp", "Wool Rug")]
    page = new_window(reviewer)
    page.goto(face.url("room"))
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    take(page, "keys")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.get_by_text("1 drafts chosen").or_(page.get_by_text("1 draft chosen"))).to_be_visible()
    page.keyboard.press("x")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Approve", exact=True)).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="Take back")).to_be_visible()
    page.keyboard.press("r")
    page.keyboard.type("Too short.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Too short.")).to_be_visible()
    page.keyboard.press("p")
    page.wait_for_url(re.compile(re.escape(face.url("room"))))
    expect(page.get_by_text("All done: no draft waits for a decision.")).to_be_visible()
    states = MediaDraft.objects.in_bulk([draft.pk for draft in drafts])
    assert sorted(draft.state for draft in states.values()) == ["approved", "published", "rejected"]
    take(page, "all-done")
    page.keyboard.press("u")
    expect(page.get_by_role("button", name="Approve", exact=True)).to_be_visible()
    assert Publication.objects.standing().count() == 0


def test_the_whole_way_fits_a_phone(
    new_window: Callable[..., Page], boss: User, face: Face, make_product: Callable[..., Any], take: Take
) -> None:
    stage = Stage(make_product, boss)
    page = new_window(boss, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    too_wide = {}
    for name, address in stage.pages({"wagtail": "wagtail"}.get(face.name, "admin")):
        page.goto(address)
        width = page.evaluate(
            "() => Math.max(...[...document.querySelectorAll('.pdp, .pdp > *')].map(wide), 0);"
            "function wide(element) { return element.getBoundingClientRect().right; }"
        )
        if width > 390:
            too_wide[name] = width
        take(page, name.replace(" ", "-"))
    assert too_wide == {}
    page.goto(face.url("room"))
    page.get_by_role("link", name="Review").and_(page.locator(".button")).first.tap()
    page.get_by_label("I have looked at the errors and approve all the same").first.check()
    page.get_by_role("button", name="Approve", exact=True).first.tap()
    expect(page.get_by_role("button", name="Take back")).to_be_visible()


def test_of_two_decisions_at_the_same_moment_one_wins_and_the_other_is_told(
    new_window: Callable[..., Page], make_user: Callable[..., User], face: Face, product: Any, take: Take
) -> None:
    draft = ready_draft(product)
    windows = {name: new_window(make_user("review", "publish", name=name)) for name in ("ada", "grace")}
    for page in windows.values():
        page.goto(face.url("draft", draft.pk))
    windows["grace"].get_by_text("Reject", exact=True).first.click()
    windows["grace"].get_by_label("Why").fill("Too short.")
    # Neither click waits for its answer.
    windows["ada"].get_by_role("button", name="Approve", exact=True).click(no_wait_after=True)
    windows["grace"].get_by_role("button", name="Reject this draft").click(no_wait_after=True)
    for page in windows.values():
        told = page.get_by_text("Your answer came too late.")
        expect(told.or_(page.get_by_role("button", name="Take back"))).to_be_visible()
    late = [name for name, page in windows.items() if page.get_by_text("Your answer came too late.").count()]
    draft.refresh_from_db()
    winner = {"approved": "ada", "rejected": "grace"}[draft.state]
    assert late == [name for name in windows if name != winner]
    expect(windows[late[0]].get_by_text(f"{winner}, a moment ago")).to_be_visible()
    if late == ["grace"]:
        expect(windows["grace"].get_by_label("Why")).to_have_value("Too short.")
    take(windows[late[0]], "told")
