from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client

from pdp_ai.models import GenerationJob, MediaDraft, Publication
from pdp_ai.views.face import Face
from tests.drafts import ERROR, make_draft
from tests.views.draft.deciding import decide, state

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]

State = MediaDraft.State


def hidden(page: str, name: str) -> str:
    """The value of a hidden field, as a browser would send it."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', page)
    assert found, f"no hidden field {name}"
    return html.unescape(found[1])


def test_approve_then_publish_then_undo(browser: Client, face: Face, product: Any, draft: MediaDraft) -> None:
    assert "Approved:" in decide(browser, face, draft, "approve").content.decode()
    assert "Published:" in decide(browser, face, draft, "publish").content.decode()
    product.refresh_from_db()
    assert product.description == "<p>A fine stool.</p>"
    assert "Undone." in decide(browser, face, draft, "undo").content.decode()
    product.refresh_from_db()
    assert product.description == ""
    assert state(draft) == State.REVERTED


def test_approve_and_publish_in_one_click(browser: Client, face: Face, product: Any, draft: MediaDraft) -> None:
    decide(browser, face, draft, "approve_publish")
    product.refresh_from_db()
    assert product.description == "<p>A fine stool.</p>"
    assert state(draft) == State.PUBLISHED


def test_a_picture_can_be_published(browser: Client, face: Face, product: Any) -> None:
    draft = make_draft(product, "packshot")
    decide(browser, face, draft, "approve_publish")
    assert product.photos.filter(role="packshot").count() == 1
    page = browser.get(face.url("draft", draft.pk)).content.decode()
    assert product.photos.get(role="packshot").image.file.url in page


def test_a_rejection_keeps_its_reason(browser: Client, face: Face, draft: MediaDraft) -> None:
    page = decide(browser, face, draft, "reject", reason="Too dry.").content.decode()
    assert state(draft) == State.REJECTED
    assert "Too dry." in page


def test_a_rejection_wants_a_reason(browser: Client, face: Face, draft: MediaDraft) -> None:
    response = decide(browser, face, draft, "reject", reason=" ")
    assert response.status_code == 422
    assert "This field is required." in response.content.decode()
    assert state(draft) == State.PENDING


def test_an_edit_is_saved_and_cleaned(browser: Client, face: Face, draft: MediaDraft) -> None:
    text = "<p>My own <sub>words</sub>.</p>"
    decide(browser, face, draft, "edit", text=text, seen=draft.text)
    draft.refresh_from_db()
    assert draft.text == "<p>My own words.</p>"
    assert draft.original_text == "<p>A fine stool.</p>"


def test_line_breaks_as_browsers_send_them_are_no_conflict(browser: Client, face: Face, product: Any) -> None:
    draft = make_draft(product, "bullets", text="One\nTwo")
    response = decide(browser, face, draft, "edit", text="One\r\nThree", seen="One\r\nTwo")
    assert response.status_code == 200
    assert MediaDraft.objects.get(pk=draft.pk).text == "One\nThree"


def test_an_edit_over_another_persons_edit_is_refused_and_kept_on_the_page(
    browser: Client, face: Face, draft: MediaDraft
) -> None:
    MediaDraft.objects.filter(pk=draft.pk).update(text="<p>Their words.</p>")
    response = decide(browser, face, draft, "edit", text="<p>My words.</p>", seen="<p>A fine stool.</p>")
    page = response.content.decode()
    assert response.status_code == 409
    assert MediaDraft.objects.get(pk=draft.pk).text == "<p>Their words.</p>"
    assert "My words." in html.unescape(page)
    assert "Nothing was changed." in page
    assert hidden(page, "seen") == "<p>Their words.</p>"
    decide(browser, face, draft, "edit", text="<p>My words.</p>", seen=hidden(page, "seen"))
    assert MediaDraft.objects.get(pk=draft.pk).text == "<p>My words.</p>"


def test_an_empty_edit_is_refused(browser: Client, face: Face, draft: MediaDraft) -> None:
    assert decide(browser, face, draft, "edit", text="", seen=draft.text).status_code == 422
    assert MediaDraft.objects.get(pk=draft.pk).text == draft.text


@pytest.mark.parametrize(
    ("decision", "was"),
    [
        ("approve", "published"),
        ("reject", "published"),
        ("publish", "pending"),
        ("publish", "superseded"),
        ("publish", "rejected"),
        ("undo", "pending"),
        ("edit", "published"),
        ("approve_publish", "approved"),
    ],
)
def test_a_decision_that_came_too_late_changes_nothing(
    browser: Client, face: Face, product: Any, decision: str, was: str
) -> None:
    draft = make_draft(product, state=was)
    response = decide(browser, face, draft, decision, reason="No.", text="<p>No.</p>", seen=draft.text)
    assert response.status_code == 409
    assert "Nothing was changed." in response.content.decode()
    assert state(draft) == was
    product.refresh_from_db()
    assert product.description == ""


def test_the_page_offers_only_what_the_state_allows(browser: Client, face: Face, draft: MediaDraft) -> None:
    always = {"again", "comment"}
    offered = {
        "pending": {"approve", "approve_publish", "hand_over", "edit", "reject", "assign", *always},
        "approved": {"publish", "hand_over", "edit", "reject", "assign", *always},
        "rejected": {"approve", "approve_publish", "hand_over", *always},
        "superseded": {"approve", "approve_publish", "hand_over", *always},
        "reverted": {"publish", "hand_over", *always},
    }
    for was, decisions in offered.items():
        MediaDraft.objects.filter(pk=draft.pk).update(state=was)
        page = browser.get(face.url("draft", draft.pk)).content.decode()
        assert set(re.findall(r'/decide/(\w+)/"', page)) == decisions, was


def test_a_conflict_shows_all_three_and_writes_nothing(browser: Client, face: Face, product: Any) -> None:
    product.description = "<p>Made against this.</p>"
    product.save()
    draft = make_draft(product)
    product.description = "<p>A person wrote this.</p>"
    product.save()
    response = decide(browser, face, draft, "approve_publish")
    page = response.content.decode()
    assert response.status_code == 409
    for text in ("<p>Made against this.</p>", "<p>A person wrote this.</p>", "<p>A fine stool.</p>"):
        assert text in page
    product.refresh_from_db()
    assert product.description == "<p>A person wrote this.</p>"
    assert state(draft) == State.APPROVED
    assert not Publication.objects.exists()


def test_after_a_conflict_a_person_may_replace_what_they_saw(browser: Client, face: Face, product: Any) -> None:
    draft = make_draft(product, state="approved")
    product.description = "<p>A person wrote this.</p>"
    product.save()
    page = decide(browser, face, draft, "publish").content.decode()
    decide(browser, face, draft, "publish", over=hidden(page, "over"))
    product.refresh_from_db()
    assert product.description == "<p>A fine stool.</p>"


def test_another_change_after_the_conflict_was_shown_conflicts_again(browser: Client, face: Face, product: Any) -> None:
    draft = make_draft(product, state="approved")
    product.description = "<p>First.</p>"
    product.save()
    page = decide(browser, face, draft, "publish").content.decode()
    product.description = "<p>Second.</p>"
    product.save()
    again = decide(browser, face, draft, "publish", over=hidden(page, "over"))
    assert again.status_code == 409
    assert "<p>Second.</p>" in again.content.decode()
    product.refresh_from_db()
    assert product.description == "<p>Second.</p>"


def test_undoing_over_a_persons_change_is_refused_with_both_shown(
    browser: Client, face: Face, product: Any, draft: MediaDraft
) -> None:
    decide(browser, face, draft, "approve_publish")
    product.refresh_from_db()
    product.description = "<p>A person wrote this.</p>"
    product.save()
    response = decide(browser, face, draft, "undo")
    page = response.content.decode()
    assert response.status_code == 409
    assert "What was published" in page
    assert 'name="over"' not in page
    assert state(draft) == State.PUBLISHED
    product.refresh_from_db()
    assert product.description == "<p>A person wrote this.</p>"


@pytest.mark.parametrize("over", ["{", "[]", "7", '{"nonsense": "x"}', "null"])
def test_a_garbled_conflict_form_publishes_nothing(browser: Client, face: Face, product: Any, over: str) -> None:
    draft = make_draft(product, state="approved")
    assert decide(browser, face, draft, "publish", over=over).status_code == 422
    assert state(draft) == State.APPROVED


def test_asking_again_writes_a_job_with_the_wish(browser: Client, face: Face, draft: MediaDraft) -> None:
    response = decide(browser, face, draft, "again", hint="mention the oil")
    job = GenerationJob.objects.latest("pk")
    assert job.pk != draft.job_id
    assert job.brief.hint == "mention the oil"
    assert response.request["PATH_INFO"] == face.url("progress")


def test_asking_again_for_what_cannot_be_made_says_why(browser: Client, face: Face, product: Any) -> None:
    draft = make_draft(product, "packshot")
    product.photos.all().delete()
    page = decide(browser, face, draft, "again").content.decode()
    assert "Nothing was asked for. The product has no photo." in page
    assert GenerationJob.objects.count() == 1


def test_approving_words_that_changed_meanwhile_is_refused_with_the_new_ones_shown(
    browser: Client, face: Face, draft: MediaDraft
) -> None:
    MediaDraft.objects.update(text="<p>Words nobody showed me.</p>")
    answer = browser.post(face.url("decide", draft.pk, "approve_publish"), {"seen": draft.text})
    assert answer.status_code == 409
    assert "Words nobody showed me." in answer.content.decode()
    draft.refresh_from_db()
    assert draft.state == MediaDraft.State.PENDING


def test_errors_are_approved_only_by_somebody_who_says_they_looked(browser: Client, face: Face, product: Any) -> None:
    draft = make_draft(product, findings=[ERROR])
    page = browser.get(face.url("draft", draft.pk)).content.decode()
    assert '<input type="checkbox" name="despite_errors" required>' in page
    for decision in ("approve", "approve_publish"):
        refused = decide(browser, face, draft, decision, seen=draft.text)
        assert "There are errors among the draft&#x27;s findings" in refused.content.decode()
        assert state(draft) == State.PENDING
    decide(browser, face, draft, "approve", seen=draft.text, despite_errors="on")
    assert state(draft) == State.APPROVED


def test_a_clean_draft_asks_for_no_tick(browser: Client, face: Face, draft: MediaDraft) -> None:
    assert "despite_errors" not in browser.get(face.url("draft", draft.pk)).content.decode()


def test_keeping_what_is_live_settles_the_draft(browser: Client, face: Face, product: Any) -> None:
    product.description = "<p>Made against this.</p>"
    product.save()
    draft = make_draft(product, state="approved")
    product.description = "<p>Made by a person.</p>"
    product.save()
    page = decide(browser, face, draft, "publish").content.decode()
    assert re.search(r"<ins [^>]*><span[^>]*>added: </span>by a person", page)
    decide(browser, face, draft, "reject", quick=hidden(page, "quick"))
    assert state(draft) == State.REJECTED
    product.refresh_from_db()
    assert product.description == "<p>Made by a person.</p>"


def test_two_texts_are_merged_in_the_editor_and_published_over_the_live_one(
    browser: Client, face: Face, product: Any
) -> None:
    draft = make_draft(product, state="approved")
    product.description = "<p>A person wrote this.</p>"
    product.save()
    page = decide(browser, face, draft, "publish").content.decode()
    both = "<p>A person wrote this. A fine stool.</p>"
    decide(browser, face, draft, "merge", text=both, seen=draft.text, over=hidden(page, "over"))
    product.refresh_from_db()
    assert product.description == both
    decide(browser, face, draft, "undo")
    product.refresh_from_db()
    assert product.description == "<p>A person wrote this.</p>"
