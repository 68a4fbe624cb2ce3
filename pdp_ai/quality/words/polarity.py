"""Whether a word is said of the product or denied: “not for the microwave” must never support “microwave safe”."""

from __future__ import annotations

import re

#: Characters looked back: a denial reaches a few words, within its clause.
REACH = 48

_CLAUSE_END = re.compile(
    r"[.;:!?\n。；！？，,()（）]|\b(?:but|yet|and is|which|needed|required|necessary)\b|但", re.IGNORECASE
)
_DENIED_BEFORE = re.compile(
    r"\b(?:no|not|without|never|free of|free from|neither|nor|cannot|\w+n['’]t|instead of|rather than|unlike"
    r"|skip|avoid|forget|ditch|replaces?|swap|goodbye to|no more|alternative to|better than"
    r"|keep\s(?:\w+\s){0,2}(?:away from|out of)"
    r"|rusts|warps|shrinks|cracks|melts)\b"
    r"(?!\s+(?:only|just|merely)\b)(?:[\s-]+[\w’'-]+){0,4}[\s-]*$"
    r"|\bnon[\s-]$"  # a non-stick ceramic pan is ceramic
    r"|(?:不含|不可|不能|不得|不适用于?|不适合|不要|不是|不宜|[不无零未]添加|没有|无(?![毒线缝限需忧痕])|非(?!凡)|零(?!售|件)|未(?!来)|禁止|避免|勿)[\u4e00-\u9fff]{0,4}$|不$",
    re.IGNORECASE,
)
_DENIED_AFTER = re.compile(
    r"[\s-]free\b|(?:\s\w+)?\s(?:is|are)(?:n['’]t| not)\b(?! (?:only|just))|[\u4e00-\u9fff]{0,2}不(?:可|能|适用)"
    r"|[：:]\s?(?:[否不无]|no\b|none\b|not\b)",
    re.IGNORECASE,
)
_IMITATED_AFTER = re.compile(
    r"[\s-](?:look|effect|style|like|tone|toned|colou?red|colou?r|finish|print|shade|hue)\b"
    r"|(?:\s\w+){0,2}\s(?:is|are) (?:vegan|faux|fake|imitation|artificial|synthetic|printed on|man-made)\b|色|纹",
    re.IGNORECASE,
)
_IMITATED_BEFORE = re.compile(
    r"\b(?:faux|fake|imitation|artificial|mock|simulated|looks? like|feels? like|(?:look|feel|touch|style|warmth) of"
    r"|soft as|(?:nothing|smooth|soft|hard|clear|strong|light|shines?|gleams?|tough|cool|warm) like(?: your)?(?: old)?"
    r"|(?<!materials )(?<!metals )(?<!woods )(?<!fabrics )(?<!fibres )like(?: an?| the| your)?(?: (?!old)[a-z]+)?"
    r"|inspired by|reminiscent of|resembl(?:es|ing)|mimics|imitat(?:es|ing))"
    r"[\s-]+(?:real |genuine |old |natural )?$|[仿似像如]$",
    re.IGNORECASE,
)


#: “Do I need Wi-Fi? No”, 能机洗吗？不能: the answer denies what its question asks.
_ANSWERED_NO = re.compile(
    r"[^.!?;。！？\n]{0,60}[?？][\s\"”’*_]*(?:(?:No|Not|Nope|Never|Sadly|Alas|Unfortunately)\b|不|没有|无需|无须|否)"
)

#: What the product is shown or worn with is not what it is: “wear it with denim”, “goes with white walls”.
_BESIDE = re.compile(
    r"\b(?:goes?|wear|worn|pairs?|match|matches|looks? (?:good|great)|team|style)"
    r"(?:\s(?:it|them|well|beautifully|perfectly|nicely))*\swith\b[^.;:!?\n]*$",
    re.IGNORECASE,
)


def of_company(text: str, start: int) -> bool:
    """Whether the words before ``text[start:]`` say that what follows is only the product's company."""
    return bool(_BESIDE.search(text[max(0, start - 2 * REACH) : start]))


def denied(text: str, start: int, end: int) -> bool:
    """Whether the clause that holds ``text[start:end]`` denies it."""
    before = _CLAUSE_END.split(text[max(0, start - REACH) : start])[-1]
    return bool(
        _DENIED_BEFORE.search(before) or _DENIED_AFTER.match(text[end : end + 24]) or _ANSWERED_NO.match(text, end)
    )


def imitated(text: str, start: int, end: int) -> bool:
    """Whether the words name only a look: “oak effect”, “copper-coloured”."""
    return bool(
        _IMITATED_AFTER.match(text[end : end + 40]) or _IMITATED_BEFORE.search(text[max(0, start - 28) : start])
    )
