"""Whether the words on a product can still be read: what an optical reader saw on the photo, and on the picture."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from difflib import SequenceMatcher

#: How sure the reader must be of a word on the photo, 0–1, and how many letters it must have, to be looked for.
_SURE, _LETTERS = 0.85, 3
#: How alike two readings of one word are, 0–1.
_SAME = 0.84


def words_kept(before: str, after: str) -> Mapping[str, float]:
    """``label_text``: the part of the photo's words that the picture still shows; nothing where the photo has none.

    Both are JSON lists of ``{"text", "confidence"}``, one for each line that was read.
    """
    wanted = [
        word
        for line in json.loads(before)
        if line["confidence"] >= _SURE
        for word in _words(line["text"])
        if len(word) >= _LETTERS
    ]
    if not wanted:
        return {}
    seen = [word for line in json.loads(after) for word in _words(line["text"])]
    kept = sum(any(SequenceMatcher(None, word, other).ratio() >= _SAME for other in seen) for word in wanted)
    return {"label_text": round(kept / len(wanted), 4)}


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
