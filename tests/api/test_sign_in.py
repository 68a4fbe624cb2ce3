"""Who may call the API."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from pdp_ai.models import ApiToken
from tests.api.conftest import ROOT, Caller

pytestmark = pytest.mark.django_db


def test_nobody_gets_in_without_a_token_or_a_session(client: Client) -> None:
    assert client.get(f"{ROOT}/drafts").status_code == 401
    assert Caller("pdp_ai_guessed").get("/drafts").status_code == 401


def test_a_token_has_its_persons_permissions_and_no_more(caller_with: Callable[..., Caller]) -> None:
    assert caller_with("review").get("/drafts").status_code == 200
    answer = caller_with("generate").get("/drafts")
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")


def test_a_token_ends_with_its_time_and_with_its_person(caller: Caller) -> None:
    token = ApiToken.objects.get()
    assert caller.get("/drafts").status_code == 200
    token.refresh_from_db()
    assert token.used_at
    token.expires_at = timezone.now() - timedelta(seconds=1)
    token.save()
    assert caller.get("/drafts").status_code == 401
    token.expires_at = None
    token.save()
    User.objects.update(is_active=False)
    assert caller.get("/drafts").status_code == 401


def test_the_key_itself_is_stored_nowhere(caller: Caller) -> None:
    assert caller.key not in str(ApiToken.objects.values())


def test_a_session_needs_its_csrf_token(make_user: Callable[..., User]) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make_user("review"))
    assert browser.get(f"{ROOT}/drafts").status_code == 200
    assert browser.post(f"{ROOT}/drafts/1/approve", "{}", content_type="application/json").status_code == 403


def test_a_command_issues_and_withdraws_tokens(make_user: Callable[..., User], capsys: Any) -> None:
    make_user("review", name="ada")
    call_command("pdp_token", "ada", "import", "--days", "30")
    key = capsys.readouterr().out.strip()
    assert Caller(key).get("/drafts").status_code == 200
    call_command("pdp_token", "ada", "import", "--withdraw")
    assert Caller(key).get("/drafts").status_code == 401


def test_the_openapi_page_is_for_staff_and_asks_nobody_outside_for_scripts(make_user: Callable[..., User]) -> None:
    browser = Client()
    assert browser.get(f"{ROOT}/docs").status_code == 302
    browser.force_login(make_user("review"))
    page = browser.get(f"{ROOT}/docs").content.decode()
    assert "https://" not in page
    described = browser.get(f"{ROOT}/openapi.json").json()
    assert "/pdp-ai/api/v1/drafts/{draft_id}/publish" in described["paths"]
