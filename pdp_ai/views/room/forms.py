"""What staff fill in about many drafts at once, and about filters they keep."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pdp_ai.views.draft.forms import MAX_HINT
from pdp_ai.views.timed_form import TimedForm


class SaveFilterForm(forms.Form):
    name = forms.CharField(max_length=60)
    is_shared = forms.BooleanField(required=False)


class BulkForm(forms.Form):
    """A decision on many drafts that needs nothing but a click."""

    @property
    def said(self) -> dict[str, Any]:
        """What was filled in, as the decision keeps it: as JSON."""
        return self.cleaned_data


class BulkLaterForm(BulkForm, TimedForm):
    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        self.expect_time()
        return data

    @property
    def said(self) -> dict[str, Any]:
        return {"at": self.cleaned_data["at"].isoformat()}


class BulkRejectForm(BulkForm):
    reason = forms.CharField(label=_("Why"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))


class BulkAgainForm(BulkForm):
    hint = forms.CharField(
        label=_("What should be different?"),
        required=False,
        max_length=MAX_HINT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class BulkReplaceForm(BulkForm):
    find = forms.CharField(label=_("Replace"), max_length=200, strip=False)
    replacement = forms.CharField(label=_("with"), max_length=200, required=False, strip=False)

    def clean_find(self) -> str:
        if not (find := str(self.cleaned_data["find"])).strip():
            raise forms.ValidationError(forms.Field.default_error_messages["required"], code="required")
        return find
