"""What a person's one-off wish asks for, as far as a rule can tell, and whether a text did it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pdp_ai.sentences import sentence as _
from pdp_ai.types import Brief, Finding

_SHORTER = re.compile(
    r"\bshorter\b|\btoo long\b|\bmore concise\b|\b(?:keep|make) it (?:short|brief)\b|短一[点些]|更短|简短|精简|太长",
    re.IGNORECASE,
)
_LONGER = re.compile(
    r"\blonger\b|\btoo short\b|\bmore detail|\bmake it long\b|长一[点些]|更长|详细|太短",
    re.IGNORECASE,
)
_MENTION = re.compile(
    r"\b(?:mention|stress|highlight|emphasi[sz]e|point out|focus on|say something about|talk about)\s+"
    r"(?:that\s+|the\s+|its\s+|it\s+is\s+|an?\s+)?(?P<english>[^.,;!?\n]+)"
    r"|(?:提到|提及|强调|突出|说明)(?P<chinese>[^。，；！？\n]+)",
    re.IGNORECASE,
)
_EMPTY_WORDS = frozenset({"and", "the", "its", "it's", "that", "for", "with", "more", "also", "too", "please"})
#: Words agree when their first letters do: "lining" and "linings".
STEM = 5


@dataclass(frozen=True, slots=True)
class Hint:
    #: −1 for a shorter text, 1 for a longer one.
    length_step: Literal[-1, 0, 1] = 0
    #: What the text is to speak of, in the person's words; empty for nothing in particular.
    mention: str = ""

    def names(self, text: str) -> bool:
        """Whether the text speaks of what is to be mentioned, in whichever form of its words."""
        lowered = text.lower()
        return any(word in lowered for word in _stems(self.mention))


def read_hint(text: str) -> Hint:
    step: Literal[-1, 0, 1] = -1 if _SHORTER.search(text) else 1 if _LONGER.search(text) else 0
    found = _MENTION.search(text)
    return Hint(step, (found["english"] or found["chinese"]).strip() if found else "")


def check_hint(text: str, brief: Brief) -> Iterator[Finding]:
    """A wish that the draft left unfulfilled, and whether the product's data would have allowed it."""
    hint = read_hint(brief.hint)
    if not hint.mention or hint.names(text):
        return
    if any(hint.names(f"{field} {fact}") for field, fact in brief.facts.fields().items()):
        message = _("The wish to mention “%(wish)s” was not followed.", wish=hint.mention)
        yield Finding("wish_not_followed", "warning", message, {"wish": hint.mention})
    else:
        message = _(
            "“%(wish)s” was to be mentioned, but nothing in the product's data speaks of it.", wish=hint.mention
        )
        yield Finding("wish_without_fact", "warning", message, {"wish": hint.mention})


def _stems(wish: str) -> list[str]:
    """The words that carry the wish; a run of Chinese is one."""
    words = re.findall(r"[\u3400-\u9fff]+|[^\W_\u3400-\u9fff]{3,}", wish.lower())
    return [word[:STEM] for word in words if word not in _EMPTY_WORDS]
