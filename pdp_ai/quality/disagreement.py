"""Do the product's own data agree? Copy can be true to one fact and false to another; the shop knows which is right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from pdp_ai.quality.claims import fact_says
from pdp_ai.quality.numbers.measured import role_of
from pdp_ai.quality.numbers.opposites import exclude
from pdp_ai.quality.numbers.quantities import read_quantities
from pdp_ai.quality.numbers.quantity import Place, Quantity
from pdp_ai.quality.numbers.said_words import said_words
from pdp_ai.quality.words.part_names import PARTS
from pdp_ai.quality.words.vocabulary import Mention, vocabulary
from pdp_ai.sentences import sentence as _
from pdp_ai.types import Finding, ProductFacts

#: Promises that one fact may make and another deny.
_PROMISES = ("compatibility", "resistance", "health", "environment")
_MATERIAL_FIELD = re.compile(r"\bmaterials?$|材质$|材料$", re.IGNORECASE)
_COLOUR_FIELD = re.compile(r"\bcolou?rs?$|颜色$", re.IGNORECASE)
#: Materials that goods come in, not of.
_WRAPPING = frozenset(["paper", "finish"])
#: “Seat height” is of the seat; in Chinese the part stands right before: 床高, 座高.
_MEASURE = re.compile(
    r"^(?P<of>.*\s)?(?:height|width|length|depth|weight|diameter)$"
    r"|(?P<of2>[\u4e00-\u9fff]*)(?:[高宽长深厚]度?|重量?)\W{0,3}[仅约为]?$",
    re.IGNORECASE,
)
_WHOLE = r"(?:(?:total|overall|product|item|net|full)\s|总|全|整[车机体]?|净|产品|商品)*"
_CLAUSE = re.compile(r"[,.;:!?()\n，。；：、]")


def check_facts(facts: ProductFacts) -> Iterator[Finding]:
    """A warning for each pair of facts that cannot both be true, naming the two."""
    fields = facts.fields()
    for one, other in _contradictions(fields, facts):
        yield Finding(
            "facts_disagree",
            "warning",
            _(
                "The product's own data disagree: %(one)s and %(other)s. Correct the product, then ask again.",
                one=fact_says(*one),
                other=fact_says(*other),
            ),
            {"facts": [f"{field}: {words}" for field, words in (one, other)]},
        )


#: A field and the words in it.
_Said = tuple[str, str]


def _contradictions(fields: dict[str, str], facts: ProductFacts) -> Iterator[tuple[_Said, _Said]]:
    yield from _measures(fields)
    yield from _kinds("materials", _MATERIAL_FIELD, ("description", "title"), fields, facts)
    yield from _kinds("colours", _COLOUR_FIELD, ("title",), fields, facts)
    for name in _PROMISES:
        yield from _denials(name, fields, facts)


def _measures(fields: dict[str, str]) -> Iterator[tuple[_Said, _Said]]:
    """One height, width, length, depth or weight in two fields, and no value in common."""
    measured: dict[tuple[str, str], dict[str, list[Quantity]]] = {}
    for field, fact in fields.items():
        for quantity in read_quantities(fact):
            role = role_of(Place(fact, quantity.start, quantity.end, field))
            if role and quantity.unit and not _of_a_part(field, fact, quantity):
                measured.setdefault((role, quantity.dimension), {}).setdefault(field, []).append(quantity)
    for by_field in measured.values():
        for (one, ours), (other, theirs) in combinations(by_field.items(), 2):
            apart = exclude(said_words(one), said_words(other))
            if not apart and not any(_agree(mine, yours) for mine in ours for yours in theirs):
                yield (one, ours[0].text), (other, theirs[0].text)


def _of_a_part(field: str, fact: str, quantity: Quantity) -> bool:
    """Whether name or clause speak of a part, the inside or one use: 床下净高, “Inside L x W x H”, “Diameter, wood”."""
    name = re.sub(r"\W*\(.*", "", field.partition(".")[2])
    if "," in name:
        return True
    measure = _MEASURE.search(fact[: quantity.start]) or _MEASURE.search(name)
    of = (measure["of"] or measure["of2"] or "") if measure else ""
    if not re.fullmatch(_WHOLE, of, re.IGNORECASE):
        return True
    clause = f"{name} {_CLAUSE.split(fact[: quantity.start])[-1]} {_CLAUSE.split(fact[quantity.end :])[0]}"
    return any(re.search(rf"\b{part}s?\b", clause, re.IGNORECASE) for part in PARTS.split())


def _agree(one: Quantity, other: Quantity) -> bool:
    """Within a twentieth: shops round."""
    return abs(one.base - other.base) * 20 <= max(one.base, other.base)


def _kinds(
    name: str, of_field: re.Pattern[str], beside: tuple[str, ...], fields: dict[str, str], facts: ProductFacts
) -> Iterator[tuple[_Said, _Said]]:
    """What an attribute calls the material or colour, and another text that knows only others."""
    mentions = [
        fact
        for fact in vocabulary(name).in_facts(facts)
        if not (fact.denied or fact.imitated or fact.family in _WRAPPING)
        and not vocabulary(name).is_ambiguous(fields[fact.field][fact.start : fact.end])
    ]
    stated = [fact for fact in mentions if of_field.search(fact.field)]
    for field in beside:
        told = [fact for fact in mentions if fact.field == field]
        if stated and told and not any(_akin(one, other) for one in stated for other in told):
            yield _said(told[0], fields), _said(stated[0], fields)


def _denials(name: str, fields: dict[str, str], facts: ProductFacts) -> Iterator[tuple[_Said, _Said]]:
    """One field affirms what another denies: “not for the dishwasher”, “Dishwasher-safe: yes”."""
    mentions = vocabulary(name).in_facts(facts)
    by_field: dict[tuple[str, str], set[bool]] = {}
    for fact in mentions:
        by_field.setdefault((fact.concept, fact.field), set()).add(fact.denied)
    for one, other in combinations(mentions, 2):
        clear = all(len(by_field[fact.concept, fact.field]) == 1 for fact in (one, other))
        if one.concept == other.concept and one.field != other.field and one.denied != other.denied and clear:
            yield _said(one, fields), _said(other, fields)
            return


def _akin(one: Mention, other: Mention) -> bool:
    return one.is_kind_of(other.concept) or other.is_kind_of(one.concept)


def _said(fact: Mention, fields: dict[str, str]) -> _Said:
    """The words, with what stands before them where they are denied."""
    start = max(0, fact.start - 24) if fact.denied else fact.start
    return fact.field, fields[fact.field][start : fact.end].strip()
