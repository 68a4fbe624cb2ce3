"""Mentions, assignments and failures reach whom they concern, once and safely; and the daily message."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from django.contrib.auth.models import User, UserManager
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from example_project.shop.models import Product
from pdp_ai.actions import notify as notify_module
from pdp_ai.actions.assign_drafts import assign_drafts
from pdp_ai.actions.comment_draft import comment_draft
from pdp_ai.actions.decide_in_bulk import begin_bulk_decision, work_off_bulk_decisions
from pdp_ai.actions.send_digests import send_digests, send_digests_when_due
from pdp_ai.actions.send_notices import send_notices
from pdp_ai.actions.sweep import sweep
from pdp_ai.models import (
    ApiToken,
    BulkDecision,
    GenerationJob,
    MediaDraft,
    Notice,
    PlannedPublication,
    ReviewPreferences,
)
from pdp_ai.models.bulk_decision import BulkKind
from pdp_ai.models.notice import PAUSES
from pdp_ai.signals import job_finished, publication_stopped
from pdp_ai.views.face import Face
from tests.api.conftest import Caller
from tests.drafts import make_draft
from tests.jobs import make_job
from tests.views.conftest import browser, draft, face, reviewer

__all__ = ["browser", "draft", "face", "reviewer"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]


@pytest.fixture
def zoe(make_user: Callable[..., User]) -> User:
    user = make_user("review", "generate", name="zoe.k")
    user.email = "zoe@shop.example"
    user.save()
    return user


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@zoe.k please.", {"zoe.k"}),
        ("Ask @Zoe.K.", {"Zoe.K"}),
        ("mail zoe@zoe.k", set()),
        ("(@a) and @b-c, @d+e: @@f", {"a", "b-c", "d+e"}),
        ("@", set()),
    ],
)
def test_a_mention_is_a_name_after_an_at_sign(text: str, names: set[str]) -> None:
    assert set(notify_module.MENTION.findall(text)) == names


def test_whoever_is_mentioned_gets_one_message_with_all_of_it(draft: MediaDraft, zoe: User, reviewer: User) -> None:
    comment_draft(draft, "Is this true, @zoe.k? <script>alert(1)</script> @nobody @reviewer", user=reviewer)
    comment_draft(draft, "@ZOE.K and quickly", user=reviewer)
    assign_drafts(draft, zoe, user=reviewer)
    assert send_notices() == 1
    assert send_notices() == 0
    [message] = mail.outbox
    assert message.to == ["zoe@shop.example"]
    assert "reviewer mentions you: Oak Stool" in message.body
    assert "reviewer assigned drafts to you: Oak Stool" in message.body
    html = message.alternatives[0].content
    assert "@ZOE.K and quickly" in html
    assert "<script>" not in html
    assert f"/{draft.pk}/" in message.body
    assert Notice.objects.get(kind="mentioned").count == 2


def test_text_of_a_model_and_of_a_product_is_escaped(make_product: Callable[..., Any], zoe: User) -> None:
    product = make_product("<img src=x onerror=alert(1)>\nBcc: all@shop.example")
    comment_draft(make_draft(product), "<b>@zoe.k</b> <img src=x onerror=alert(2)>")
    send_notices()
    [message] = mail.outbox
    assert "\n" not in message.subject
    assert message.recipients() == ["zoe@shop.example"]
    assert "<img" not in message.alternatives[0].content


def test_nobody_is_told_who_wants_it_not_or_may_not_review(
    draft: MediaDraft, zoe: User, make_user: Callable[..., User]
) -> None:
    make_user("generate", name="stranger")
    User.objects.update(email="somebody@shop.example")
    comment_draft(draft, "@stranger @zoe.k", user=zoe)
    ReviewPreferences.objects.change(zoe, mail_notices=False)
    comment_draft(draft, "@zoe.k", user=None)
    ReviewPreferences.objects.change(zoe, mail_notices=True)
    UserProfile.objects.create(user=zoe, updated_comments_notifications=False)
    comment_draft(draft, "@zoe.k")
    User.objects.filter(pk=zoe.pk).update(is_active=False)
    comment_draft(draft, "@zoe.k")
    assert not Notice.objects.exists()


def test_a_thousand_failed_jobs_are_one_line(zoe: User) -> None:
    for _ in range(3):
        job = make_job(requested_by=zoe, state="failed", errors=[{"code": "x", "message": "It broke."}])
        job_finished.send(GenerationJob, job=job)
    job_finished.send(GenerationJob, job=make_job(requested_by=zoe, state="successful"))
    send_notices()
    [message] = mail.outbox
    assert message.subject == "3 jobs that you asked for failed."


def test_a_job_that_the_sweep_sets_aside_is_told_to_whoever_asked_for_it(zoe: User) -> None:
    past = timezone.now() - timedelta(minutes=1)
    for crashes in (2, 2, 0):
        make_job(requested_by=zoe, state="running", lease_until=past, crashes=crashes)
    make_job(state="running", lease_until=past, crashes=2)
    assert (sweep().quarantined, sweep().quarantined) == (3, 0)
    assert send_notices() == 1
    [message] = mail.outbox
    assert message.subject == "2 jobs that you asked for were set aside: their workers died of them several times."
    assert "/queue/" in message.body


def test_a_program_that_meets_a_changed_product_tells_who_approved_and_who_it_is_assigned_to(
    product: Any, zoe: User, make_user: Callable[..., User]
) -> None:
    draft = make_draft(product, state="approved")
    MediaDraft.objects.update(reviewed_by=zoe, assigned_to=make_user("generate", name="left"))
    User.objects.filter(username="left").update(email="left@shop.example")  # may not review any more
    type(product).objects.update(description="<p>By hand.</p>")
    program = Caller(ApiToken.objects.issue(make_user("review", "publish", name="bot").pk, "tests")[1])
    for _ in range(2):
        assert program.post(f"/drafts/{draft.pk}/publish").status_code == 409
        send_notices()
    [message] = mail.outbox
    assert message.to == ["zoe@shop.example"]
    assert message.subject == "Not published, for the product was changed meanwhile: Oak Stool"
    assert f"/{draft.pk}/" in message.body


@pytest.mark.parametrize("at_once", [True, False])
def test_conflicts_of_a_decision_on_many_are_one_line_for_who_did_not_see_them(
    make_product: Callable[..., Any], zoe: User, make_user: Callable[..., User], *, at_once: bool
) -> None:
    drafts = [make_draft(make_product(f"Stool {number}"), state="approved") for number in range(3)]
    MediaDraft.objects.update(reviewed_by=zoe)
    Product.objects.exclude(title="Stool 2").update(description="<p>By hand.</p>")
    decider = make_user("publish", "review", name="decider")
    User.objects.filter(pk=decider.pk).update(email="decider@shop.example")
    bulk = BulkDecision.objects.store(BulkKind.PUBLISH, [draft.pk for draft in drafts], decider.pk)
    if at_once:
        begin_bulk_decision(bulk, {}, user=decider)
    else:
        BulkDecision.objects.filter(pk=bulk.pk).begin({})
        work_off_bulk_decisions()
    send_notices()
    said = "2 drafts were not published, for their products were changed meanwhile."
    assert {message.subject for message in mail.outbox} == {said}
    assert {message.to[0] for message in mail.outbox} == {"zoe@shop.example"} | (
        set() if at_once else {"decider@shop.example"}
    )
    assert reverse("pdp_ai_room:index") in mail.outbox[0].body


def test_who_sees_the_conflict_on_the_page_gets_no_message(browser: Client, face: Face, product: Any) -> None:
    draft = make_draft(product, state="approved")
    User.objects.update(email="reviewer@shop.example")
    MediaDraft.objects.update(reviewed_by=User.objects.get())
    type(product).objects.update(description="<p>By hand.</p>")
    assert browser.post(face.url("decide", draft.pk, "publish")).status_code == 409
    assert not Notice.objects.exists()


def test_a_planned_publication_that_was_stopped_is_told(draft: MediaDraft, zoe: User) -> None:
    plan = PlannedPublication.objects.create(
        draft=draft, planned_by=zoe, publish_at=timezone.now(), state="stopped", product_title="Oak Stool"
    )
    publication_stopped.send(PlannedPublication, plan=plan)
    send_notices()
    assert "could not be carried out: Oak Stool" in mail.outbox[0].subject


class Sink(Message):
    """A real mail server's inbox."""

    def __init__(self) -> None:
        super().__init__()
        self.received: list[Any] = []

    def handle_message(self, message: Any) -> None:
        self.received.append(message)


