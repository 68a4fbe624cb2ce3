"""What a person's one-off wish asks for, as far as a rule can tell, and whether a text did it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pdp_ai.sentences import sentence as _
from pdp_ai.types import Brief, Finding, ProductFacts

_SHORTER = re.compile(
    r"\bshorter\b|\btoo long\b|\bmore concise\b|\b(?:keep|make) it (?:short|brief)\b|短一[点些]|更短|简短|精简|太长",
    re.IGNORECASE,
)
_LONGER = re.compile(
    r"\blonger\b|\btoo short\b|\bmore detail|\bmake it long\b|长一[点些]|更长|详细|太短",
    re.IGNORECASE,
)
#: What is spoken of, up to the next thought: “the lining and make it shorter” are two.
_ENGLISH = (
    r"(?:the words?\s+|that\s+|the\s+|its\s+|it\s+is\s+|an?\s+)?"
    r"(?P<english>(?:(?!\s(?:and|but|or)\s+(?:please\s+)?(?:make|keep|be|use|write|leave|do|mention|avoid)\b)[^.,;!?\n])+)"
)
_CHINESE = r"(?P<chinese>[^。，；！？\n]+)"
_MENTION = re.compile(
    r"\b(?:mention|stress|highlight|emphasi[sz]e|point out|focus on|say something about|talk about)\s+"
    rf"{_ENGLISH}|(?:提到|提及|强调|突出|说明){_CHINESE}",
    re.IGNORECASE,
)
#: The same wish the other way round. Of parts of the text itself (“leave out the last sentence”) no rule can tell.
_AVOID = re.compile(
    r"\b(?:(?:do not|don['’]t|never|not|no longer|stop|without|avoid)\s+(?:to\s+)?"
    r"(?:mention(?:ing)?|stress(?:ing)?|highlight(?:ing)?|emphasi[sz](?:e|ing)|point(?:ing)? out|focus(?:ing)? on"
    r"|say(?:ing)? (?:something|anything) about|talk(?:ing)? about|us(?:e|ing) the words?|say(?:ing)?)"
    r"|leave out|omit)\s+"
    rf"(?!(?:the\s+)?(?:first|last|second|third)\b){_ENGLISH}"
    rf"|(?:(?:不要|不用|不必|不再|无需|避免|别|勿|不)再?(?:提到|提及|强调|突出|说明|提)|去掉|删去|删掉){_CHINESE}",
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
    #: What it is not to speak of.
    avoid: str = ""

    def wants(self, fact: str) -> bool:
        """Whether the fact, its name included, is about what is to be mentioned."""
        return _has_words_of(self.mention, fact)

    def refuses(self, fact: str) -> bool:
        """Whether the fact is about what is to be left out."""
        return _has_words_of(self.avoid, fact)


def read_hint(text: str) -> Hint:
    avoided = _AVOID.search(text)
    rest = _AVOID.sub(" ", text)
    mentioned = _MENTION.search(rest)
    rest = _MENTION.sub(" ", rest)
    step: Literal[-1, 0, 1] = -1 if _SHORTER.search(rest) else 1 if _LONGER.search(rest) else 0
    return Hint(step, _object(mentioned), _object(avoided))


def _object(found: re.Match[str] | None) -> str:
    return (found["english"] or found["chinese"]).strip() if found else ""


def check_hint(text: str, brief: Brief) -> Iterator[Finding]:
    """A wish that the draft left unfulfilled, and whether the product's data would have allowed it."""
    hint = read_hint(brief.hint)
    if speaks_of(hint.avoid, text, brief.facts):
        message = _("“%(wish)s” was not to be mentioned, but the text speaks of it.", wish=hint.avoid)
        yield Finding("wish_not_followed", "warning", message, {"wish": hint.avoid})
    # A translation says it in words that no rule can look for.
    if not hint.mention or brief.further_language or speaks_of(hint.mention, text, brief.facts):
        return
    if any(hint.wants(f"{field} {fact}") for field, fact in brief.facts.fields().items()):
        message = _("The wish to mention “%(wish)s” was not followed.", wish=hint.mention)
        yield Finding("wish_not_followed", "warning", message, {"wish": hint.mention})
    else:
        message = _(
            "“%(wish)s” was to be mentioned, but nothing in the product's data speaks of it.", wish=hint.mention
        )
        yield Finding("wish_without_fact", "warning", message, {"wish": hint.mention})


def speaks_of(wish: str, text: str, facts: ProductFacts) -> bool:
    """Whether the text has the wish's words, or what the facts have under that name: “Samsung” speaks of the brand."""
    values = (value for name, value in facts.attributes if _has_words_of(wish, name))
    return _has_words_of(wish, text) or any(_has_words_of(value, text) for value in values)


def _has_words_of(wish: str, text: str) -> bool:
    lowered = text.lower()
    return any(re.search(rf"(?<![a-z\d]){re.escape(stem)}", lowered) for stem in _stems(wish))


def _stems(wish: str) -> list[str]:
    """The words and numbers that carry the wish; a run of Chinese is one."""
    words = re.findall(r"[\u3400-\u9fff]+|\d+(?:[.,]\d+)*|[^\W_\u3400-\u9fff]{3,}", wish.lower())
    return [word[:STEM] for word in words if word not in _EMPTY_WORDS]
