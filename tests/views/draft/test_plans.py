"""Planned publications as people meet them: on the draft, the product and the list, in both admins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pdp_ai.actions.publish_planned import publish_planned
from pdp_ai.models import MediaDraft, PlannedPublication
from pdp_ai.views.face import Face
from tests.drafts import ERROR, make_draft
from tests.views.draft.deciding import decide, state
from tests.views.test_publications import address

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]


def typed(**later: float) -> str:
    """As a browser's field for date and time sends it."""
    return f"{timezone.localtime() + timedelta(**later):%Y-%m-%dT%H:%M}"


def test_an_approved_draft_is_planned_shown_and_cancelled(browser: Client, face: Face, product: Any) -> None:
    draft = make_draft(product, state="approved")
    page = decide(browser, face, draft, "publish", how="later", at=typed(hours=2)).content.decode()
    assert "Planned:" in page
    page = browser.get(face.url("draft", draft.pk)).content.decode()
    assert "Goes live on" in page
    assert "Planned by reviewer." in page
    assert "Description: Oak Stool</a>:" in browser.get(address(face)).content.decode()
    page = decide(browser, face, draft, "cancel_plan").content.decode()
    assert "Nothing is planned for this draft any more" in page
    assert "Goes live on" not in browser.get(address(face)).content.decode()
    assert state(draft) == "approved"


def test_a_pending_draft_is_approved_and_planned_in_one_click(browser: Client, face: Face, draft: MediaDraft) -> None:
    decide(browser, face, draft, "approve_publish", how="later", at=typed(days=1), seen=draft.text, was="pending")
    assert (state(draft), PlannedPublication.objects.waiting().count()) == ("approved", 1)


def test_errors_want_their_tick_for_a_plan_too(browser: Client, face: Face, product: Any) -> None:
    draft = make_draft(product, findings=[ERROR])
    decide(browser, face, draft, "approve_publish", how="later", at=typed(days=1), seen=draft.text)
    assert (state(draft), PlannedPublication.objects.count()) == ("pending", 0)


@pytest.mark.parametrize("at", ["", "soon", "2020-01-01T10:00"])
def test_a_time_that_is_none_or_has_passed_is_told_at_the_field(
    browser: Client, face: Face, product: Any, at: str
) -> None:
    draft = make_draft(product, state="approved")
    response = decide(browser, face, draft, "publish", how="later", at=at)
    assert response.status_code == 422
    assert response.context["publish_form"]["at"].errors
    assert 'pdp-later" open' in response.content.decode()
    assert (state(draft), PlannedPublication.objects.count()) == ("approved", 0)


def test_a_filled_time_does_not_delay_the_button_for_now(browser: Client, face: Face, product: Any) -> None:
    draft = make_draft(product, state="approved")
    decide(browser, face, draft, "publish", at=typed(days=1))
    assert state(draft) == "published"


def test_what_a_person_types_is_read_by_their_own_clock(browser: Client, product: Any, reviewer: User) -> None:
    from wagtail.users.models import UserProfile

    from pdp_ai.wagtail.face import FACE

    profile = UserProfile.get_for_user(reviewer)
    profile.current_time_zone = "Asia/Tokyo"
    profile.save()
    draft = make_draft(product, state="approved")
    assert "By the clock of Asia/Tokyo" in browser.get(FACE.url("draft", draft.pk)).content.decode()
    decide(browser, FACE, draft, "publish", how="later", at="2090-07-01T09:30")
    assert draft.plans.get().publish_at == datetime(2090, 7, 1, 9, 30, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert "July 1, 2090, 9:30 a.m. (JST)" in browser.get(FACE.url("draft", draft.pk)).content.decode()


def test_a_stopped_plan_is_told_until_somebody_has_noted_it(browser: Client, face: Face, product: Any) -> None:
    draft = make_draft(product, state="approved")
    decide(browser, face, draft, "publish", how="later", at=typed(hours=2))
    type(product).objects.update(description="<p>By hand.</p>")
    PlannedPublication.objects.update(publish_at=timezone.now())
    publish_planned()
    for page in (face.url("draft", draft.pk), address(face)):
        text = browser.get(page).content.decode()
        assert "as planned." in text
        assert "The product changed after this draft was made" in text
    decide(browser, face, draft, "cancel_plan")
    assert "as planned." not in browser.get(address(face)).content.decode()


def test_the_products_own_page_tells_of_the_plan(
    browser: Client, face: Face, product: Any, plain_product: Any, reviewer: User
) -> None:
    shown = plain_product if face.name == "admin" else product
    draft = make_draft(shown, state="approved")
    decide(browser, face, draft, "publish", how="later", at=typed(hours=2))
    codename = f"change_{shown._meta.model_name}"
    reviewer.user_permissions.add(Permission.objects.get(content_type__app_label="shop", codename=codename))
    name = "admin:shop_plainproduct_change" if face.name == "admin" else shown.snippet_viewset.get_url_name("edit")
    page = browser.get(reverse(name, args=[shown.pk])).content.decode()
    assert "Goes live on" in page
    assert "Cancel the plan" not in page


def test_who_may_not_publish_sees_the_plan_and_no_button(
    client: Client, face: Face, product: Any, make_user: Callable[..., User], browser: Client
) -> None:
    draft = make_draft(product, state="approved")
    decide(browser, face, draft, "publish", how="later", at=typed(hours=2))
    client.force_login(make_user("review"))
    page = client.get(address(face)).content.decode()
    assert "Goes live on" in page
    assert "Cancel the plan" not in page
    client.post(face.url("decide", draft.pk, "cancel_plan"))
    assert PlannedPublication.objects.waiting().exists()


def lamps_only(_user: object, _permission: str, subject: Any) -> bool:
    return "Lamp" in subject.product_title


def test_plans_for_products_that_one_may_not_review_are_not_named(
    browser: Client, face: Face, make_product: Callable[..., Any], settings: Any
) -> None:
    for title in ("Oak Stool", "Brass Lamp"):
        draft = make_draft(make_product(title), state="approved")
        decide(browser, face, draft, "publish", how="later", at=typed(hours=2))
    settings.PDP_AI = {**settings.PDP_AI, "REVIEW": {"MAY": f"{__name__}.lamps_only"}}
    page = browser.get(address(face)).content.decode()
    assert ("Brass Lamp" in page, "Oak Stool" in page) == (True, False)
