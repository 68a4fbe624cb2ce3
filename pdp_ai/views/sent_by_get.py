"""Where a person lands who pressed a button when their session had ended: signing in asks for its address by GET."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _


def lead_back(request: HttpRequest, url: str) -> HttpResponse:
    """To the page with the button. What was sent did not survive the sign-in, and nothing is done by a GET."""
    messages.warning(request, _("Nothing was changed: you had to sign in again. Please decide once more."))
    return redirect(url)
