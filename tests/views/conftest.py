"""Every test of the shared pages runs in both admins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from pdp_ai.admin.face import FACE as ADMIN
from pdp_ai.models import MediaDraft
from pdp_ai.views.face import Face
from pdp_ai.wagtail.face import FACE as WAGTAIL
from tests.drafts import make_draft


@pytest.fixture(params=[ADMIN, WAGTAIL], ids=["admin", "wagtail"])
def face(request: pytest.FixtureRequest) -> Face:
    return request.param


@pytest.fixture
def reviewer(make_user: Callable[..., User]) -> User:
    return make_user("generate", "review", "publish", "cancel", "view_prompt", name="reviewer")


@pytest.fixture
def browser(client: Client, reviewer: User) -> Client:
    """Signed in, with every permission of pdp_ai but that for styles."""
    client.force_login(reviewer)
    return client


@pytest.fixture
def draft(product: Any, stand_ins: None) -> MediaDraft:
    return make_draft(product)


@pytest.fixture
def editor(make_user: Callable[..., User]) -> User:
    return make_user("edit_style", name="editor")


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    """Signed in, with the permissions to change styles."""
    client.force_login(editor)
    return client
