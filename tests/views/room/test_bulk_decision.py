"""One decision on many drafts of the room: seen before, worked through in chunks, taken back as one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation import gettext
from wagtail.users.models import UserProfile

from example_project.shop.models import Product
from pdp_ai.actions import decide_in_bulk
from pdp_ai.actions.publish_planned import publish_planned
from pdp_ai.actions.sweep import sweep
from pdp_ai.models import (
    BulkDecision,
    GenerationJob,
    MediaDraft,
    PlannedPublication,
    Publication,
    bulk_decision,
)
from pdp_ai.tasks import drain_lane
from pdp_ai.views.face import Face
from pdp_ai.wagtail.face import FACE as WAGTAIL
from tests.drafts import ERROR, make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]


def choose(browser: Client, face: Face, kind: str, *drafts: MediaDraft, **data: str) -> Any:
    return browser.post(
        face.url("choose"), {"kind": kind, "draft": [draft.pk for draft in drafts], **data}, follow=True
    )


def send(browser: Client, page: Any, **data: str) -> Any:
    return browser.post(page.request["PATH_INFO"], data, follow=True)


def states() -> dict[str, str]:
    return dict(MediaDraft.objects.values_list("product_title", "state"))


def test_approving_all_leaves_out_errors_and_can_be_taken_back(
    browser: Client, face: Face, make_product: Callable[..., Any]
) -> None:
    make_draft(make_product("Good"))
    make_draft(make_product("Fine"))
    make_draft(make_product("Bad"), findings=[ERROR])
    page = choose(browser, face, "approve", all="1")
    assert "<strong>2</strong> drafts would change" in page.content.decode()
    assert states() == dict.fromkeys(["Good", "Fine", "Bad"], "pending")
    page = send(browser, page, begin="1")
    assert states() == {"Good": "approved", "Fine": "approved", "Bad": "pending"}
    assert "3 of 3 looked at · 2 changed" in page.content.decode()
    assert "It has errors among its findings" in page.content.decode()
    page = send(browser, page, reverse="1")
    assert states() == dict.fromkeys(["Good", "Fine", "Bad"], "pending")
    assert "2 taken back" in page.content.decode()


def test_all_means_what_the_filter_shows_on_every_page(
    browser: Client, face: Face, make_product: Callable[..., Any]
) -> None:
    for number in range(15):
        make_draft(make_product(f"Stool {number}"), "bullets" if number else "description", text="One\nTwo")
    page = browser.post(face.url("choose", slot="bullets"), {"kind": "approve", "all": "1"}, follow=True)
    send(browser, page, begin="1")
    assert MediaDraft.objects.filter(state="approved").count() == 14


def test_words_are_replaced_after_a_look_at_the_change(
    browser: Client, face: Face, make_product: Callable[..., Any]
) -> None:
    first = make_draft(make_product("One"), text="<p>A fine p stool.</p>")
    other = make_draft(make_product("Other"), text="<p>A lamp.</p>")
    page = choose(browser, face, "replace", first, other)
    assert send(browser, page, begin="1", find=" ").status_code == 422
    page = send(browser, page, preview="1", find="p", replacement="b&w")
    text = page.content.decode()
    assert "</span>p</del>" in text
    assert "</span>b&amp;w</ins>" in text
    page = send(browser, page, begin="1", find="p", replacement="b&w")
    first.refresh_from_db()
    assert first.text == "<p>A fine b&amp;w stool.</p>"
    assert first.original_text == "<p>A fine p stool.</p>"
    send(browser, page, reverse="1")
    first.refresh_from_db()
    other.refresh_from_db()
    assert (first.text, other.text) == ("<p>A fine p stool.</p>", "<p>A lamp.</p>")


def test_publications_are_undone_as_one_but_for_what_a_person_changed_since(
    browser: Client, face: Face, make_product: Callable[..., Any]
) -> None:
    products = [make_product(title) for title in ("One", "Two")]
    page = choose(browser, face, "publish", *(make_draft(product, state="approved") for product in products))
    page = send(browser, page, begin="1")
    for product in products:
        product.refresh_from_db()
        assert product.description == "<p>A fine stool.</p>"
    products[0].description = "<p>A person wrote this.</p>"
    products[0].save()
    page = send(browser, page, reverse="1")
    products[1].refresh_from_db()
    products[0].refresh_from_db()
    assert (products[0].description, products[1].description) == ("<p>A person wrote this.</p>", "")
    assert states() == {"One": "published", "Two": "reverted"}
    assert "Not taken back." in page.content.decode()


def test_rejecting_wants_a_reason_and_asking_again_writes_jobs(
    browser: Client, face: Face, make_product: Callable[..., Any]
) -> None:
    draft = make_draft(make_product("One"))
    page = choose(browser, face, "reject", draft)
    assert send(browser, page, begin="1").status_code == 422
    send(browser, page, begin="1", reason="Too dry.")
    draft.refresh_from_db()
    assert (draft.state, draft.reason) == ("rejected", "Too dry.")
    page = send(browser, choose(browser, face, "again", draft), begin="1", hint="mention the oil")
    assert GenerationJob.objects.latest("pk").brief.hint == "mention the oil"
    send(browser, page, reverse="1")
    assert GenerationJob.objects.latest("pk").state == "cancelled"


def test_a_large_one_is_worked_off_by_the_lane_and_can_be_stopped(
    browser: Client, face: Face, make_product: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_decision, "CHUNK", 2)
    monkeypatch.setattr(decide_in_bulk, "AT_ONCE_SECONDS", 0)
    drafts = [make_draft(make_product(f"Stool {number}")) for number in range(6)]
    page = send(browser, choose(browser, face, "approve", *drafts), begin="1")
    assert "2 of 6 looked at" in page.content.decode()
    send(browser, page, stop="1")
    drain_lane("cpu")
    assert list(states().values()).count("approved") == 2
    send(browser, page, go_on="1")
    assert "cpu" in sweep().rung
    drain_lane("cpu")
    assert list(states().values()).count("approved") == 6
    assert BulkDecision.objects.get().state == "done"


def test_nobody_else_sees_or_works_a_bulk_decision(
    browser: Client, face: Face, draft: MediaDraft, make_user: Callable[..., User]
) -> None:
    page = choose(browser, face, "approve", draft)
    other = Client()
    other.force_login(make_user("review", "publish", "generate"))
    address = page.request["PATH_INFO"]
    assert other.get(address).status_code == 404
    assert other.post(address, {"begin": "1"}).status_code == 404
    reader = Client()
    reader.force_login(make_user("review"))
    assert choose(reader, face, "publish", draft).status_code in {200, 403}
    assert BulkDecision.objects.filter(kind="publish").count() == 0
    assert states() == {"Oak Stool": "pending"}


def test_a_photo_is_asked_for_again_in_its_own_language_and_alone(browser: Client, face: Face, product: Any) -> None:
    draft = make_draft(product, "alt_text", text="A stool.")
    GenerationJob.objects.filter(pk=draft.job_id).update(brief_data={**draft.job.brief_data, "language": "de"})
    photo = draft.job.brief.facts.photos[0].key
    MediaDraft.objects.filter(pk=draft.pk).update(photo_key=photo)
    send(browser, choose(browser, face, "again", draft), begin="1")
    again = GenerationJob.objects.latest("pk").brief
    assert (again.language, again.photos) == ("de", (photo,))


def test_reasons_are_kept_in_the_language_of_whoever_decided(product: Any, reviewer: User) -> None:
    draft = make_draft(product, findings=[ERROR])
    bulk = BulkDecision.objects.store(bulk_decision.BulkKind.APPROVE, [draft.pk], reviewer.pk)
    BulkDecision.objects.filter(pk=bulk.pk).begin({"reader": "zh-hans"})
    with translation.override("en"):
        decide_in_bulk.work_off_bulk_decisions()
    with translation.override("zh-hans"):
        said = gettext("It has errors among its findings: open it to decide.")
    assert not said.isascii()
    assert BulkDecision.objects.get().refused == {said: 1}


def test_after_approving_many_the_same_ones_can_be_chosen_for_publishing(
    browser: Client, face: Face, make_product: Callable[..., Any]
) -> None:
    drafts = [make_draft(make_product("Good")), make_draft(make_product("Bad"), findings=[ERROR])]
    page = send(browser, choose(browser, face, "approve", *drafts), begin="1")
    assert "Open the drafts with errors" in page.content.decode()
    page = send(browser, page, publish="publish")
    assert page.context["title"] == "Publish: 1 draft"
    assert "<strong>1</strong> draft would change" in page.content.decode()
    assert states() == {"Good": "approved", "Bad": "pending"}
    send(browser, page, begin="1")
    assert states() == {"Good": "published", "Bad": "pending"}


def test_who_may_not_publish_is_not_led_there(
    client: Client, face: Face, make_product: Callable[..., Any], make_user: Callable[..., User]
) -> None:
    client.force_login(make_user("review"))
    page = send(client, choose(client, face, "approve", make_draft(make_product("Good"))), begin="1")
    assert "Publish what was approved" not in page.content.decode()
    assert client.post(page.request["PATH_INFO"], {"publish": "publish"}).status_code in {302, 403}
    assert BulkDecision.objects.count() == 1


def typed(**later: float) -> str:
    return timezone.localtime(timezone.now() + timedelta(**later)).strftime("%Y-%m-%dT%H:%M")


def let_the_time_come() -> None:
    PlannedPublication.objects.waiting().update(publish_at=timezone.now() - timedelta(seconds=1))


def test_many_go_live_at_a_time_after_a_look_at_them_and_come_back_as_one(
    browser: Client, face: Face, make_product: Callable[..., Any]
) -> None:
    products = [make_product(title) for title in ("One", "Two")]
    drafts = [make_draft(product, state="approved") for product in products]
    waits = make_draft(make_product("Not approved"))
    page = choose(browser, face, "later", *drafts, waits)
    assert page.context["title"] == "Publish at a time: 3 drafts"
    text = page.content.decode()
    assert "<strong>2</strong> drafts would change" in text
    assert "By the clock of" in text
    assert not PlannedPublication.objects.exists()
    page = send(browser, page, begin="1", at=typed(days=1))
    assert "2 changed" in page.content.decode()
    assert "They go live on" in page.content.decode()
    assert PlannedPublication.objects.waiting().count() == 2
    assert "Goes live on" in browser.get(face.url("publications")).content.decode()
    let_the_time_come()
    publish_planned()
    assert states() == {"One": "published", "Two": "published", "Not approved": "pending"}
    send(browser, page, reverse="1")
    assert states() == {"One": "reverted", "Two": "reverted", "Not approved": "pending"}
    assert not Publication.objects.standing().exists()


def test_plans_for_many_are_given_up_as_one_before_their_time(
    browser: Client, face: Face, make_product: Callable[..., Any]
) -> None:
    drafts = [make_draft(make_product(title), state="approved") for title in ("One", "Two")]
    page = send(browser, choose(browser, face, "later", *drafts), begin="1", at=typed(days=1))
    page = send(browser, page, reverse="1")
    assert "2 taken back" in page.content.decode()
    assert "They go live on" not in page.content.decode()
    let_the_time_come()
    assert publish_planned() == 0
    assert states() == {"One": "approved", "Two": "approved"}


@pytest.mark.parametrize("at", ["", "soon", typed(hours=-1)])
def test_no_time_and_one_that_has_passed_are_refused_before_anything_is_planned(
    browser: Client, face: Face, product: Any, at: str
) -> None:
    page = send(browser, choose(browser, face, "later", make_draft(product, state="approved")), begin="1", at=at)
    assert page.status_code == 422
    assert page.context["form"].errors["at"]
    assert not PlannedPublication.objects.exists()


def test_many_plans_go_on_after_a_stop_and_leave_out_what_was_changed(
    browser: Client, face: Face, make_product: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_decision, "CHUNK", 2)
    monkeypatch.setattr(decide_in_bulk, "AT_ONCE_SECONDS", 0)
    drafts = [make_draft(make_product(f"Stool {number}"), state="approved") for number in range(4)]
    Product.objects.filter(title="Stool 3").update(description="<p>By hand.</p>")
    page = send(browser, choose(browser, face, "later", *drafts), begin="1", at=typed(days=1))
    page = send(browser, page, stop="1")
    drain_lane("cpu")
    assert PlannedPublication.objects.waiting().count() == 2
    page = send(browser, page, go_on="1")
    drain_lane("cpu")
    assert PlannedPublication.objects.waiting().count() == 3
    assert "changed after this draft was made" in browser.get(page.request["PATH_INFO"]).content.decode()


def test_after_approving_many_they_can_be_planned_too(
    browser: Client, face: Face, make_product: Callable[..., Any]
) -> None:
    page = send(browser, choose(browser, face, "approve", make_draft(make_product("Good"))), begin="1")
    page = send(browser, page, publish="later")
    assert page.context["title"] == "Publish at a time: 1 draft"


def test_the_time_is_read_by_the_clock_of_the_account(browser: Client, reviewer: User, product: Any) -> None:
    UserProfile.get_for_user(reviewer)
    UserProfile.objects.update(current_time_zone="Asia/Tokyo")
    page = choose(browser, WAGTAIL, "later", make_draft(product, state="approved"))
    assert "Asia/Tokyo" in page.content.decode()
    send(browser, page, begin="1", at="2090-12-24T18:00")
    assert PlannedPublication.objects.get().publish_at.isoformat() == "2090-12-24T09:00:00+00:00"


def test_what_the_shops_own_code_raises_over_one_draft_stops_no_other(
    browser: Client, face: Face, make_product: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts = [make_draft(make_product(title), state="approved") for title in ("Odd", "Fine")]
    save = Product.save

    def broken(self: Product, *args: Any, **kwargs: Any) -> None:
        if self.title == "Odd":
            raise ZeroDivisionError("the shop's own")
        save(self, *args, **kwargs)

    monkeypatch.setattr(Product, "save", broken)
    page = send(browser, choose(browser, face, "publish", *drafts), begin="1")
    assert states() == {"Odd": "approved", "Fine": "published"}
    assert "ZeroDivisionError: the shop" in page.content.decode()


def test_copy_that_is_untrue_by_now_is_left_out_when_many_are_published(
    browser: Client, face: Face, make_product: Callable[..., Any]
) -> None:
    product, other = make_product("Oak Stool"), make_product("Oak Bench")
    drafts = [make_draft(each, text="<p>A seat, 45 cm high.</p>", state="approved") for each in (product, other)]
    product.supplier_notes = "Solid oak, oiled by hand. 48 cm high."
    product.save()
    page = send(browser, choose(browser, face, "publish", *drafts), begin="1")
    assert "By what the product says now there are errors in it." in page.content.decode()
    assert [MediaDraft.objects.get(pk=draft.pk).state for draft in drafts] == ["approved", "published"]
