"""What a product is said to fit: another thing after words that join the two, or a code of its size."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pdp_ai.quality.words.phrases import Phrase, phrases
from pdp_ai.quality.words.polarity import denied
from pdp_ai.quality.words.vocabulary import Mention
from pdp_ai.types import ProductFacts

#: Words between what joins and what is joined: “takes two child seats”, “for trucks and motorcycles”.
_GAP = re.compile(
    r"(?:\s(?:(?:any|every|all|each|most|your|the|a|an|both|even|existing|old|new|other|and|or|as|up|to|of|two)|[\w-]+,))*\s"
    r"|[\u4e00-\u9fff、]{0,3}",
    re.IGNORECASE,
)
#: Chinese puts what joins after: 狗狗同样适用, 外墙、浴室都能刷.
_AFTER = re.compile(r"[、\u4e00-\u9fff]{0,6}?(?:适用|通用|能用|可用|能刷|可刷|能吃|能装|可装)")
#: Lamp bases (IEC 60061), threads (ISO 261), drives (ISO 10664), cells (IEC 60086), VESA mounts, chucks.
_CODES = re.compile(
    r"(?<![A-Za-z\d-])(?:(?P<base>E(?:10|14|17|26|27|40)|GU(?:10|5\.3|4)|G(?:4|9|13|23)|B(?:15|22)d?|MR(?:11|16))"
    r"|(?P<thread>M(?:[2-9]|[1-6]\d))(?:[×x]\d+)?(?=粗牙|细牙|[ -](?:thread|bolt|screw|nut)|×|x\d|的?螺)"
    r"|(?P<drive>(?:TX|PH|PZ)\d{1,2}|(?:T|SW)\d{1,2}(?=[ -](?:heads?|bits?|drives?|screws?|torx)|头))"
    r"|Torx (?P<torx>T\d{1,2})"
    r"|(?P<cell>AAAA?|AA|CR\d{4}|LR\d{2,4}|18650|21700)(?=[ -](?:cells?|batter|size)|电池)"
    r"|(?P<han_cell>[57]号)(?=电池)"
    r"|VESA (?:mount )?(?P<vesa>\d{2,3})"
    r"|(?P<shank>SDS[ -](?:plus|max)))(?![A-Za-z\d])"
)
_ALSO = {"5号": "aa", "7号": "aaa"}
_FAMILIES = {"torx": "drive", "han_cell": "cell"}


def codes(text: str, field: str = "") -> Iterator[Mention]:
    """Sizes by which two things fit, as ``fitting of base/e27``."""
    for match in _CODES.finditer(text):
        name, code = next((name, value) for name, value in match.groupdict().items() if value)
        concept = f"fitting of {_FAMILIES.get(name, name)}/{_ALSO.get(code, code.casefold().replace('tx', 't'))}"
        yield Mention(concept, *match.span(), denied(text, *match.span()), field=field)


def fittings(text: str) -> Iterator[Mention]:
    """Things of a list that the copy joins to the product."""
    joins = list(phrases("fittings", "triggers").find(text))
    last: Phrase | None = None
    for thing in phrases("fittings", "things").find(text):
        joined = any(_joined(join.end, thing.start, text) for join in joins)
        beside = last is not None and re.fullmatch(
            r"(?:,|,? and|,? or|,? even|,? as (?:easily|well|readily) as|、|和|或)\s?", text[last.end : thing.start]
        )
        if joined or beside or _AFTER.match(text, thing.end):
            last = thing
            if not denied(text, thing.start, thing.end):
                yield Mention(f"thing {text[thing.start : thing.end].casefold()}", thing.start, thing.end)


#: What every USB plug fits.
_HAS_USB = re.compile(r"laptop|computer|power bank", re.IGNORECASE)


def fittings_in(facts: ProductFacts, wanted: list[Mention], text: str) -> Iterator[Mention]:
    """Where the facts have the same things, in singular or plural."""
    for mention in wanted:
        words = text[mention.start : mention.end]
        stem = re.escape(re.sub(r"ies$", "", words) if words.endswith("ies") else words.removesuffix("s"))
        stem = rf"(?:{stem}|USB)" if _HAS_USB.match(words) else stem
        for field, fact in facts.fields().items():
            written = rf"\b{stem}(?:s|es|y|ies)?\b" if words.isascii() else stem
            for match in re.finditer(written, fact, re.IGNORECASE):
                yield Mention(mention.concept, *match.span(), denied(fact, *match.span()), field=field)


def _joined(join: int, thing: int, text: str) -> bool:
    return join <= thing and bool(_GAP.fullmatch(text[join:thing]))
