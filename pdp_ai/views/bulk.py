"""One decision on many drafts: each through its action, the refused counted and never in the way of the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pdp_ai.actions.approve_draft import approve_draft
from pdp_ai.actions.permissions import Actor
from pdp_ai.actions.publish_draft import publish_draft
from pdp_ai.actions.reject_draft import reject_draft
from pdp_ai.exceptions import ErrorsNotAccepted, PdpAiError, TransitionRefused
from pdp_ai.models import MediaDraft
from pdp_ai.say import say
from pdp_ai.views.draft.allowed import fits_state


@dataclass(slots=True)
class BulkResult:
    done: int = 0
    #: Left out of an approval for an error among the findings: those want a look of their own.
    with_errors: int = 0
    #: Why drafts were refused, and how many.
    refused: Counter[str] = field(default_factory=Counter)


def approve_drafts(drafts: Iterable[MediaDraft], user: Actor) -> BulkResult:
    result = BulkResult()
    for draft in drafts:
        _decide(draft, "approve", lambda each: approve_draft(each, user=user), result)
    return result


def reject_drafts(drafts: Iterable[MediaDraft], user: Actor, reason: str) -> BulkResult:
    result = BulkResult()
    for draft in drafts:
        _decide(draft, "reject", lambda each: reject_draft(each, reason, user=user), result)
    return result


def publish_drafts(drafts: Iterable[MediaDraft], user: Actor) -> BulkResult:
    result = BulkResult()
    for draft in drafts:
        _decide(draft, "publish", lambda each: publish_draft(each, user=user), result)
    return result


def tell(request: HttpRequest, result: BulkResult, done: str) -> None:
    """Say what came of it; `done` is a sentence with ``%(count)s``."""
    if result.done:
        messages.success(request, done % {"count": result.done})
    if result.with_errors:
        text = ngettext(
            "%(count)s draft was left out: it has errors among its findings. Open it to decide.",
            "%(count)s drafts were left out: they have errors among their findings. Open them to decide.",
            result.with_errors,
        )
        messages.warning(request, text % {"count": result.with_errors})
    for why, count in result.refused.items():
        text = ngettext(
            "%(count)s draft was left as it is. %(why)s", "%(count)s drafts were left as they are. %(why)s", count
        )
        messages.warning(request, text % {"count": count, "why": why})
    if not (result.done or result.with_errors or result.refused):
        messages.info(request, _("No drafts were chosen."))


def _decide(draft: MediaDraft, decision: str, action: Callable[[MediaDraft], object], result: BulkResult) -> None:
    try:
        if not fits_state(draft, decision):
            raise TransitionRefused(_("Its state does not allow this decision."))
        action(draft)
    except ErrorsNotAccepted:
        result.with_errors += 1
    except PdpAiError as refusal:
        result.refused[say(refusal)] += 1
    else:
        result.done += 1
