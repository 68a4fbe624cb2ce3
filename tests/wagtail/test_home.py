from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from pdp_ai.models import MediaDraft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]


def test_the_front_page_says_how_much_waits(client: Client, draft: MediaDraft, make_user: Callable[..., User]) -> None:
    assert draft.state == MediaDraft.State.PENDING
    for permissions, shown in {("review",): True, ("publish",): False}.items():
        client.force_login(make_user(*permissions))
        page = client.get(reverse("wagtailadmin_home")).content.decode()
        assert ("Drafts to review" in page) is shown


def test_the_front_page_and_the_reports_lead_to_products_without_media(
    client: Client, make_user: Callable[..., User]
) -> None:
    for permissions, shown in {("generate",): True, ("publish",): False}.items():
        client.force_login(make_user(*permissions))
        page = client.get(reverse("wagtailadmin_home")).content.decode()
        assert page.count(reverse("pdp_ai_without:index")) == 2 * shown
