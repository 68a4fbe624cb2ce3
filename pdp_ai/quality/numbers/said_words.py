"""The words of a clause, so that two texts can share them: charging is charged, “lid off” is without the lid."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[A-Za-z]{3,}|[\u3400-\u9fff]{2,}")
_NOTHING_SAID = (
    "the and with for from that this are its has have just only about over under than per each all you your one our "
    "will can not any even which when they them their here there what into onto out off some more most less up "
    "comes come gives give takes take makes make measures measure weighs weigh holds hold lasts last keeps keep "
    "total whole good great roughly nearly almost around mere together another whopping"
)
#: Read as the role of a number, in `measured`.
_ROLES = "wide high tall deep long thick across"
_EMPTY = frozenset(f"{_NOTHING_SAID} {_ROLES}".split())
_ENDING = re.compile(r"(?<=[a-z]{3})(?:able|ings?|ers?|ed|es|s|ly|e)$")
_DOUBLED = re.compile(r"([bdgmnpt])\1$")
#: Different words for one thing.
_ALIKE = {
    word: words.split()[0]
    for words in (
        "hot steam warm heat",
        "cold chill iced cool",
        "fold pack stow packed packe",
        "exten unfol",
        "weigh heavy light mass",
        "rear back",
        "hour hours",
        "drill bores bore",
        "groun floor",
        "open opene",
        "noise anc",
        "ful full fully",
        "inner inside insid within withi",
        "outer outside outsi",
    )
    for word in words.split()
}
#: What a number is said with or without: “with the lid”, “lid not included”, “before you add the lid”, 不含盖.
_COMPANY = re.compile(
    r"\b(?:(?P<plus>with|including|incl\.?)|(?P<minus>without|excluding|excl\.?|before (?:you add|adding)))\s"
    r"(?:(?:the|its|an?|any|all)\s)*(?P<what>[a-z]{3,})"
    r"|\b(?P<thing>[a-z]{3,})\s(?:(?P<out>not included|excluded)|included)\b"
    r"|(?:(?P<less>不[含带])|(?P<more>[含带]))(?P<part>[\u4e00-\u9fff])",
    re.IGNORECASE,
)
#: “With the lid on”, “with noise cancelling off”: a condition closes its clause.
_CONDITION = re.compile(r"\b(on|off|open|closed)\W*$", re.IGNORECASE)
_TIME = "second|minute|hour|day|week|month|year|night|cent"
#: Marks of a limit, of work or rest, of the piece, the pair or the whole: they change a number without naming a thing.
_MARKS = {
    "at most": r"\bat most\b|\bmax\b|\bmaximum\b|\bpeaks?\b|\bnever \w+ than\b|\bno more than\b|最[高大多]|峰值",
    "resting": r"\bstand-?by\b|\bidle|\basleep\b|\bsleep mode\b|\bat rest\b|待机|休眠",
    "working": r"\bin (?:use|operation|motion)\b|\b(?:moving|running|operating|operation|you work)\b|工作|运行",
    "of one": rf"\b(?:each|apiece|single)\b(?! (?:pair|set))|\bper (?!pair|set|pack|box|{_TIME})[a-z]+"
    r"|^\W*an? [a-z]+ (?:is|weighs|holds|has|contains|costs)\b|(?:^|[a-z\d])/(?:m|pc|piece)\b"
    r"|[每单][^双对套包盒天日年月次\W]|/[只片个支张件]",
    "of a pair": r"\b(?:the|an?|per|each|every) pair\b|[每一整][双对]|/[双对]",
    "of all": r"\b(?:in (?:all|total)|total|altogether|all told|together|between them|all [a-z]+s|whole [a-z]+)\b"
    r"|\b(?:the|per|each) (?:set|pack|box|lot|case)\b|\bset in\b|共|总|整[套盒包箱]",
}
_MARKED = {mark: re.compile(pattern, re.IGNORECASE) for mark, pattern in _MARKS.items()}
#: “M (30 cm)”, “size XL”, “pair B”: whose number it is; 5 M and 2 L are no sizes.
_ONE_OF_SEVERAL = re.compile(
    r"(?<![\w.'’&/-])(?<!\d )(?P<size>X{0,3}[SL]|M|[2-6]XL)(?![\w'’&-])|\b[A-Za-z]{3,} (?P<name>[A-HJ-Z])(?=[\s:,.)]|$)"
)


@lru_cache(maxsize=8192)
def said_words(clause: str) -> frozenset[str]:
    """Stems of the words that say something; ``+lid`` and ``-lid`` for what is with or without one, ``size M``."""
    found: set[str] = set()
    for word in _WORD.findall(clause):
        if word[0].isascii():
            if word.lower() not in _EMPTY:
                found.add(stem(word))
        else:
            found |= {word[at : at + 2] for at in range(len(word) - 1)}
    state = _CONDITION.search(clause)
    found |= {state[1].lower()} if state else set()
    found |= {mark for mark, pattern in _MARKED.items() if pattern.search(clause)}
    off = bool(state and state[1].lower() == "off")
    for match in _COMPANY.finditer(clause):
        without = match["minus"] or match["out"] or match["less"] or off
        what = match["what"] or match["thing"]
        found.add(f"{'-' if without else '+'}{stem(what) if what else match['part']}")
    found |= {f"size {match['size'] or match['name']}" for match in _ONE_OF_SEVERAL.finditer(clause)}
    return frozenset(found)


def stem(word: str) -> str:
    """The first letters of a word without its ending, or of another word for the same thing."""
    low = word.lower()
    short = _DOUBLED.sub(r"\1", _ENDING.sub("", low))[:5]
    return _ALIKE.get(low) or _ALIKE.get(short, short)
