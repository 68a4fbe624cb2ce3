"""Brands, makers and places: a name that the facts do not have is somebody else's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from pdp_ai.quality.claims import Claim
from pdp_ai.types import ProductFacts

_WORD = r"[A-ZÀ-ÖØ-Þ][\w’'&-]*[a-zß-ÿ][\w’'-]*"
#: Capitalised words in a row, with the small words that names hold together.
_RUN = re.compile(rf"(?<![\w-]){_WORD}(?:\s(?:{_WORD}|des|de|du|of|von|&)(?=\s[A-ZÀ-ÖØ-Þ])|\s{_WORD})*")
#: The facts should say so where something is made, or by whom.
_MAKING = (
    "made|printed|woven|crafted|produced|designed|manufactured|knitted|imported|sourced|grown|brewed|roasted|bottled"
    "|sewn|stitched|cut|forged|cast|blown|spun|tanned|carved|turned|assembled|built|finished|dyed|fired|thrown|picked"
    "|harvested|dried|pressed|milled|aged|smoked|caught|born|invented"
)
_ORIGIN = re.compile(
    rf"\b(?:{_MAKING})(?: by hand)? (?:in|by|from)\s+(?:the\s+)?$|\bby\s+$|\bbrand of\s+$", re.IGNORECASE
)
#: Where a product was made is told in one place, and a mill of another country is none.
_MADE_IN = re.compile(r"\b(?:made|manufactured|produced|assembled|sewn)(?: by hand)? in (?:the )?$", re.IGNORECASE)
_TOLD_ORIGIN = re.compile(
    r"\b(?:[Mm]ade|[Mm]anufactured|[Pp]roduced|[Aa]ssembled|[Ss]ewn)(?: by hand)? in (?:the )?"
    r"(?P<place>[A-Z]\w+(?: [A-Z]\w+)*)"
)
_ORIGIN_FIELD = re.compile(r"\b(?:origin|made in|country)\b", re.IGNORECASE)
#: “The softest bed in Britain” is praise, read as such.
_PRAISED_IN = re.compile(r"\b(?:\w{3,}est|most \w+)\s[^.,;:!?]{0,32}\bin\s(?:all\s)?(?:the\s)?$", re.IGNORECASE)
_SENTENCE_START = re.compile(
    r"(?:^|[.!?:。！？\n|]|[-•–✓✔]\s|\*|#\s|[\u2600-\u27bf\U0001f000-\U0001faff]\ufe0f?\s?)[\s\"“‘'(*_]*$"
)
_NO_NAMES = frozenset(
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "christmas",
        "easter",
        "halloween",
        "english",
        "i'm",
        "i'll",
        "i've",
        "it's",
        "t-shirt",
        "v-neck",
        "x-ray",
        "a-line",
    ]
)


def trace_names(text: str, facts: ProductFacts) -> Iterator[Claim]:
    fields = facts.fields()
    known = list(_brands().finditer(text))
    for match in known:
        yield _traced(Claim(match[0], *match.span(), kind="name"), fields)
    for start, end in _capitalised(text):
        if all(end <= match.start() or match.end() <= start for match in known):
            before = text[max(0, start - 40) : start]
            claim = Claim(text[start:end], start, end, kind="name", doubtful=not _ORIGIN.search(before))
            elsewhere = _made_elsewhere(claim.claim, fields) if _MADE_IN.search(before) else None
            elsewhere = elsewhere or _others_work(before, claim.claim, fields)
            yield replace(claim, nearest=elsewhere) if elsewhere else _traced(claim, fields)


#: The most common surnames: 由王小明设计 names a person, 由工匠设计 none.
_SURNAMES = "|".join(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊"
    "陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚"
)


@cache
def _listed() -> dict[str, Any]:
    """Brands, places with their adjectives, and names that stand in sayings: Rome was not built in a day."""
    listed: dict[str, Any] = json.loads((Path(__file__).parents[1] / "data" / "names.json").read_text(encoding="utf-8"))
    return listed


@cache
def _brands() -> re.Pattern[str]:
    """Well-known brands, and places as Chinese names them."""
    data = _listed()
    latin = "|".join(re.escape(name) for name in sorted(data["brands"], key=len, reverse=True))
    chinese = "|".join(sorted([*data["chinese_brands"], *data["chinese_places"]], key=len, reverse=True))
    return re.compile(
        rf"(?<![\w-])(?:{latin})(?![\w-])|(?:{chinese})|(?P<maker>[\u4e00-\u9fff]{{2,4}})(?=出品|制造商|品牌)"
        r"|(?:(?![年月日由在])[\u4e00-\u9fff]){2,8}出版社|(?<=文字出自|插画出自)[\u4e00-\u9fff]{2,4}|(?<=作者)[\u4e00-\u9fff]{2,4}"
        r"|(?<=产自|采自|产于|采于)[\u4e00-\u9fff]{2,6}?(?=[，。、；的]|$)"
        r"|(?:(?![年月日由在与和经被的])[\u4e00-\u9fff]){2,6}(?:大学|学院|研究院|研究所|博物馆|协会|学会|医院)|故宫"
        rf"|(?<=由)(?:{_SURNAMES})[\u4e00-\u9fff]{{1,2}}(?=制|设计|手作|手工|亲|绘|打造|操刀|监制)"
        r"|(?<=荣获|斩获|摘得|获得)[\u4e00-\u9fff]{2,8}奖"
    )


def _made_elsewhere(place: str, fields: dict[str, str]) -> str | None:
    """The fact that has the product made in another place, if none has it made in this."""
    made = [(field, match["place"]) for field, fact in fields.items() for match in _TOLD_ORIGIN.finditer(fact)]
    origins = [(field, fact) for field, fact in fields.items() if _ORIGIN_FIELD.search(field.partition(".")[2])]
    told = made or origins
    if not told or any(
        place.casefold() in where.casefold() or where.casefold() in place.casefold() for _, where in told
    ):
        return None
    return f"{told[0][0]}: {told[0][1]}"


_BY = re.compile(
    r"\b(designed|illustrated|written|composed|photographed|painted|edited|translated|narrated|thrown|woven|engineered)"
    r" by $",
    re.IGNORECASE,
)


def _others_work(before: str, person: str, fields: dict[str, str]) -> str | None:
    """The fact that somebody else did it: who drew a game has not designed it."""
    role = _BY.search(before)
    if not role:
        return None
    told = re.compile(rf"\b{role[1]} by ((?:{_WORD}\s?)+)", re.IGNORECASE)
    found = [(field, match) for field, fact in fields.items() for match in told.finditer(fact)]
    if not found or any(person.rpartition(" ")[2] in match[1] for _, match in found):
        return None
    return f"{found[0][0]}: {found[0][1][0].strip()}"


def _capitalised(text: str) -> Iterator[tuple[int, int]]:
    """Runs of capitalised words inside a sentence; in headings, which capitalise everything, only makers and places."""
    offset = 0
    for line in text.split("\n"):
        words = re.findall(r"[A-Za-z]{4,}", line)
        heading = len(words) > 2 and sum(word[0].isupper() for word in words[1:]) > len(words[1:]) * 0.6
        for match in _RUN.finditer(line):
            start, end = match.span()
            if heading and not _ORIGIN.search(line[:start]):
                continue
            if _SENTENCE_START.search(line[:start]):
                first = re.match(r"\S+\s+", match[0])
                if not first:
                    continue
                start += first.end()
            name = text[offset + start : offset + end]
            if (
                name.casefold() not in _NO_NAMES
                and name.casefold().removesuffix("s") not in _NO_NAMES
                and not re.fullmatch(r"[A-Z]{2,}s", name)
                and (not _PRAISED_IN.search(line[:start]) or _ORIGIN.search(line[:start]))
                and (name not in _listed()["proverbial"] or _ORIGIN.search(line[:start]))
            ):
                yield offset + start, offset + end
        offset += len(line) + 1


def _traced(claim: Claim, fields: dict[str, str]) -> Claim:
    """Borne out by a fact that has all the words of the name."""
    words = [re.sub(r"['’]s$", "", word) for word in claim.claim.split() if word[0].isupper() or not word.isascii()]
    patterns = [_written(word) for word in words or [claim.claim]]
    for field, fact in fields.items():
        places = [pattern.search(fact) for pattern in patterns]
        if all(places):
            spans = [place.span() for place in places if place]
            return replace(claim, field=field, fact_start=min(spans)[0], fact_end=max(end for _, end in spans))
    return claim


def _written(word: str) -> re.Pattern[str]:
    """A place by its adjective too: Moroccan clay is from Morocco."""
    adjective = _listed()["adjectives"].get(word)
    spelt = "|".join(re.escape(one) for one in (word, adjective) if one)
    return re.compile(rf"(?<![^\W_])(?:{spelt})(?:['’]?s)?(?![^\W_])" if word.isascii() else spelt, re.IGNORECASE)
