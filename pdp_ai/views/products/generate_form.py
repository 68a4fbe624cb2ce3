"""What to generate, for which products, and how."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pdp_ai import conf, registry
from pdp_ai.actions.request_generation import Wish
from pdp_ai.exceptions import ConfigurationError
from pdp_ai.models import Style
from pdp_ai.views.draft.forms import MAX_HINT
from pdp_ai.views.words import slot_label


class GenerateForm(forms.Form):
    """A wish for the chosen products."""

    products = forms.CharField(widget=forms.HiddenInput)
    slots = forms.MultipleChoiceField(
        label=_("What to make"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing to make.")},
    )
    fill = forms.ChoiceField(
        label=_("For which products"),
        choices=[
            ("empty", _("Only where something is missing and no draft waits")),
            ("all", _("For all of them, also where something stands already")),
        ],
        widget=forms.RadioSelect,
        initial="empty",
        help_text=_("Nothing is replaced without review: everything arrives as a draft."),
    )
    style = forms.ModelChoiceField(
        label=_("Style"),
        queryset=Style.objects.none(),
        required=False,
        empty_label=_("What fits the category"),
    )
    candidates = forms.TypedChoiceField(label=_("Drafts to choose from"), coerce=int, empty_value=None, required=False)
    language = forms.ChoiceField(
        label=_("Language of the copy"),
        required=False,
        help_text=_(
            "Those that the configured models write. The product's data stay as they are. What stands in a slot is "
            "translated."
        ),
    )
    hint = forms.CharField(
        label=_("A wish for this time"),
        required=False,
        max_length=MAX_HINT,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Optional, for example “mention the gift box”."),
    )

    def __init__(self, *args: Any, slots: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = int(conf.limit("CANDIDATES"))
        self.fields["slots"].choices = [(slot, slot_label(slot)) for slot in slots]  # type: ignore[attr-defined]
        self.fields["style"].queryset = Style.objects.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["candidates"].choices = [  # type: ignore[attr-defined]
            ("", _("As many as the style says")),
            *((number, str(number)) for number in range(1, most + 1)),
        ]
        self.fields["language"].choices = [("", _("The product's own")), *_languages(slots)]  # type: ignore[attr-defined]

    @property
    def wish(self) -> Wish:
        """What a valid form asks for."""
        data = self.cleaned_data
        return Wish(
            slots=tuple(data["slots"]),
            style=data["style"],
            candidates=data["candidates"],
            fill=data["fill"],
            hint=data["hint"],
            language=data["language"],
        )


def _languages(slots: tuple[str, ...]) -> list[tuple[str, str]]:
    """None while the settings are broken, which the page itself says."""
    try:
        return list(registry.languages(slots).items())
    except ConfigurationError:
        return []
