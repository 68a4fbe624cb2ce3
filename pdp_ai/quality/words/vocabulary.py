"""Words that make a claim, as data: each concept with its spellings, and which concepts are kinds of which."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from pdp_ai.quality.words.polarity import denied, imitated
from pdp_ai.types import ProductFacts

_DATA = Path(__file__).parents[1] / "data"
_YES = frozenset({"yes", "true", "✓", "是", "有"})
_NO = frozenset({"no", "false", "none", "否", "无", "没有"})
#: Values that deny what their attribute names, and those that allow it to a part.
_REFUSES = re.compile(
    r"\s*(?:0\s?%|no\b|not\b|none\b|never\b|false\b|unsuitable|avoid|do not|不|否|无|没有|勿)", re.IGNORECASE
)
_PARTLY = re.compile(r"\bonly\b|\bexcept\b|仅|只", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept at a place in a text. ``steel/stainless`` is a kind of ``steel``."""

    concept: str
    start: int
    end: int
    denied: bool = False
    imitated: bool = False
    #: The fact it stands in; empty in copy.
    field: str = ""

    @property
    def family(self) -> str:
        return self.concept.partition("/")[0]

    def is_kind_of(self, concept: str) -> bool:
        return self.concept == concept or self.concept.startswith(f"{concept}/")


class Vocabulary:
    """One file of `data`: concept → spellings.

    A spelling with a capital letter is taken literally, others in any case, with an optional plural. One marked ``~``
    also means other things (“orange”, “sage”) and counts only where `context` holds.
    """

    def __init__(self, name: str) -> None:
        data: dict[str, str] = json.loads((_DATA / f"{name}.json").read_text(encoding="utf-8"))
        self.concepts: dict[str, str] = {}
        self.ambiguous: set[str] = set()
        literal, folded, chinese = [], [], []
        for concept, spellings in data.items():
            for marked in spellings.split(", "):
                spelling = marked.removeprefix("~")
                self.concepts[_key(spelling)] = concept
                if marked != spelling:
                    self.ambiguous.add(_key(spelling))
                if not spelling.isascii() and not re.search(r"[A-Za-z]{2}", spelling):
                    chinese.append(spelling)
                elif spelling != spelling.lower():
                    literal.append(spelling)
                else:
                    folded.append(spelling)
        self._pattern = re.compile(
            rf"(?<![A-Za-z\d])(?:(?:{_alternatives(literal)})|(?i:{_alternatives(folded)})(?i:e?s)?)(?![A-Za-z\d])"
            rf"|(?:{_alternatives(chinese)})"
        )

    def mentions(self, text: str, field: str = "") -> Iterator[Mention]:
        for match in self._pattern.finditer(text):
            start, end = match.span()
            concept = self._concept(match[0])
            # In facts a black tea may be black; but 蓝牙 (Bluetooth) is one word, and nowhere blue.
            if concept and ((field and match[0].isascii()) or not _IDIOMS.in_idiom(text, start, end)):
                yield Mention(concept, start, end, denied(text, start, end), imitated(text, start, end), field)

    def is_ambiguous(self, word: str) -> bool:
        key = _key(word)
        return key in self.ambiguous or (key not in self.concepts and key.removesuffix("s") in self.ambiguous)

    def in_facts(self, facts: ProductFacts) -> tuple[Mention, ...]:
        """Every mention in the facts; an attribute's name speaks for a value of yes or no."""
        return _in_facts(self, facts)

    def named_in(self, facts: ProductFacts) -> Iterator[Mention]:
        """What the name of an attribute says of its value: “Frost: no”, “Dishwasher: safe”; “lid only” says neither."""
        for field, fact in facts.fields().items():
            if not _PARTLY.search(fact):
                for named in self.mentions(field.partition(".")[2], field):
                    refused = bool(_REFUSES.match(fact))
                    yield Mention(named.concept, 0, len(fact), named.denied != refused, field=field)

    def _concept(self, written: str) -> str | None:
        key = _key(written)
        return (
            self.concepts.get(key)
            or self.concepts.get(key.removesuffix("s"))
            or self.concepts.get(key.removesuffix("es"))
        )


def add_apart(found: list[Mention], mention: Mention) -> None:
    """Adds what no earlier mention has the words of."""
    if all(mention.end <= other.start or other.end <= mention.start for other in found):
        found.append(mention)


@lru_cache(maxsize=64)  # several tries at a text are judged by the same facts
def _in_facts(words: Vocabulary, facts: ProductFacts) -> tuple[Mention, ...]:
    found: list[Mention] = []
    for field, fact in facts.fields().items():
        found += words.mentions(fact, field)
        answer = fact.strip().casefold()
        if answer in _YES | _NO:
            found += (
                Mention(named.concept, 0, len(fact), named.denied != (answer in _NO), field=field)
                for named in words.mentions(field.partition(".")[2], field)
            )
    return tuple(found)


@cache
def vocabulary(name: str) -> Vocabulary:
    return Vocabulary(name)


def _key(spelling: str) -> str:
    return re.sub(r"[\s-]", "", spelling).casefold()


def _alternatives(spellings: list[str]) -> str:
    """A pattern of them all, longest first; a space may be written as a hyphen or not at all."""
    ordered = sorted(spellings, key=len, reverse=True)
    return "|".join(re.sub(r"(?:\\ |\\-|-)+", r"[\\s-]?", re.escape(spelling)) for spelling in ordered) or r"(?!)"


class _Idioms:
    """Turns of phrase that hold a claim's word and claim nothing."""

    def __init__(self) -> None:
        phrases: list[str] = json.loads((_DATA / "idioms.json").read_text(encoding="utf-8"))
        self._pattern = re.compile(
            "|".join(rf"(?<![A-Za-z]){re.escape(phrase)}(?![A-Za-z])" for phrase in phrases), re.IGNORECASE
        )

    def in_idiom(self, text: str, start: int, end: int) -> bool:
        nearby = max(0, start - 16)
        return any(
            match.start() + nearby <= start and end <= match.end() + nearby and len(match[0]) > end - start
            for match in self._pattern.finditer(text[nearby : end + 16])
        )


_IDIOMS = _Idioms()
