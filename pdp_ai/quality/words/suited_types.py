"""Skin and hair by their types where the noun stands once: “dry and sensitive skin”, 混合性与油性肌肤."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pdp_ai.quality.words.polarity import denied
from pdp_ai.quality.words.vocabulary import Mention, vocabulary

_TYPES = (
    "dry|very dry|oily|greasy|sensitive|combination|normal|mature|acne-prone|blemish-prone|fine|curly|damaged"
    "|coloured|colored|thick|blonde"
)
_LIST = re.compile(
    rf"\b(?P<listed>(?:(?:{_TYPES})(?:, | and | or | to |/| & |, and |, or ))+)"
    rf"(?:{_TYPES}) (?P<noun>skin|hair|scalp)\b",
    re.IGNORECASE,
)
_TYPE = re.compile(rf"\b(?:{_TYPES})\b", re.IGNORECASE)


def suited_types(text: str, field: str = "") -> Iterator[Mention]:
    """The types that share the last one's noun."""
    for match in _LIST.finditer(text):
        for type_ in _TYPE.finditer(match["listed"]):
            noun = "hair" if match["noun"] == "scalp" else match["noun"].casefold()
            known = next(vocabulary("compatibility").mentions(f"{type_[0]} {noun}", "listed"), None)
            if known:
                start, end = match.start("listed") + type_.start(), match.start("listed") + type_.end()
                yield Mention(known.concept, start, end, denied(text, start, end), field=field)
