"""Says a sentence of the lower floors in the language of whoever reads; nothing else translates them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from pdp_ai.sentences import Sentence, message_from_dict


def say(message: str | Exception) -> str:
    """A text that is no sentence, and so knows no other language, stays as it is."""
    text = message.args[0] if isinstance(message, Exception) and message.args else message
    if not isinstance(text, Sentence):
        return str(text)
    translated = gettext(text.template)
    if not text.values:
        return translated
    return translated % {name: say(value) if isinstance(value, str) else value for name, value in text.values.items()}


def say_row(row: Mapping[str, Any]) -> str:
    """What a finding or an error that a row keeps has to say; empty where it says nothing."""
    return say(message_from_dict(row))
