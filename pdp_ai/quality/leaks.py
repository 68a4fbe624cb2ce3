"""What stands in a text because it stood in the prompt: instructions, worked examples, the chat's own markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from pdp_ai.quality.content_words import ContentWord, content_stems, content_words
from pdp_ai.quality.word_runs import runs, words_of
from pdp_ai.sentences import sentence as _
from pdp_ai.types import Brief, Candidate, Finding

#: Words in a row that no writer shares with the instructions by chance.
LEAKED_WORDS = 7
#: Words that say something, in a row, that no writer shares with an example of another product by chance.
BORROWED_WORDS = 2
#: The same of Chinese and Japanese characters.
BORROWED_CHARACTERS = 4

_CHINESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_SENTENCES = re.compile(r"[.!?。！？\n]+")
_NAMES = re.compile(r"\b[A-Z][\w-]+(?: [A-Z][\w-]+)+")
_MACHINE_TEXT = re.compile(
    r"<\s?[|｜][^|｜>]*[|｜]?>?|\|>|\"\s*\}|\{\s*\"|\"[\w ]+\"\s*:|\bas an ai\b|\[/?INST\]|<</?SYS>>|</?s>"
    r"|<(?:start|end)_of_turn>|\b(?:start|end)_of_turn\b|</?tool_call>|#{2,}\s|```"
    r"|(?:^|\n)\s*(?:system|user|assistant|human)\s*:|\ufffd+",
    re.IGNORECASE,
)


def check_leaks(text: str, candidate: Candidate, brief: Brief) -> Iterator[Finding]:
    """Instructions, worked examples or chat markup in the answer; the product's own words are not a leak."""
    own = runs(" ".join([*brief.facts.fields().values(), brief.facts.title]), LEAKED_WORDS)
    given = {
        run for message in candidate.prompt[:-1] for run in runs(" ".join(words_of(message.content)), LEAKED_WORDS)
    }
    leaked = next((run for run in runs(text, LEAKED_WORDS) if run in given and run not in own), None)
    leaked = leaked or _echoed_sentence(text, candidate, brief) or _borrowed_name(text, candidate, brief)
    if leaked:
        yield Finding(
            "leaked_prompt",
            "error",
            _("“%(text)s” comes from the instructions, not from the product.", text=" ".join(leaked)),
            {"text": " ".join(leaked)},
        )
    else:
        yield from _borrowed_phrase(text, candidate, brief)
    if match := _MACHINE_TEXT.search(text):
        yield Finding(
            "machine_text",
            "error",
            _("“%(text)s” belongs to the machine, not to the copy; take it out.", text=match[0]),
            {"text": match[0], "start": match.start(), "end": match.end()},
        )


def _borrowed_name(text: str, candidate: Candidate, brief: Brief) -> tuple[str, ...] | None:
    """A product's name out of a worked example: two capitalised words and more that the facts do not have."""
    own = " ".join(brief.facts.fields().values())
    given = " ".join(message.content for message in candidate.prompt[:-1])
    names = (name for name in _NAMES.findall(given) if name in text and name not in own)
    return next((tuple(name.split()) for name in names), None)


def _echoed_sentence(text: str, candidate: Candidate, brief: Brief) -> tuple[str, ...] | None:
    """A sentence or line of three words and more that stands whole in a worked example, but not in the facts."""
    examples = "\n".join(message.content for message in candidate.prompt[:-1])
    own = " ".join(words_of(" ".join(brief.facts.fields().values())))
    given = {" ".join(words_of(part)) for part in _SENTENCES.split(examples)}
    for part in _SENTENCES.split(text):
        words = words_of(part)
        if len(words) > 2 and " ".join(words) in given and " ".join(words) not in own:
            return tuple(words)
    return None


def _borrowed_phrase(text: str, candidate: Candidate, brief: Brief) -> Iterator[Finding]:
    """Words in a row from a worked example, none of which the product's data have: “with a fringed edge” of a drill.

    One such word may well be chance, for most of the examples' words are everybody's. Of 3,312 pairs of a text that a
    person wrote and a prompt that it might have answered, 11 share a phrase. Words of another language than the facts'
    cannot be held against them; what the shop's own examples say may be meant to return.
    """
    if brief.further_language:
        return
    own = set(content_stems(" ".join(brief.facts.fields().values())))
    length = BORROWED_CHARACTERS if _CHINESE.search(text) else BORROWED_WORDS
    examples = [
        f"{asked.content}\n{told.content}" for asked, told in pairwise(candidate.prompt) if told.role == "assistant"
    ]
    given = {stems for example in examples for _run, stems in _phrases(example, length)}
    of_the_shop = {stems for example in brief.style.examples for _run, stems in _phrases(example.copy, length)}
    for run, stems in _phrases(text, length):
        if stems in given and not own.intersection(stems):
            start, end = run[0].start, run[-1].end
            yield Finding(
                "borrowed_phrase",
                "warning" if stems in of_the_shop else "error",
                _("“%(text)s” stands in a worked example, and nowhere in the product's data.", text=text[start:end]),
                {"text": text[start:end], "start": start, "end": end},
            )
            return


def _phrases(text: str, length: int) -> Iterator[tuple[list[ContentWord], tuple[str, ...]]]:
    """Content words in a row, within a sentence, with their stems."""
    for sentence in re.finditer(r"[^.!?。！？\n]+", text):
        offset = sentence.start()
        words = [ContentWord(word.stem, word.start + offset, word.end + offset) for word in content_words(sentence[0])]
        for start in range(len(words) - length + 1):
            run = words[start : start + length]
            yield run, tuple(word.stem for word in run)
