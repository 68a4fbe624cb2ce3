"""The words by which a title is found, in any writing: one rule for titles that are kept and for what people type."""

from __future__ import annotations

import re
import unicodedata

#: Longer words are told apart by their beginnings.
MAX_CHARACTERS = 40

# Thai, Lao, Burmese, Khmer, kana and Chinese characters: no space says where a word begins.
_RUN = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
)
_PIECES = re.compile(f"[{_RUN}]+|[^{_RUN}]+")
_IS_RUN = re.compile(f"[{_RUN}]")


def words_of(title: str) -> frozenset[str]:
    """Everything a search may begin with: ``"Oak stool 黄铜灯"`` gives oak, stool, 黄铜, 铜灯 and 灯.

    Where no spaces part the words, any two characters that follow each other count as one, and the last by itself.
    """
    return frozenset(word for piece in _pieces(title) for word in _parts(piece))


def words_sought(query: str) -> tuple[str, ...]:
    """Each is to be the beginning of one of a title's words; the longest first, for few titles have those."""
    words = {word for piece in _pieces(query) for word in (_parts(piece)[:-1] or _parts(piece))}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def has_words(title: str, sought: tuple[str, ...]) -> bool:
    words = words_of(title) if sought else ()
    return all(any(word.startswith(beginning) for word in words) for beginning in sought)


def _pieces(text: str) -> list[str]:
    """Without case, width or punctuation; parted at spaces, and where the kind of writing changes."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    spaced = "".join(letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in plain)
    return [piece for word in spaced.split() for piece in _PIECES.findall(word)]


def _parts(piece: str) -> list[str]:
    if not _IS_RUN.match(piece):
        return [piece[:MAX_CHARACTERS]]
    return [piece[place : place + 2] for place in range(len(piece))]
