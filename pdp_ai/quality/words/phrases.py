"""Turns of phrase as data, where single words are too little to tell: “send it back”, “for as long as you own it”."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
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
    """

    def __init__(self, spellings: Mapping[str, str]) -> None:
        listed = [(concept, spelling) for concept, row in spellings.items() for spelling in row.split(", ")]
        listed.sort(key=lambda pair: len(pair[1]), reverse=True)
        self._meant = [(concept, spelling.startswith("~")) for concept, spelling in listed]
        self._pattern = re.compile(
            "|".join(f"({_pattern(spelling.removeprefix('~'))})" for _, spelling in listed) or "(?!)", re.IGNORECASE
        )

    def find(self, text: str) -> Iterator[Phrase]:
        for match in self._pattern.finditer(text.replace("’", "'")):
            concept, weak = self._meant[(match.lastindex or 1) - 1]
            if concept:
                yield Phrase(concept, *match.span(), weak)


@cache
def phrases(name: str, part: str) -> Phrases:
    """One part of a file of `data`."""
    return Phrases(json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))[part])


def _pattern(spelling: str) -> str:
    if not spelling.isascii() and re.search(r"[\u3400-\u9fff]", spelling):
        return re.escape(spelling).replace("…", "[\u3400-\u9fff]{0,4}")
    words = re.escape(spelling.replace("-", " ")).replace(r"\ ", r"[\s-]")
    words = words.replace(r"[\s-]…", r"(?:\s[\w'-]+){0,3}").replace(r"\*", r"[a-z]*")
    return rf"(?<![A-Za-z\d-]){words}(?![A-Za-z\d])"
