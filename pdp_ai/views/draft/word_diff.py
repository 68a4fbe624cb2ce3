"""What an edit, or a publication, would change in a text: word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

#: Words, single Chinese and Japanese characters, other signs, and the space between them.
_TOKENS = re.compile(r"\s+|[\u3040-\u30ff\u3400-\u9fff]|\w+|[^\w\s]")
#: Longer texts are compared line by line, for comparing words takes time that grows with the square of their number.
MOST_TOKENS = 3_000


@dataclass(frozen=True, slots=True)
class DiffPiece:
    text: str
    kind: Literal["same", "added", "removed"]


def word_diff(before: str, after: str) -> tuple[DiffPiece, ...]:
    """The pieces of both texts in reading order: without the removed ones `after`, without the added ones `before`."""
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    if len(old) + len(new) > MOST_TOKENS:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    pieces = []
    for kind, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(DiffPiece("".join(old[start:end]), "same"))
            continue
        if end > start:
            pieces.append(DiffPiece("".join(old[start:end]), "removed"))
        if new_end > new_start:
            pieces.append(DiffPiece("".join(new[new_start:new_end]), "added"))
    return tuple(_joined(pieces))


def _joined(pieces: list[DiffPiece]) -> list[DiffPiece]:
    """A lone space between two changes belongs to them: struck and put word by word, a sentence cannot be read."""
    joined: list[DiffPiece] = []
    removed = added = ""
    for piece in [*pieces, DiffPiece("", "same")]:
        if piece.kind == "removed":
            removed += piece.text
        elif piece.kind == "added":
            added += piece.text
        elif piece.text.isspace() and "\n" not in piece.text and (removed or added):
            removed, added = removed + piece.text, added + piece.text
        else:
            # Spaces that both sides end with were no change.
            tail = ""
            while removed and added and removed[-1] == added[-1] and removed[-1].isspace():
                tail = removed[-1] + tail
                removed, added = removed[:-1], added[:-1]
            joined += [DiffPiece(removed, "removed"), DiffPiece(added, "added"), DiffPiece(tail + piece.text, "same")]
            removed = added = ""
    return [piece for piece in joined if piece.text]
