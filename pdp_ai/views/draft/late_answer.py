"""What to tell a person whose decision came too late: who was quicker, and with what."""

from __future__ import annotations

from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from pdp_ai.exceptions import PdpAiError, TransitionRefused
from pdp_ai.models import AuditEntry, MediaDraft
from pdp_ai.models.audit import REMARKS
from pdp_ai.say import say
from pdp_ai.views.words import action_label


def refusal_text(refusal: PdpAiError, draft: MediaDraft) -> str:
    """The refusal's own words, or what happened to the draft meanwhile."""
    latest = AuditEntry.objects.about(draft).exclude(action__in=REMARKS).select_related("user").last()
    if not isinstance(refusal, TransitionRefused) or latest is None:
        return say(refusal)
    age = (timezone.now() - latest.at).total_seconds()
    values = {
        "who": latest.user or _("The system"),
        "what": action_label(latest.action),
        "when": _("a moment ago") if age < 60 else _("%(time)s ago") % {"time": timesince(latest.at)},
        "state": draft.get_state_display(),
    }
    return (
        _("Your answer came too late. %(who)s, %(when)s: “%(what)s”. The draft as it is now (%(state)s) is below.")
        % values
    )
