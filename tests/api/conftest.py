"""A program that calls the API with a token."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from pdp_ai.models import ApiToken, MediaDraft
from tests.drafts import make_draft

ROOT = "/pdp-ai/api/v1"


class Caller:
    """Signs every call with its token."""

    def __init__(self, key: str) -> None:
        self.key = key
        self._client = Client()

    def get(self, path: str, **query: Any) -> Any:
        return self._client.get(ROOT + path, query, headers={"Authorization": f"Bearer {self.key}"})

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._client.post(
            ROOT + path,
            json.dumps(body or {}),
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.key}", **headers},
        )


@pytest.fixture
def caller(make_user: Callable[..., User]) -> Caller:
    """With every permission of pdp_ai."""
    user = make_user("generate", "review", "publish", name="program")
    return Caller(ApiToken.objects.issue(user.pk, "tests")[1])


@pytest.fixture
def draft(product: Any, stand_ins: None) -> MediaDraft:
    return make_draft(product)


@pytest.fixture
def caller_with(make_user: Callable[..., User]) -> Callable[..., Caller]:
    def make(*permissions: str) -> Caller:
        return Caller(ApiToken.objects.issue(make_user(*permissions).pk, "tests")[1])

    return make
