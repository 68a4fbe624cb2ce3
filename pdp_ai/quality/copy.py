"""What a careful editor would say of a piece of copy before reading it for style."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pdp_ai.cleaning import html_to_text
from pdp_ai.quality.disagreement import check_facts
from pdp_ai.quality.entailment import check_verdicts
from pdp_ai.quality.grounding import check_grounding
from pdp_ai.quality.hints import check_hint
from pdp_ai.quality.language import check_language
from pdp_ai.quality.leaks import check_leaks
from pdp_ai.quality.listed_words import word_pattern
from pdp_ai.quality.seen import check_seen
from pdp_ai.quality.word_runs import WORD, runs, words_of
from pdp_ai.sentences import sentence as _
from pdp_ai.slots import SLOTS
from pdp_ai.types import Brief, Candidate, Finding, Severity

#: Fewer selling points, or lines of a script, than this look unfinished.
FEWEST_LINES = 3
#: Times that the same few words return in a text whose model went round in circles: more often than a list has lines.
ROUND_IN_CIRCLES = 6

_PLACEHOLDER = re.compile(
    r"\[[A-Za-z][^\]\n]{1,40}\]|\{\{.*?\}\}|<(?:insert|your)[^>]*>|\blorem ipsum\b|\b(?:TODO|TBD|XXX+)\b"
    r"|\byour (?:brand|product|company)(?: name)? here\b",
    re.IGNORECASE,
)
# Tags and emoji may follow the last sentence.
_ENDED = re.compile(r"[.!?…。！？][\"'”’)]*(?:\s*#\w+|[^\w.!?…。！？])*$")
_LINK = re.compile(
    r"(?:https?|ftp)\s?://\S+|\bwww\.\S+|\bdata:\w+/\S+|\bjavascript:\S*|[\w.+-]+@[\w-]+\.\w{2,}"
    r"|\b[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|info|biz|io|co|cn|shop|store|xyz|top|site|online|app|me|example)\b(?:/\S*)?",
    re.IGNORECASE,
)


def check_copy(candidate: Candidate, brief: Brief) -> list[Finding]:
    """All findings on a text candidate, numbers first; an empty text has only that one."""
    text = candidate.artifact.text or ""
    if SLOTS[candidate.slot].kind == "html":
        text = html_to_text(text)
    if not text.strip():
        return [Finding("empty", "error", _("The model gave no text."))]
    held_against = check_seen if SLOTS[candidate.slot].is_seen else check_grounding
    return [
        *held_against(text, brief.facts),
        *check_facts(brief.facts),
        *check_verdicts(text, candidate.verdicts, brief.facts),
        *_too_long(text, candidate.slot),
        *_forbidden_words(text, brief),
        *_profanity(text),
        *_links(text),
        *check_leaks(text, candidate, brief),
        *_placeholders(text),
        *_repetition(text, candidate.slot, brief),
        *check_language(text, brief),
        *_title_only(text, candidate.slot, brief),
        *check_hint(text, brief),
        *_unfinished(text, candidate.slot),
        *_denied_answers(text, candidate.slot),
    ]


def _too_long(text: str, slot: str) -> Iterator[Finding]:
    limit = SLOTS[slot].max_length
    if len(text) > limit:
        yield Finding(
            "too_long",
            "error",
            _("The text has %(length)s characters; at most %(limit)s fit here.", length=len(text), limit=limit),
            {"length": len(text), "limit": limit},
        )


def _forbidden_words(text: str, brief: Brief) -> Iterator[Finding]:
    for word in brief.style.forbidden_words:
        if match := word_pattern(word).search(text):
            yield Finding(
                "forbidden_word",
                "error",
                _("“%(word)s” is on this style's list of forbidden words.", word=match[0]),
                {"word": word, "start": match.start(), "end": match.end()},
            )


def _profanity(text: str) -> Iterator[Finding]:
    if match := _swear_words().search(text):
        yield Finding(
            "profanity",
            "error",
            _("“%(word)s” is not a word for a shop.", word=match[0]),
            {"word": match[0], "start": match.start(), "end": match.end()},
        )


@cache
def _swear_words() -> re.Pattern[str]:
    words: list[str] = json.loads((Path(__file__).parent / "data" / "profanity.json").read_text(encoding="utf-8"))
    return re.compile("|".join(word_pattern(word).pattern for word in words), re.IGNORECASE)


def _links(text: str) -> Iterator[Finding]:
    """No address of any kind: product text that reached the model may have planted it."""
    if match := _LINK.search(text):
        yield Finding(
            "link",
            "error",
            _("“%(text)s” leads away from the shop; copy has no links.", text=match[0]),
            {"text": match[0], "start": match.start(), "end": match.end()},
        )


def _placeholders(text: str) -> Iterator[Finding]:
    if match := _PLACEHOLDER.search(text):
        yield Finding(
            "placeholder",
            "error",
            _("“%(text)s” is a placeholder; put in the real words.", text=match[0]),
            {"text": match[0], "start": match.start(), "end": match.end()},
        )


def _repetition(text: str, slot: str, brief: Brief) -> Iterator[Finding]:
    """A sentence said twice, or four words (eight characters of Chinese) that return; the title may.

    An answer takes up the words of its question, so questions are left out.
    """
    if slot == "faq":
        text = re.sub(r"[^.!?。！\n]*[?？]", lambda question: " " * len(question[0]), text)
    # Each Chinese character is a word here, so that a run of four is hardly a phrase.
    length = 8 if re.search(r"[\u3040-\u30ff\u3400-\u9fff]", text) else 4
    places: dict[tuple[str, ...], set[tuple[int, int]]] = defaultdict(set)
    for sentence in re.finditer(r"[^.!?。！？\n]+", text):
        words = list(WORD.finditer(text, *sentence.span()))
        whole = [words] if len(" ".join(word[0] for word in words)) > 12 else []
        for run in [*whole, *(words[start : start + length] for start in range(len(words) - length + 1))]:
            places[tuple(word[0].lower() for word in run)].add((run[0].start(), run[-1].end()))
    title = set(runs(brief.facts.title, length))
    repeated = [words for words, spans in places.items() if len(spans) > 1 and words not in title]
    if repeated:
        start, end = max(places[max(repeated, key=len)])
        turns = max(len(places[words]) for words in repeated)
        yield Finding(
            "repetition",
            "error" if turns >= ROUND_IN_CIRCLES else "warning",
            _("The text repeats itself: “%(text)s”.", text=text[start:end]),
            {"text": text[start:end], "start": start, "end": end},
        )


def _title_only(text: str, slot: str, brief: Brief) -> Iterator[Finding]:
    if words_of(text) == words_of(brief.facts.title):
        severity: Severity = "info" if SLOTS[slot].is_phrase else "warning"
        yield Finding("title_only", severity, _("The text says no more than the product's title."))


def _unfinished(text: str, slot: str) -> Iterator[Finding]:
    kind = SLOTS[slot].kind
    if SLOTS[slot].is_seen:
        # A plain thing has little to be seen on it.
        return
    if kind == "lines":
        lines = len(text.splitlines())
        if lines < FEWEST_LINES:
            message = (
                _("Too few selling points: %(lines)s of at least %(least)s.", lines=lines, least=FEWEST_LINES)
                if slot == "bullets"
                else _("Too few lines: %(lines)s of at least %(least)s.", lines=lines, least=FEWEST_LINES)
            )
            yield Finding("too_few_lines", "warning", message, {"lines": lines})
    elif not SLOTS[slot].is_phrase and not _ENDED.search(text):
        yield Finding("unfinished", "warning", _("The text stops in the middle of a sentence."))


def _denied_answers(text: str, slot: str) -> Iterator[Finding]:
    """A “no” to a customer's question is a claim that small models make up, and no word in it gives it away."""
    if slot == "faq" and (match := re.search(r"[?？]\s*(No\b[^\n]*|(?:不|没有|否)[^\n]*)", text)):
        message = _(
            "“%(answer)s” denies what a customer asks for; check it against the product's data.", answer=match[1]
        )
        yield Finding("denied_answer", "warning", message, {"start": match.start(1), "end": match.end(1)})
