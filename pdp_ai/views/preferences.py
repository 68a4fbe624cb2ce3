"""What a person wants to be told by e-mail."""

from __future__ import annotations

from typing import cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from pdp_ai.models import ReviewPreferences
from pdp_ai.views.face import Face
from pdp_ai.views.queue.progress import may_watch


def preferences(request: HttpRequest, face: Face) -> HttpResponse:
    """GET shows the form; POST keeps it. For everybody who could be told anything."""
    if not may_watch(request.user):
        raise PermissionDenied
    own = ReviewPreferences.objects.filter(user=request.user.pk).first()
    form = PreferencesForm(
        request.POST or None, instance=own or ReviewPreferences(user_id=cast("int", request.user.pk))
    )
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Kept."))
        return redirect(face.url("preferences"))
    person = request.user
    context = {
        "form": form,
        "address": getattr(person, person.get_email_field_name(), ""),  # type: ignore[union-attr]
    }
    return face.render(request, "pdp_ai/_preferences.html", context, title=_("E-mails to me"))


class PreferencesForm(forms.ModelForm[ReviewPreferences]):
    class Meta:
        model = ReviewPreferences
        fields = ["mail_notices", "mail_digest"]
