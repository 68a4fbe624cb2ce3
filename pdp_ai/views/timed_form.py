"""When something is to go live, for one draft or for many."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from pdp_ai.exceptions import TimeHasPassed
from pdp_ai.say import say


class TimedForm(forms.Form):
    """A time to come, by the account's clock in Wagtail, else by the site's; the form says which."""

    at = forms.DateTimeField(
        label=_("Goes live on"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = formats.date_format(timezone.localtime(), "DATETIME_FORMAT")
        clock = {"zone": timezone.get_current_timezone_name(), "now": now}
        self.fields["at"].help_text = _("By the clock of %(zone)s, where it is %(now)s now.") % clock

    def expect_time(self) -> None:
        """For `clean`, where a time is wanted."""
        at = self.cleaned_data.get("at")
        if "at" in self.cleaned_data and not at:
            self.add_error("at", forms.Field.default_error_messages["required"])
        elif at and at <= timezone.now():
            self.add_error("at", say(TimeHasPassed()))
