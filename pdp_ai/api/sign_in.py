"""Who is calling: a browser's session, with its CSRF token, or a program's token."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from ninja.security import HttpBearer, SessionAuth

from pdp_ai.models import ApiToken


class TokenAuth(HttpBearer):
    """``Authorization: Bearer pdp_ai_…``; the call has the permissions of the token's person."""

    def authenticate(self, request: HttpRequest, token: str) -> AbstractBaseUser | None:
        found = ApiToken.objects.find(token)
        if found is None:
            return None
        user: Any = found.user
        request.user = user
        return user  # type: ignore[no-any-return]


TOKEN = TokenAuth()
SESSION = SessionAuth()
