"""Finds a word that somebody put on a list, in whatever case, as a whole word and never as part of another."""

from __future__ import annotations

import re
from functools import lru_cache

#: Scripts that put no spaces between words, or hang endings on them: Thai, Korean, Japanese, Chinese.
_UNPARTED = "\u0e00-\u0e7f\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
#: A character of the scripts that do.
_PARTED = rf"[^\W{_UNPARTED}]"


@lru_cache(maxsize=2_000)
def word_pattern(word: str) -> re.Pattern[str]:
    """“100%” and “C++” are words too. Spaces may be more or other spaces, and an apostrophe is either kind."""
    before = rf"(?<!{_PARTED})" if re.match(_PARTED, word) else ""
    after = rf"(?!{_PARTED})" if re.search(rf"{_PARTED}\Z", word) else ""
    inner = r"\s+".join(re.escape(part) for part in word.split())
    return re.compile(before + re.sub("['’]", "['’]", inner) + after, re.IGNORECASE)
