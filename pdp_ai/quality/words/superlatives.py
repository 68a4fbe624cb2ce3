"""Praise above all others. Much of it is unlawful without proof, in China outright, so a person has to look at it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pdp_ai.quality.claims import Claim
from pdp_ai.types import ProductFacts

_HIGHEST = (
    "finest lightest strongest fastest softest smoothest thinnest cheapest lowest quietest safest toughest brightest "
    "warmest sharpest highest largest biggest smallest greatest purest longest hardest "
    "sturdiest cosiest coziest freshest "
    "tallest widest narrowest stiffest loudest clearest cleanest coldest gentlest steadiest quickest easiest boldest "
    "healthiest smartest slimmest coolest richest deepest simplest tastiest fairest"
)
_PRAISE = re.compile(
    r"\bbest[ -](?:selling|seller|in[ -]class|rated|loved|ever)\b"
    r"|(?<!at )(?<!its )(?<!your )(?<!their )(?<!do the )(?<!the )\bbest\b(?=\s+(?:quality|price|value|choice)\b)"
    r"|\b(?:the|our|simply the|world['’]s|market['’]s|probably the)\s+"
    r"(?P<best>(?:very\s+)?best)\b(?!\s+(?:of both|before|reason|part|thing|way|bit|friend|time|use|man|seat|place)\b)"
    r"|\b(?P<world>world['’]s)\s+(?P<rest>\w+)"
    # “The largest holds a litre” ranks the pieces of a set.
    rf"|\b(?:{'|'.join(_HIGHEST.split())})\b"
    r"(?!\s(?:one|measures|holds|is|of (?:them|the (?:two|three|four|five|six|set))|setting|level|heat|flame|size)\b)"
    r"|\bmost\s+(?:\w+ly\s+)?(?:beautiful|comfortable|advanced|popular|powerful|stable|durable"
    r"|reliable|innovative|luxurious|"
    r"efficient|effective|precise|versatile|elegant|compact|accurate|affordable|trusted|loved"
    r"|exclusive|stylish|delicious|"
    r"natural|complete|robust|sustainable|secure)\b"
    r"|\b\w+['’]s?\s+favou?rite\b"
    r"|(?<!\w)#\s?1\b|\b(?:no|nr)\.\s?1\b|\b(?<!rule )number[ -]one\b"
    r"|\b(?:market|industry|world)[ -]leading\b|\bworld[ -]class\b|\b(?:top[ -](?:rated"
    r"|selling)|award[ -]winning|gold medal)\b"
    r"|\b(?:unrivall?ed|unmatched|unbeatable|unparalleled|unsurpassed|incomparable|second to none|like no other"
    r"|record[ -]breaking)\b"
    r"|\bprize[ -]winning\b"
    r"|\b(?:the )?only\s+\w+\s+(?:in the world|on the market)\b|\bultimate\b|\bone of a kind\b"
    r"|\b\w{2,}er than any\b(?! \w+ needs?\b)|\bbetter than (?:any|every|all)\b|\bnothing (?:else )?comes close\b"
    r"|\b(?:won['’]t|will not|never|can(?:no|['’])t) find (?:an?y? )?(?:better|finer|\w+er)\b"
    r"|\bthere is no (?:better|finer)\b"
    r"|\b(?:market|category|industry|world) leaders?\b|\bin a (?:class|league) of (?:its|their) own\b"
    r"|最好(?=[，。！、；]|$|用)|最(?:好的|佳|优秀?|强|快|轻|薄|软|柔软|美(?!好)|便宜|实惠|划算|高端|先进|受欢迎|热门|畅销|安全|舒适|顶级|大的|小的|高的|低价?"
    r"|棒|牛|香|甜|鲜|纯|正宗|天然|健康|环保|新科技|耐用|结实|坚固|专业|精准|可靠|保暖|透气|安静)"
    r"|(?:中国|全国|全球|世界|行业|销量|全网|同类)第一|第一(?:品牌|名|位)|全网最低价?|(?:TOP|NO\.?)\s?1(?!\d)|国家级|世界级|宇宙级|顶级"
    r"|顶尖|极致|极品|至尊|独一无二|绝无仅有|史无前例|无与伦比|举世无双|独家|唯一|销量冠军|冠军品质|领导品牌|(?:行业|业内)领先|遥遥领先"
    r"|首选|王牌|万能|金奖|获奖|佼佼者|标杆|天花板|巅峰|史上最|无敌",
    re.IGNORECASE,
)


#: “Through the longest winter” and “a clean cut heals fastest” rank something else.
_OF_OTHERS = re.compile(
    r"\b(?:through|on|during|against|after|under|into|across|beyond)\s(?:even\s)?the\s$|\beven the\s$", re.IGNORECASE
)
#: “Not the brightest bulb”.
_DENIED = re.compile(r"\bnot (?:always |exactly |necessarily )?(?:the |our )?$", re.IGNORECASE)
_ADVERB = re.compile(r"\b(?!the|our|very|and|or|its|their|your)[a-z]+\s$")
_ENDS = re.compile(r"\s*[.,;:!?]|$")


def trace_superlatives(text: str, facts: ProductFacts) -> Iterator[Claim]:
    """Praise is borne out where the facts use the same words of it."""
    for match in _PRAISE.finditer(text):
        start, end = (match.start("best"), match.end("best")) if match["best"] else match.span()
        before = text[:start]
        how = re.fullmatch(r"[a-z]+est", match[0], re.IGNORECASE) and _ADVERB.search(before) and _ENDS.match(text, end)
        if how or _DENIED.search(before) or _OF_OTHERS.search(before):
            continue
        claim = Claim(text[start:end], start, end, kind="superlative", doubtful=True)
        yield _traced(claim, facts)


def _traced(claim: Claim, facts: ProductFacts) -> Claim:
    words = re.sub(r"[\s-]+", r"[\\s-]", re.escape(claim.claim).replace("\\ ", " ").replace("\\-", "-"))
    for field, fact in facts.fields().items():
        if match := re.search(words, fact, re.IGNORECASE):
            return replace(claim, field=field, fact_start=match.start(), fact_end=match.end())
    return claim
