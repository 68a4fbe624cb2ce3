"""The audit in Wagtail's own log: in a product's history, and in the report on the site's history."""

from __future__ import annotations

import logging
from typing import Any

from django.db import Error, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry, LogFormatter, log
from wagtail.models import get_page_models
from wagtail.snippets.models import get_snippet_models

from pdp_ai import registry
from pdp_ai.actions.take_back import decided_draft
from pdp_ai.exceptions import PdpAiError
from pdp_ai.models import AuditEntry
from pdp_ai.views.words import ACTION_LABELS, action_label, slot_label

logger = logging.getLogger(__name__)

PREFIX = "pdp_ai."


def register_actions(actions: LogActionRegistry) -> None:
    """For the hook ``register_log_actions``: one for each kind of audit entry."""
    for action, label in ACTION_LABELS.items():
        named = {"label": format_lazy("{}: {}", _("Product media"), label)}
        actions.register_action(PREFIX + action)(type("AuditFormatter", (AuditFormatter,), named))


class AuditFormatter(LogFormatter):
    """In the reader's language; the log keeps names and keys."""

    def format_message(self, log_entry: Any) -> str:
        values = {
            "slot": slot_label(log_entry.data["slot"]),
            "number": log_entry.data["draft"],
            "action": action_label(log_entry.action.removeprefix(PREFIX)),
        }
        return gettext("%(action)s: %(slot)s, draft %(number)s") % values

    def format_comment(self, log_entry: Any) -> str:
        return str(log_entry.data["reason"])


def audit_entry_saved(instance: AuditEntry, created: bool, **_kwargs: Any) -> None:
    """For `post_save`. A decision must not fail for the log's sake."""
    if not created or not _is_in_wagtail(instance.product_model):
        return
    try:
        with transaction.atomic():
            _log(instance)
    except (Error, PdpAiError):
        logger.exception("audit entry not in Wagtail's log", extra={"action": "wagtail_log", "entry": instance.pk})


def _is_in_wagtail(label: str) -> bool:
    """Products that only Django's admin knows have no history in Wagtail."""
    return label in {model._meta.label_lower for model in (*get_snippet_models(), *get_page_models())}


def _log(entry: AuditEntry) -> None:
    draft = decided_draft(entry)
    if draft is None:  # a job: what was asked for changed nothing on the product
        return
    product = registry.adapter_for(entry.product_model).get(entry.product_id)
    data = {"draft": draft.pk, "slot": draft.slot, "reason": str(entry.detail.get("reason") or "")}
    log(product, PREFIX + entry.action, user=entry.user, data=data)
