"""Role × page × product: permissions, the shop's own say, and two people for a publication."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import PermissionDenied
from django.test import Client

from pdp_ai.actions.publish_draft import publish_draft
from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.exceptions import FourEyes
from pdp_ai.models import AuditEntry, GenerationJob, MediaDraft
from pdp_ai.views.face import Face
from tests.drafts import make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]

#: What each decision needs, and what it needs to be told.
NEEDS: dict[str, tuple[set[str], dict[str, str]]] = {
    "approve": ({"review"}, {}),
    "approve_publish": ({"review", "publish"}, {}),
    "edit": ({"review"}, {"text": "<p>Mine.</p>"}),
    "reject": ({"review"}, {"quick": "Not true"}),
    "again": ({"review", "generate"}, {}),
    "comment": ({"review"}, {"text": "Hm."}),
    "assign": ({"review"}, {}),
}
ROLES: list[tuple[str, ...]] = [
    (),
    ("generate",),
    ("publish",),
    ("review",),
    ("review", "generate"),
    ("review", "publish"),
]


def only_stools(_user: object, _permission: str, subject: Any) -> bool:
    return "Stool" in subject.product_title


@pytest.fixture
def stools_only(settings: Any) -> None:
    settings.PDP_AI = {**settings.PDP_AI, "REVIEW": {"MAY": "tests.views.test_who_may.only_stools"}}


@pytest.mark.parametrize("owned", [True, False], ids=["own", "foreign"])
@pytest.mark.parametrize("role", ROLES, ids=["-".join(role) or "nothing" for role in ROLES])
@pytest.mark.usefixtures("stools_only")
def test_every_decision_takes_its_permissions_and_the_product(
    client: Client,
    face: Face,
    make_product: Callable[..., Any],
    make_user: Callable[..., User],
    role: tuple[str, ...],
    *,
    owned: bool,
) -> None:
    draft = make_draft(make_product("Stool" if owned else "Lamp"))
    before = (draft.state, draft.text, GenerationJob.objects.count(), AuditEntry.objects.count())
    client.force_login(make_user(*role))
    for decision, (needed, data) in NEEDS.items():
        allowed = owned and needed <= set(role)
        client.post(face.url("decide", draft.pk, decision), {"seen": draft.text, **data})
        draft.refresh_from_db()
        after = (draft.state, draft.text, GenerationJob.objects.count(), AuditEntry.objects.count())
        assert (after != before) is allowed, decision
        MediaDraft.objects.filter(pk=draft.pk).update(state=before[0], text=before[1])
        before = (*before[:2], *after[2:])


@pytest.mark.usefixtures("stools_only")
def test_what_one_may_not_review_is_not_shown(
    browser: Client, face: Face, make_product: Callable[..., Any], reviewer: User
) -> None:
    stool, lamp = make_draft(make_product("Stool"), "packshot"), make_draft(make_product("Lamp"), "packshot")
    assert [card.title for card in browser.get(face.url("room")).context["cards"]] == ["Stool"]
    for draft, statuses in ((stool, {200}), (lamp, {302, 403})):
        for address in (face.url("draft", draft.pk), face.url("file", draft.pk)):
            response = browser.get(address)
            assert response.status_code in statuses
            assert b"".join(response) or response.status_code != 200
    result = request_generation([make_product("Brass Lamp")], Wish(), user=reviewer)
    assert not result.jobs
    assert {skipped.reason for skipped in result.skipped} == {"You may not do this with this product."}


def test_whoever_asked_or_edited_does_not_publish_where_two_are_wanted(
    browser: Client, face: Face, settings: Any, product: Any, reviewer: User, make_user: Callable[..., User]
) -> None:
    settings.PDP_AI = {**settings.PDP_AI, "REVIEW": {"FOUR_EYES": True}}
    draft = make_draft(product)
    MediaDraft.objects.filter(pk=draft.pk).update(edited_by=reviewer)
    page = browser.get(face.url("draft", draft.pk)).content.decode()
    assert "Approve and publish" not in page
    response = browser.post(face.url("decide", draft.pk, "approve_publish"), {"seen": draft.text})
    assert "somebody else has to publish it" in response.content.decode()
    draft.refresh_from_db()
    assert draft.state == "pending"
    MediaDraft.objects.filter(pk=draft.pk).update(state="approved")
    with pytest.raises(FourEyes):
        publish_draft(draft, user=reviewer)
    publish_draft(draft, user=make_user("publish"))
    product.refresh_from_db()
    assert product.description == "<p>A fine stool.</p>"


def test_wagtails_permissions_for_the_product_can_decide(
    settings: Any, product: Any, make_user: Callable[..., User]
) -> None:
    settings.PDP_AI = {**settings.PDP_AI, "REVIEW": {"MAY": "pdp_ai.wagtail.may.may_with_product"}}
    draft = make_draft(product, state="approved")
    user = make_user("publish")
    with pytest.raises(PermissionDenied):
        publish_draft(draft, user=user)
    user.user_permissions.add(Permission.objects.get(codename="publish_product"))
    publish_draft(draft, user=User.objects.get(pk=user.pk))


def test_comments_and_assignments_stand_in_the_history(
    browser: Client, face: Face, draft: MediaDraft, reviewer: User
) -> None:
    page = browser.post(face.url("decide", draft.pk, "comment"), {"text": "Ask <b>Zoe</b>."}, follow=True)
    assert "<blockquote>Ask &lt;b&gt;Zoe&lt;/b&gt;.</blockquote>" in page.content.decode()
    page = browser.post(face.url("decide", draft.pk, "assign"), {"to": str(reviewer.pk)}, follow=True)
    assert "Assigned to reviewer" in page.content.decode()
    assert [card.count for card in browser.get(face.url("room", assignee="me")).context["cards"]] == [1]
    browser.post(face.url("decide", draft.pk, "assign"), {"to": ""})
    draft.refresh_from_db()
    assert draft.assigned_to is None
