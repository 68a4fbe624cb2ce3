"""The lists of what was published, in both admins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from pdp_ai.views.face import Face
from tests.views.drafts import make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]


def address(face: Face) -> str:
    return reverse("admin:pdp_ai_publication_changelist" if face.name == "admin" else "pdp_ai_publications:index")


def test_a_publication_leads_to_its_draft(
    browser: Client, face: Face, product: Any, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    draft = make_draft(product)
    browser.post(face.url("decide", draft.pk, "approve_publish"))
    browser.post(face.url("decide", draft.pk, "undo"))
    with django_assert_max_num_queries(14):
        page = browser.get(address(face)).content.decode()
    assert face.url("draft", draft.pk) in page
    assert page.count("reviewer") >= 2


def test_staff_without_the_permission_see_no_publications(
    client: Client, face: Face, make_user: Callable[..., User]
) -> None:
    client.force_login(make_user())
    assert client.get(address(face)).status_code in {302, 403}
