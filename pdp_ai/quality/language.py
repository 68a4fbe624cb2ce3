"""Is the copy in the language asked for? By script, and where languages share one, by the small words they use."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pdp_ai.languages import SCRIPTS
from pdp_ai.sentences import sentence as _
from pdp_ai.types import Brief, Finding

#: Small words of another language that make a text foreign; one or two may be part of a name.
_FEWEST_WORDS = 4


def check_language(text: str, brief: Brief) -> Iterator[Finding]:
    """The title may stand in the copy in whatever language it has."""
    asked = brief.language.partition("-")[0].lower()
    rest = text.replace(brief.facts.title, "") if brief.facts.title else text
    share = _share_of_own_letters(rest, asked)
    written = _other_language(rest, asked)
    if share < 0.5 or written or (asked == "zh" and len(re.findall(r"[\u3040-\u30ff]", rest)) > 2):
        yield Finding(
            "wrong_language",
            "error",
            _message(brief.language, written),
            {"language": brief.language, "share": round(share, 2), "looks_like": written},
        )


def _message(asked: str, written: str) -> str:
    if written:
        return _(
            "The text is not written in the language asked for (%(asked)s); it looks like “%(written)s”.",
            asked=asked,
            written=written,
        )
    return _("The text is not written in the language asked for (%(asked)s).", asked=asked)


def _share_of_own_letters(text: str, language: str) -> float:
    expected = SCRIPTS.get(language, ("LATIN",))
    letters = [letter for letter in text if letter.isalpha()]
    own = sum(unicodedata.name(letter, "").startswith(expected) for letter in letters)
    return own / len(letters) if letters else 1.0


def _other_language(text: str, asked: str) -> str:
    """The language of Latin letters whose small words are at least twice as many as those of the one asked for."""
    small = _small_words()
    if asked not in small:
        return ""
    words = re.findall(r"[^\W\d_]+", text.lower())
    counts = {language: sum(word in known for word in words) for language, known in small.items()}
    own = counts.pop(asked)
    likeliest = max(counts, key=lambda language: counts[language])
    most = counts[likeliest]
    return likeliest if most >= _FEWEST_WORDS and most > 2 * own else ""


@cache
def _small_words() -> dict[str, frozenset[str]]:
    data = json.loads((Path(__file__).parent / "data" / "small_words.json").read_text(encoding="utf-8"))
    return {language: frozenset(words.split()) for language, words in data.items()}
