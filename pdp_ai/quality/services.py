"""What a shop promises to do for whoever buys: deliver, take back, replace, repair. Sentences, not words, say so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pdp_ai.quality.claims import Claim
from pdp_ai.quality.numbers import trace_numbers
from pdp_ai.quality.polarity import denied
from pdp_ai.types import ProductFacts

_A_TIME = (
    r"(?:\d+|an?|one|two|three|four|five|six|seven|ten|fourteen|thirty)(?: (?:to|-|–) \w+)?"
    r"[ -](?:working |business )?(?:hours?|days?|weeks?)"
)
_GIVEN = r"(?:free(?: of charge)?|at no (?:extra )?(?:cost|charge)|for free|on us)"
_PATTERNS = {
    "free delivery": (
        r"free(?: \w+)? (?:shipping|delivery|postage|dispatch)"
        r"|(?:ships?|shipped|delivers?|delivered|delivery is|shipping is|arrives?) (?:\w+ ){0,3}?free\b"
        r"|(?:delivery|shipping|postage)\W{1,3}free\b|no (?:shipping|delivery) (?:costs?|charges?|fees?)"
        r"|包邮|免运费|免邮费?|运费全免"
    ),
    "fast delivery": (
        r"(?:next|same)[ -]day (?:shipping|delivery|dispatch)|overnight (?:shipping|delivery)"
        r"|order (?:it |yours )?(?:by|before|today|now)\b[^.!?\n]{0,30}?\b(?:tomorrow|today|tonight|next day)"
        r"|(?:delivered|arrives|with you|on your doorstep|yours) (?:by )?(?:tomorrow|overnight|the next day)"
        r"|次日必?达|当[日天]必?达|隔日必?达|当[日天]发货|小时达"
    ),
    "delivery time": (
        r"(?:ships?|shipped|delivered|delivers?|delivery|dispatch(?:ed)?|arrives?|sent)(?: out| \w+)? "
        rf"(?:with)?in {_A_TIME}"
        r"|[\d一二两三四五六七八九十]+\s?(?:个?小时|天|日)(?:之?内)?(?:发货|送达|到货|发出)"
    ),
    "refund": (
        r"refund\w*|money[ -]back|(?:your|the) money back|every (?:cent|penny) back|全额退|退款|退全款|假一赔\w"
    ),
    "return": (
        r"free returns?|risk[ -]free|right of return|returns? (?:within|until|up to|are|is)|(?:may|can) be returned"
        r"|(?:return|send) (?:it|them|your \w+|\w+ \w+) back|return (?:it|them|your \w+) (?:within|until|for|free)"
        r"|(?:is|are) taken back|(?:take|takes) (?:\w+ ){0,3}?back"
        r"|(?:nights?|days?)[ -](?:free )?trial|try (?:it|them) (?:at home|free)"
        r"|\breturns?(?= ?:)|\btrial\b|包退|无理由|照样退|可退|退货|不满意.{0,3}退"
    ),
    "replacement": (
        rf"free (?:\w+ )?(?:replacements?|exchanges?|swaps?)|(?:replacements?|exchanges?) (?:is|are|comes?) {_GIVEN}"
        rf"|(?:replace|swap|exchange|send)(?:s|d)? (?:it|them|you|your \w+|any \w+)[^.!?\n]{{0,24}}? {_GIVEN}"
        rf"|(?:new|another) one {_GIVEN}|no[ -](?:quibble|questions[ -]asked)|包换|只换不修|免费换|换新|包赔|补发"
    ),
    "repair": (
        r"free (?:\w+ )?(?:repairs?|servicing|services?|maintenance|resizing|resharpening|sharpening|rewaxing)"
        r"|(?:repairs?|servicing|maintenance|resizing|resharpening|sharpening) (?:is|are|comes?|included)\b"
        rf"|(?:repair|service|resize|resharpen)s? (?:it|them|yours?)[^.!?\n]{{0,16}}? {_GIVEN}"
        r"|免费(?:维修|保养|清洗|修理?|上门)|终身(?:免费)?(?:维修|保养)|包修"
    ),
    "installation": r"free (?:installation|assembly|fitting|set-?up)|免费安装|包安装",
    "extras": r"free (?:gifts?|samples?|refills?|spare parts?|spares?)|gift with (?:every|each|your) order"
    r"|buy one,? get one|买[一二两三]\w?[送赠]|第二件半价",
    "trade-in": r"trade[ -]in|buy[ -]back|part exchange|以旧换新",
    "price match": r"price[ -](?:match|promise)\w*|beat any price|cheaper elsewhere|买贵(?:必赔|退差|包赔)|保价",
    "cancellation": r"cancel\b[^.!?\n]{0,30}?(?:any ?time|at any time|whenever)|随时(?:取消|退订)",
}  # fmt: skip
_SERVICES = {service: re.compile(pattern, re.IGNORECASE) for service, pattern in _PATTERNS.items()}
#: A promise without end or condition is more than the same promise with one.
_UNBOUNDED = re.compile(
    r"\b(?:for life|lifetime|lifelong|life-long|unlimited|forever|for ever|as long as you (?:own|have|live)"
    r"|(?:on )?(?:every|all|any) orders?|no (?:time )?limit|no matter|even if|whatever happens|every single)\b"
    r"|终身|永久|无限|全国|任何|洗过|用过",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?。！？\n;；]+")


@dataclass(frozen=True, slots=True)
class _Service:
    name: str
    start: int
    end: int
    denied: bool
    unbounded: bool


def trace_services(text: str, facts: ProductFacts) -> Iterator[Claim]:
    """Each promise, with the fact that makes it: the same service, no further than the fact goes, within its time."""
    promised = [service for service in _services(text) if not service.denied]
    if not promised:
        return
    told = [
        (field, len(field.partition(".")[2]) + 2 if "." in field else 0, fact, service)
        for field, fact in facts.fields().items()
        for service in _services(_named(field, fact))
    ]
    for promise in promised:
        words = text[promise.start : promise.end]
        same = [entry for entry in told if entry[3].name == promise.name]
        borne = [
            entry
            for entry in same
            if not entry[3].denied and (entry[3].unbounded or not promise.unbounded) and _in_time(promise, words, facts)
        ]
        if borne:
            field, offset, fact, service = borne[0]
            start, end = max(service.start - offset, 0), max(service.end - offset, 0)
            start, end = (start, end) if end else (0, len(fact))
            yield Claim(words, promise.start, promise.end, field, start, end, kind="guarantee")
        else:
            nearest = f"{same[0][0]}: {same[0][2]}"[:120] if same else ""
            yield Claim(words, promise.start, promise.end, nearest=nearest, contradicted=bool(same), kind="guarantee")


def _named(field: str, fact: str) -> str:
    """An attribute's name is half of what it says: ``Delivery: free from 50 EUR``."""
    name = field.partition(".")[2]
    return f"{name}: {fact}" if name else fact


def _services(text: str) -> Iterator[_Service]:
    for sentence in _SENTENCE.finditer(text):
        offset, unbounded = sentence.start(), bool(_UNBOUNDED.search(sentence[0]))
        taken: list[range] = []
        for name, pattern in _SERVICES.items():
            for match in pattern.finditer(sentence[0]):
                if any(match.start() in span for span in taken):
                    continue
                taken.append(range(*match.span()))
                start, end = match.start() + offset, match.end() + offset
                refused = denied(text, start, start) and not match[0].lower().startswith("no")
                yield _Service(name, start, end, refused, unbounded)


def _in_time(promise: _Service, words: str, facts: ProductFacts) -> bool:
    """Whether the time that a delivery is promised in stands in the facts."""
    return promise.name != "delivery time" or all(claim.field for claim in trace_numbers(words, facts))
