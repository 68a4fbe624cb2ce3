"""What staff fill in about one draft: their decisions on it."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from pdp_ai.actions.permissions import REVIEW, people_with
from pdp_ai.cleaning import MAX_CHARACTERS, html_to_text
from pdp_ai.types import SlotValue
from pdp_ai.views.timed_form import TimedForm

MAX_HINT = 500


class DecisionForm(forms.Form):
    """A decision that needs nothing but a click."""

    #: The state in which the person saw the draft.
    was = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_was(self) -> str | None:
        return self.cleaned_data["was"] or None


class SeenForm(DecisionForm):
    """A decision about words: on what the person read, and on nothing that came after it."""

    #: Stripping would make it another text.
    seen = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def clean_seen(self) -> str | None:
        """Browsers send line breaks as CR LF, whatever the field held. None when nothing says what was read."""
        if self.add_prefix("seen") not in self.data:
            return None
        return str(self.cleaned_data["seen"]).replace("\r\n", "\n")


class ApproveForm(SeenForm):
    #: Asked where there are errors among the draft's findings.
    despite_errors = forms.BooleanField(required=False)


class EditForm(SeenForm):
    text = forms.CharField(label=_("Text"), max_length=MAX_CHARACTERS, widget=forms.Textarea(attrs={"rows": 8}))

    def clean_text(self) -> str:
        """An editor sends an empty paragraph for no text at all."""
        text = str(self.cleaned_data["text"])
        if not html_to_text(text):
            raise forms.ValidationError(forms.Field.default_error_messages["required"], code="required")
        return text


class OnPictureForm(SeenForm):
    """Numbers that say where on a picture, all of them or none; `none` is the name of a button."""

    none = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for name, field in self.fields.items():
            lacks = isinstance(field, forms.IntegerField) and name not in self.errors and data.get(name) is None
            if lacks and not data.get("none"):
                self.add_error(name, forms.Field.default_error_messages["required"])
        return data


class CropForm(OnPictureForm):
    """In pixels of the picture as it was made."""

    left = forms.IntegerField(label=_("From the left, in pixels"), min_value=0, required=False)
    top = forms.IntegerField(label=_("From the top, in pixels"), min_value=0, required=False)
    width = forms.IntegerField(label=_("Width, in pixels"), min_value=1, required=False)
    height = forms.IntegerField(label=_("Height, in pixels"), min_value=1, required=False)


class FocalPointForm(OnPictureForm):
    """In per cent of the picture's width and height."""

    x = forms.IntegerField(label=_("From the left, in %"), min_value=0, max_value=100, required=False)
    y = forms.IntegerField(label=_("From the top, in %"), min_value=0, max_value=100, required=False)


class RejectForm(DecisionForm):
    reason = forms.CharField(label=_("Why"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))
    #: The name of the button that was clicked, with a reason as its value.
    quick = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        data["reason"] = ". ".join(filter(None, (data.get("quick", "").rstrip("."), data.get("reason", ""))))
        if not data["reason"]:
            self.add_error("reason", forms.Field.default_error_messages["required"])
        return data


class AskAgainForm(DecisionForm):
    hint = forms.CharField(
        label=_("What should be different?"),
        required=False,
        max_length=MAX_HINT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CommentForm(DecisionForm):
    text = forms.CharField(label=_("Comment"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))


class AssignForm(DecisionForm):
    to: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Assigned to"), queryset=None, required=False, empty_label=_("nobody")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = people_with(REVIEW).order_by(get_user_model().USERNAME_FIELD)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]


class PublishForm(DecisionForm, TimedForm):
    #: What the button that was clicked is for: empty for at once.
    how = forms.ChoiceField(choices=[("", ""), ("later", "")], required=False)
    #: The live value that the person saw and wants to replace, as JSON; empty unless a conflict was shown.
    over = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def clean_over(self) -> SlotValue | None:
        if not self.cleaned_data["over"]:
            return None
        try:
            value = json.loads(self.cleaned_data["over"])
            return SlotValue.from_dict(value)
        except (ValueError, TypeError, AttributeError):
            raise forms.ValidationError(_("Reload the page and decide again.")) from None

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("how") == "later":
            self.expect_time()
        else:
            data["at"] = None
        return data


class ApprovePublishForm(ApproveForm, PublishForm):
    pass


class MergeForm(EditForm, PublishForm):
    """A text made of two, and the live value it is to replace."""
