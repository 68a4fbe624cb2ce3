"""Which part a material or a colour is said of: “oak frame”, “the sole is leather”, “Lining: 55% cupro”, 鞋面是牛皮.

A part is told beside the word in a few orders only, in copy and in facts alike. So the same reading serves both.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache

from pdp_ai.quality.words.phrases import DATA

_LISTED = json.loads((DATA / "parts.json").read_text(encoding="utf-8"))
#: What products of many kinds are put together from; a word from here right beside a material binds it.
PARTS = " ".join(_LISTED["english"].values())
#: Chinese parts; an attribute's name is one too.
HAN_PARTS = " ".join(_LISTED["chinese"])
#: Parts that have only a colour of their own.
COLOURED_PARTS = _LISTED["coloured"]
_LINKS = (
    "and|or|of|with|on|in|for|to|plus|from|by|at|between|under|over|inside|into|through|beneath|without|is|are|as|that"
    "|it|so|but|than|which|makes?|keeps?|holds?"
)
#: Words for the stuff itself, which are no parts.
STUFF = "alloy|fibre|fiber|yarn|wool|wood|blend|mix|mesh|material|look|effect|finish|colou?r|veneer|coating|content"
#: A layer says nothing of what is under it: a nylon-coated blade is not of nylon.
_LAYER = (
    r"coated|plated|covered|clad|wrapped|tipped|reinforced|backed|bonded|trimmed|dipped|toned|coloured|colored|free"
)
_ADJECTIVE = rf"(?:(?!(?:{_LINKS}|{_LAYER})\b)[a-z]+[\s-]+)?"
_MADE = r"(?:(?:made|carved|cut|cast|turned|forged|woven|knitted|moulded|milled|built|sewn|blown|bent|pressed)\s)?"
_FEW_WORDS = rf"(?:(?!(?:{_LINKS})\b)(?:\d+%?|[a-z]+(?:-[a-z]+)?)\s+){{0,2}}"
_COPULA = r"(?:is|are|was|were|comes? in|all|both)\s+(?:also |both |all |now |entirely |purely |solid |real |genuine )*"


def part_beside(text: str, start: int, end: int, parts: str) -> str:
    """The part that ``text[start:end]`` is said of, in lower case and singular, of those in `parts`; else “”."""
    if not text[start:end].isascii():
        return _han_part(text, start, end, parts)
    before_text = text[max(0, start - 64) : start]
    after, before = _patterns(parts)
    if re.match(r"[\s-]lined\b", text[end:]) or re.search(r"\blined (?:with|in)\s(?:\w+\s){0,2}$", before_text):
        return "lining"
    match = after.match(text, end) or before.search(before_text)
    return next((word for word in match.groups() if word), "").casefold() if match else ""


def parts_beside(text: str, start: int, end: int, parts: str) -> frozenset[str]:
    """All the parts that share one material: “Back and sides: laminated acacia”."""
    part = part_beside(text, start, end, parts)
    joined = (
        re.search(rf"\b({parts})s?(?:,| and| &|/) {re.escape(part)}s?\b", text[:end], re.IGNORECASE) if part else None
    )
    return frozenset(one for one in (part, joined[1].casefold() if joined else "") if one)


def nouns_beside(text: str, start: int, end: int) -> list[str]:
    """Nouns that the facts join to a material, whatever they are: “rivets of copper”, “brass ferrule”."""
    before = text[max(0, start - 48) : start]
    matches = (_NOUN_AFTER.match(text, end), _NOUN_BEFORE.search(before), _SUBJECT.search(before))
    return [match[1].casefold() for match in matches if match]


_SUBJECT = re.compile(rf"\bthe ([a-z]{{3,}}?)s?\s(?:is|are)\s{_FEW_WORDS}$", re.IGNORECASE)
_NOUN_AFTER = re.compile(rf"[\s-]+(?!(?:{_LINKS}|{STUFF}|{_LAYER})\b)([a-z]{{3,}}?)s?\b", re.IGNORECASE)
_OF = rf"\s+(?:is |are )?{_MADE}(?:of|in|from)\s+{_FEW_WORDS}$"
_NOUN_BEFORE = re.compile(rf"\b([a-z]{{3,}}?)s?{_OF}", re.IGNORECASE)


@lru_cache(maxsize=64)
def _patterns(parts: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """“Steel frame”; then “frame of steel”, “the frame is steel”, “Frame: 80% steel”, “…, the frame steel”."""
    return (
        re.compile(rf"[\s-]+{_ADJECTIVE}({parts})s?\b", re.IGNORECASE),
        re.compile(
            rf"\b({parts})s?{_OF}"
            rf"|\b({parts})s?\s+{_COPULA}(?:\d+% )?$"
            rf"|(?:^|[.;,\n(]\s?|\band\s|&\s)({parts})s?:\s(?:[^.;:\n]*[\s,])?$"
            rf"|(?:,|;|\band)\s(?:the|its|all|every|each)\s({parts})s?\s(?:in\s)?{_FEW_WORDS}$",
            re.IGNORECASE,
        ),
    )


def _han_part(text: str, start: int, end: int, parts: str) -> str:
    """鞋面是二层牛皮, 内衬米色绸缎; 牛皮鞋垫."""
    after, before = _han_patterns(parts)
    match = after.match(text, end) or before.search(text[max(0, start - 24) : start])
    return next(word for word in match.groups() if word) if match else ""


@lru_cache(maxsize=64)
def _han_patterns(parts: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return (
        re.compile(rf"(?:材质|质地|面|制)?的?({parts})"),
        re.compile(
            rf"({parts})：[^；。：\n]*$|({parts})(?:部分|材质|则|也|都|均|全)*(?:采用|选用|使用|换成|改用|[是为用由以：:])?(?:了|的是)?[^，。；：、\n配搭和与及加]{{0,4}}$"
        ),
    )
