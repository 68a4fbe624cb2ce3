"""Turns of phrase as data, where single words are too little to tell: “send it back”, “for as long as you own it”."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parents[1] / "data"


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a turn of phrase stands for, and its place in a text."""

    concept: str
    start: int
    end: int
    #: It means other things too, and counts only in company.
    weak: bool = False


class Phrases:
    """Concept → spellings, parted by commas.

    A ``*`` stands for any ending and a ``…`` for up to three words (four characters of Chinese); a space may be a
    hyphen; ``~`` marks what is weak. The longest spelling wins, and those under ``""`` claim nothing: “free of” is
    no “free”.

    A spelling is tried only where its first letter begins a word, or its first character of Chinese stands: all of
    them at every letter cost a hundred times as much.
    """

    def __init__(self, spellings: Mapping[str, str]) -> None:
        listed = [(concept, spelling) for concept, row in spellings.items() for spelling in row.split(", ") if spelling]
        listed.sort(key=lambda pair: len(pair[1]), reverse=True)
        by_letter: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for concept, spelling in listed:
            by_letter[spelling.removeprefix("~")[0].lower()].append((concept, spelling))
        self._spelt = {letter: _Spelt(pairs) for letter, pairs in by_letter.items()}
        self._letter = re.compile(
            rf"(?<![A-Za-z\d-])(?:{_any(by_letter)})|{_any(letter for letter in by_letter if not letter.isascii())}",
            re.IGNORECASE,
        )

    def find(self, text: str) -> Iterator[Phrase]:
        text = text.replace("’", "'")
        place = 0
        while begins := self._letter.search(text, place):
            # What `re.IGNORECASE` takes for a letter is one here too: a dotless ı, a long ſ.
            spelt = self._spelt[begins[0].casefold()[0].replace("ı", "i")]
            if match := spelt.pattern.match(text, begins.start()):
                concept, weak = spelt.meant[(match.lastindex or 1) - 1]
                if concept:
                    yield Phrase(concept, *match.span(), weak)
                place = match.end()
            else:
                place = begins.end()


class _Spelt:
    """Spellings that begin with one letter, the longest first, and what each stands for."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self.meant = [(concept, spelling.startswith("~")) for concept, spelling in pairs]
        self.pattern = re.compile(
            "|".join(f"({_pattern(spelling.removeprefix('~'))})" for _, spelling in pairs), re.IGNORECASE
        )


@cache
def phrases(name: str, part: str) -> Phrases:
    """One part of a file of `data`."""
    return Phrases(json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))[part])


def _any(letters: Iterable[str]) -> str:
    return "|".join(map(re.escape, letters)) or "(?!)"


def _pattern(spelling: str) -> str:
    if not spelling.isascii() and re.search(r"[\u3400-\u9fff]", spelling):
        return re.escape(spelling).replace("…", "[\u3400-\u9fff]{0,4}")
    words = re.escape(spelling.replace("-", " ")).replace(r"\ ", r"[\s-]")
    words = words.replace(r"[\s-]…", r"(?:\s[\w'-]+){0,3}").replace(r"\*", r"[a-z]*")
    return rf"(?<![A-Za-z\d-]){words}(?![A-Za-z\d])"