@pytest.fixture
def smtp(settings: Any) -> Iterator[tuple[Sink, Controller]]:
    sink = Sink()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield sink, controller
    if controller.server is not None:
        controller.stop()


def test_a_real_server_receives_it_and_one_that_is_down_gets_it_later(
    draft: MediaDraft, zoe: User, smtp: tuple[Sink, Controller], settings: Any
) -> None:
    sink, controller = smtp
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    comment_draft(draft, "Grüße an @zoe.k – 你好")
    assert send_notices() == 0
    notice = Notice.objects.get()
    assert (notice.sent_at, notice.attempts) == (None, 1)
    assert notice.run_after > timezone.now()
    settings.EMAIL_PORT = port
    assert send_notices() == 0
    Notice.objects.update(run_after=timezone.now() - timedelta(minutes=1))
    assert send_notices() == 1
    controller.stop()
    [message] = sink.received
    assert message["To"] == "zoe@shop.example"
    plain, html = message.get_payload()
    assert "Grüße an @zoe.k – 你好" in plain.get_payload(decode=True).decode()
    assert "Grüße an @zoe.k – 你好" in html.get_payload(decode=True).decode()


@pytest.mark.usefixtures("draft")
def test_a_notice_is_given_up_in_the_end(draft: MediaDraft, zoe: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    comment_draft(draft, "@zoe.k")
    for _ in range(len(PAUSES) + 3):
        Notice.objects.update(run_after=timezone.now() - timedelta(minutes=1))
        send_notices()
    assert Notice.objects.get().attempts == len(PAUSES) + 1


def test_the_daily_message_says_what_waits_and_comes_once(
    make_product: Callable[..., Any], zoe: User, make_user: Callable[..., User], capsys: pytest.CaptureFixture[str]
) -> None:
    idle = make_user("generate", name="idle")
    User.objects.filter(pk=idle.pk).update(email="idle@shop.example")
    assert send_digests() == 0
    ReviewPreferences.objects.update(digest_at=None)
    make_draft(make_product("One"))
    assign_drafts(make_draft(make_product("Two")), zoe)
    make_job(requested_by=zoe, state="failed", finished_at=timezone.now())
    call_command("pdp_digest")
    call_command("pdp_digest")
    assert capsys.readouterr().out == "1 sent\n0 sent\n"
    [message] = mail.outbox
    assert message.to == ["zoe@shop.example"]
    for line in ("1 draft assigned to you", "1 draft that anybody may review", "1 job of yours failed since yesterday"):
        assert line in message.body
        assert line in message.alternatives[0].content
    call_command("pdp_digest", "--again")
    assert len(mail.outbox) == 2
    ReviewPreferences.objects.update(mail_digest=False)
    assert send_digests(again=True) == 0


def test_the_cluster_sends_it_from_its_hour_on(product: Any, zoe: User, settings: Any) -> None:
    make_draft(product)
    assert send_digests_when_due() == 0
    settings.PDP_AI = {**settings.PDP_AI, "NOTIFY": {"DIGEST_HOUR": 24}}
    assert send_digests_when_due() == 0
    settings.PDP_AI = {**settings.PDP_AI, "NOTIFY": {"DIGEST_HOUR": 0, "BASE_URL": "https://shop.example"}}
    assert send_digests_when_due() == 1
    assert "https://shop.example/" in mail.outbox[0].body


def test_people_choose_what_is_sent_to_them(browser: Client, face: Face, reviewer: User) -> None:
    page = browser.get(face.url("preferences")).content.decode()
    assert "nothing can be sent" in page
    browser.post(face.url("preferences"), {"mail_notices": "on"})
    kept = ReviewPreferences.objects.get(user=reviewer)
    assert (kept.mail_notices, kept.mail_digest) == (True, False)


def test_a_user_model_whose_manager_lists_nobody_by_permission_is_enough(
    browser: Client, face: Face, draft: MediaDraft, zoe: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`BaseUserManager`, from which Django's documentation derives the manager of a user model, has no `with_perm`."""
    monkeypatch.delattr(UserManager, "with_perm")
    assert "zoe.k" in browser.get(face.url("draft", draft.pk)).content.decode()
    assert send_digests() == 1
