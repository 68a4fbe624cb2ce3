"""Right colour, wrong bearer: a grey pouch with red ties is no red pouch."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pdp_ai.quality.words.bearer_nouns import DONE_TO, WHOLE, Nouns
from pdp_ai.quality.words.colour_use import LISTED
from pdp_ai.quality.words.vocabulary import Mention

#: Words that end a noun phrase: what comes after them is no longer what the colour stands before.
_LINK = (
    "and|or|of|with|on|in|for|to|plus|from|by|at|between|under|over|inside|into|through|beneath|without|above|below"
    "|is|are|was|were|as|that|it|its|so|but|than|which|the|a|an|makes?|keeps?|holds?|comes?|has|have|looks?"
)
_NEXT = re.compile(rf"[\s-]+(?!(?:{_LINK})\b)(?P<word>[a-z]+)", re.IGNORECASE)
#: Words between a colour and the noun it stands before: “grey vegan leather seat”.
_WITHIN_PHRASE = 3
_STATE = (
    "is|are|was|come|comes|glows?|shines?|stays?|remains?|finished|painted|dressed|sheathed|done|moulded|dyed"
    "|coated|lacquered|enamelled|anodised|available|now|too|all|also|both|here"
)
_KIND = (
    "a|an|the|soft|warm|deep|dark|light|pale|matte?|glossy|bold|calm|classic|rich|muted|bright|vivid|shiny|smoky|fresh"
    "|cool|gentle|timeless|plain|brilliant|crisp|brushed|gleaming|cheerful|happy|quiet|elegant|cold"
)
#: “The spikes are in shiny bronze”, “lids black all over”.
_BEFORE = re.compile(
    rf"\b(?P<word>[a-z]+)(?:\s+(?:{_STATE}))*(?:,?\s+(?:in|of))?(?:\s+(?:{_KIND}))*\s+$", re.IGNORECASE
)
#: “Green at the foot”, “red on the inside”.
_AT = re.compile(
    r"\s+(?:at|on|around|round|for|inside)\s+(?:the|its|their|each|every)\s+(?P<word>[a-z]+)", re.IGNORECASE
)
#: “In matt black with …”, “it comes in navy”: the whole product.
_COMES_IN = re.compile(
    r"(?:^|[.,!?:;|\n]\s*|\b(?:it|this|these|comes?|available|choose|pick|take it)\s(?:\w+\s)?)in\s"
    rf"(?:(?:{_KIND})\s)*$",
    re.IGNORECASE,
)
#: “Yellow with a green stripe.”
_OPENS = re.compile(r"(?:^|[.!?:|\n]\s*)$")
_GOES_ON = re.compile(r"\s(?:with|and)\b")
_ENDS_CLAUSE = re.compile(r"\s*(?:[.,:;!?)]|$|(?:and|with|or)\b)")
#: What a lamp sheds, whatever its own colour.
_OF_LIGHT = frozenset({"white/warm", "white/cool", "white/neutral"})
#: 黑色内里, 白色的膨润土.
_HAN_BEFORE = re.compile(r"(?P<words>[\u4e00-\u9fff]{2,3}?)[是为呈选用]?$")
_HAN_AFTER = re.compile(r"[色的]{0,2}(?P<words>[\u4e00-\u9fff]{2,4})")


@dataclass(frozen=True, slots=True)
class Borne:
    """A colour and what has it: a noun, `WHOLE`, or empty where the words don't tell."""

    mention: Mention
    bearer: str


def bearers(text: str, mentions: Sequence[Mention], nouns: Nouns) -> list[Borne]:
    """Each of the colours of `text` with its bearer; in a list (“red and grey ties”) the neighbours share one.

    “Navy, orange lining” is no such list.
    """
    found = [_named_after(text, one, nouns) for one in mentions]
    joined = False
    for here in reversed(range(len(mentions) - 1)):
        between = text[mentions[here].end : mentions[here + 1].start]
        joined = _in_one_list(text, mentions[here], mentions[here + 1]) and (joined or "," not in between)
        if not found[here] and joined:
            found[here] = found[here + 1]
    for here, one in enumerate(mentions):
        found[here] = found[here] or _named_before(text, one, nouns)
        if not found[here] and here and _in_one_list(text, mentions[here - 1], one):
            found[here] = found[here - 1]
    return [Borne(one, "" if one.concept in _OF_LIGHT else bearer) for one, bearer in zip(mentions, found, strict=True)]


def rival(claim: Borne, facts: Sequence[Borne], nouns: Nouns) -> tuple[Mention | None, bool]:
    """The fact that speaks against a colour that the facts do name, and whether it contradicts; None if none does.

    It contradicts where the facts give the claim's bearer another colour; where they give none to it, and the claim's
    colour to other parts alone, the claim is only unsupported.
    """
    bearing = [fact for fact in facts if fact.mention.is_kind_of(claim.mention.concept)]
    same = [fact for fact in facts if fact.bearer == claim.bearer]
    if not claim.bearer or not bearing or any(fact in same for fact in bearing):
        return None, False
    if same:
        return same[0].mention, True
    if any(not fact.bearer for fact in bearing):
        return None, False
    parts_alone = claim.bearer in nouns.parts & nouns.words and all(fact.bearer != WHOLE for fact in bearing)
    return (bearing[0].mention, False) if parts_alone else (None, False)


def stands_before_bearer(mention: Mention, text: str, nouns: Nouns) -> bool:
    """Whether the very next word is what can have a colour: “mustard bag”, “orange on the pegs”, no “mint tea”."""
    match = _NEXT.match(text, mention.end) or _AT.match(text, mention.end)
    named = text[mention.start : mention.end].casefold() in nouns.names
    return bool(match and not named and nouns.bearer(match["word"]))


def stands_after_part(mention: Mention, text: str, nouns: Nouns) -> bool:
    """Whether it is said of a part: “the caps are mint”, “the binding tortoiseshell”."""
    return bool(_ENDS_CLAUSE.match(text, mention.end)) and _named_before(text, mention, nouns) in nouns.parts


def _in_one_list(text: str, one: Mention, other: Mention) -> bool:
    return one.field == other.field and bool(LISTED.fullmatch(text[one.end : other.start]))


def _named_after(text: str, mention: Mention, nouns: Nouns) -> str:
    if not text[mention.start].isascii():
        match = _HAN_AFTER.match(text, mention.end)
        if not match:
            return ""
        noun = match["words"][:2]
        return nouns.chinese_part(match["words"]) or (noun if noun in nouns.told else "")
    at, found = mention.end, ""
    for _ in range(_WITHIN_PHRASE):
        match = _NEXT.match(text, at)
        bearer = nouns.bearer(match["word"]) if match else ""
        if not match or (found and not bearer):
            break
        at, found = match.end(), bearer or found
    if found:
        return found
    match = _AT.match(text, mention.end)
    return nouns.bearer(match["word"]) if match else ""


def _named_before(text: str, mention: Mention, nouns: Nouns) -> str:
    before = text[max(0, mention.start - 60) : mention.start]
    if not text[mention.start].isascii():
        han = _HAN_BEFORE.search(before)
        return nouns.chinese_part(han["words"]) if han else ""
    match = _BEFORE.search(before)
    if match:
        word = match["word"].casefold()
        if bearer := nouns.bearer(DONE_TO.get(word, word)):
            return bearer
    opens = _OPENS.search(before) and _GOES_ON.match(text, mention.end)
    return WHOLE if opens or _COMES_IN.search(before) else ""
