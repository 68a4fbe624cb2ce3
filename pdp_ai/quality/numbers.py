"""Numbers with their units: 69 cm is found where the facts say 0.69 m, $28.99 is not where the price is 24.90."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from pdp_ai.quality.claims import Claim
from pdp_ai.quality.measured import Place, said_of_another
from pdp_ai.quality.units import (
    COUNTED,
    NUMBER_WORDS,
    ORDINAL_WORDS,
    QUOTE_LIKE,
    UNITS,
    Unit,
    unit_named,
)
from pdp_ai.types import ProductFacts


def trace_numbers(text: str, facts: ProductFacts) -> list[Claim]:
    """Every number of `text` in order, with the fact that supports it: same value in whatever unit, or same name."""
    quantities = _quantities(text, claims=True)
    known = _known(facts) if quantities else ()
    return [_trace(quantity, text, known, facts.fields()) for quantity in quantities]


@lru_cache(maxsize=8)  # several tries at a text are judged by the same facts
def _known(facts: ProductFacts) -> tuple[tuple[str, _Quantity], ...]:
    return tuple(
        (field, quantity) for field, fact in facts.fields().items() for quantity in _fact_quantities(field, fact)
    )


@dataclass(frozen=True, slots=True)
class _Quantity:
    """A number as read: all values its notation allows (``1,800`` may be 1800 or 1.8), and its unit."""

    text: str
    start: int
    end: int
    values: frozenset[Fraction] = frozenset()
    #: Digits after the decimal point, for rounding.
    decimals: int = 0
    unit: Unit | None = None
    #: Letters and digits in one, such as ``UJ59``, squashed and folded; compared as a name.
    name: str = ""
    #: For a bare number, the word before it and the number, squashed: ``Cat 6`` is ``Cat.6``.
    label: str = ""


def _trace(claim: _Quantity, text: str, known: Sequence[tuple[str, _Quantity]], fields: dict[str, str]) -> Claim:
    same = [(field, fact) for field, fact in known if _same(claim, fact)]
    for field, fact in same:
        if not said_of_another(Place(text, claim.start, claim.end), Place(fields[field], fact.start, fact.end, field)):
            return Claim(claim.text, claim.start, claim.end, field, fact.start, fact.end)
    if same:
        field, fact = same[0]
        around = fields[field][max(0, fact.start - 12) : fact.end + 16].strip()
        return Claim(claim.text, claim.start, claim.end, nearest=f"{field}: {around}", contradicted=True)
    nearest = _nearest(claim, known)
    measured = claim.unit is not None and bool(nearest)
    return Claim(claim.text, claim.start, claim.end, nearest=nearest, contradicted=measured)


def _same(claim: _Quantity, fact: _Quantity) -> bool:
    if claim.name or fact.name:
        return bool({claim.name, claim.label} & {fact.name, fact.label} - {""})
    if claim.unit is None or fact.unit is None:
        # A bare number is the same as a measured one only if it is too long to agree by chance: 1080, 28.99.
        agree = bool(claim.values & fact.values)
        long_enough = len(re.sub(r"\D", "", claim.text).strip("0")) >= 3
        bare = claim.unit is None and (fact.unit is None or long_enough)
        loose = claim.text[-1] in QUOTE_LIKE or fact.text[-1] in QUOTE_LIKE
        return agree and (bare or loose)
    if claim.unit.dimension != fact.unit.dimension:
        return False
    return any(
        value * claim.unit.factor == other * fact.unit.factor or _rounds_to(value, claim, other, fact)
        for value in claim.values
        for other in fact.values
    )


def _rounds_to(value: Fraction, claim: _Quantity, other: Fraction, fact: _Quantity) -> bool:
    """Whether the claim is the fact converted into another unit and rounded: 27 in for 69 cm, never 1 m."""
    if claim.unit is None or fact.unit is None or claim.unit == fact.unit:
        return False
    converted = other * fact.unit.factor / claim.unit.factor
    error = abs(converted - value)
    return error <= Fraction(1, 2 * 10**claim.decimals) and error * 50 <= abs(converted)


def _nearest(claim: _Quantity, known: Sequence[tuple[str, _Quantity]]) -> str:
    """The fact of the same dimension with the closest value."""
    dimension = claim.unit and claim.unit.dimension
    rivals = [
        (field, fact) for field, fact in known if fact.values and (fact.unit and fact.unit.dimension) == dimension
    ]
    if not claim.values or not rivals:
        return ""

    def distance(rival: tuple[str, _Quantity]) -> Fraction:
        return abs(_base(rival[1]) - _base(claim))

    field, fact = min(rivals, key=distance)
    return f"{field}: {fact.text}"


def _base(quantity: _Quantity) -> Fraction:
    return max(quantity.values) * (quantity.unit.factor if quantity.unit else 1)


def _fact_quantities(field: str, fact: str) -> Iterator[_Quantity]:
    """The numbers of one fact; an attribute's name may hold the unit, as in ``Width (cm): 30``."""
    named = re.search(r"[(\[/ ]([^\W\d_]+|[%°\"])[)\]]?$", field.partition(".")[2])
    default = unit_named(named[1]) if named else None
    for quantity in _quantities(fact, claims=False):
        if default and quantity.values and quantity.unit is None:
            yield replace(quantity, unit=default)
        yield quantity


# Full-width forms become ASCII one for one, so that places in the text stay what they are.
_ASCII = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFFE5: 0xA5}
_GLYPHS = {"½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8"}

_NUMBER = (
    r"(?:\d+[ -])?\d+\s?[/⁄]\s?\d+(?!\d)"  # 9/16, 1-9/16
    rf"|(?:\d+\s?)?[{''.join(_GLYPHS)}]"
    r"|\d{1,3}(?:[,.'\u00a0\u202f]\d{3})+(?!\d)(?:[.,]\d+)?"  # 1,299.00
    r"|\d+(?:[.,]\d+)?"
)
# Longest first, so that "mm" is not read as "m".
_SYMBOLS = "|".join(
    re.escape(name) for name in sorted(UNITS, key=len, reverse=True) if not name[0].isascii() or not name[0].isalpha()
)
_UNIT = rf"(?:\s?(?:{_SYMBOLS})|[\s-]?(?:fl\.? ?oz|sq\.? ?ft|sq\.? ?m|[A-Za-zµμ]+(?:/s|[²³23](?![\w]))?))"
# In 30x20 cm the x is no unit.
_BETWEEN_SIDES = r"(?!\s?[x×*]\s?\d)"
_MONEY_SIGN = r"(?:US\$|[$€£¥₹]|\b(?:USD|EUR|GBP|CNY|JPY|INR)\b)\s?"
_TOKEN = re.compile(
    rf"(?P<idiom>\b24/7\b|(?m:^)\s*\d{{1,2}}[.)](?=\s))"
    rf"|(?P<name>(?<![A-Za-z\d])[A-Za-z]+[-.]?\d[A-Za-z\d]*(?:[-.]\d*[A-Za-z\d]+)*)"
    rf"|(?P<decade>(?<!\d)\d{{4}}s\b)"
    rf"|(?P<money>{_MONEY_SIGN})?(?P<number>(?:(?<![\dA-Za-z])|(?<=\d[xX]))(?:{_NUMBER}))(?P<unit>{_BETWEEN_SIDES}{_UNIT})?"
    rf"|(?P<group>\b(?:set|pack|box) of )(?P<bare>{'|'.join(NUMBER_WORDS)})\b"
    rf"|\b(?P<word>{'|'.join([*NUMBER_WORDS, *ORDINAL_WORDS])})(?P<counted>[\s-][A-Za-z]+)(?P<plural>(?:\s[A-Za-z]+)?)",
    re.IGNORECASE,
)
_JOINS_RANGE = re.compile(r"\s*(?:-|–|—|~|to|and|by|x|×|\*|至|到)\s*", re.IGNORECASE)


def _quantities(text: str, *, claims: bool) -> list[_Quantity]:
    """The numbers of `text`. Of number words, claims are only those that count or measure something."""
    found: list[_Quantity] = []
    plain = text.translate(_ASCII)
    for match in _TOKEN.finditer(plain):
        quantity = _read(match, text, plain, claims=claims)
        if quantity:
            found.append(quantity)
    return _share_units(found, plain)


def _read(match: re.Match[str], text: str, plain: str, *, claims: bool) -> _Quantity | None:
    start, end = match.span()
    if match["idiom"]:
        return None
    if match["name"] or match["decade"]:
        return _Quantity(text[start:end], start, end, name=_squashed(match[0]))
    if match["bare"]:
        start = match.start("bare")
        return _Quantity(text[start:end], start, end, frozenset({Fraction(NUMBER_WORDS[match["bare"].lower()])}))
    if match["word"]:
        return _read_word(match, text, claims=claims)
    unit, end = _read_unit(match, plain)
    values, decimals = _read_number(match["number"])
    suffix = re.match(r"(?![xX]\d)[A-Za-z]+", plain[match.end("number") :])
    if unit is None and suffix:  # 4K, 5G
        end = match.end("number") + suffix.end()
        return _Quantity(text[start:end], start, end, name=_squashed(plain[start:end]))
    before = re.search(r"[A-Za-z]+[\s.-]*$", plain[:start])
    label = _squashed(before[0] + match["number"]) if before and unit is None else ""
    return _Quantity(text[start:end], start, end, values, decimals, unit, label=label)


_NOT_COUNTED = frozenset(
    [
        "of",
        "in",
        "on",
        "at",
        "or",
        "and",
        "to",
        "by",
        "is",
        "as",
        "for",
        "that",
        "who",
        "from",
        "with",
        "times",
        "ways",
        "things",
        "reasons",
        "friends",
    ]
)


def _squashed(name: str) -> str:
    return re.sub(r"[\W_]", "", name).casefold()


def _read_word(match: re.Match[str], text: str, *, claims: bool) -> _Quantity | None:
    word, counted = match["word"].lower(), match["counted"][1:].lower()
    hyphenated = match["counted"][0] == "-"
    measured = counted in COUNTED or counted in {"generation", "gen"} or (unit_named(counted) and len(counted) > 2)
    if claims and not (measured or (word in NUMBER_WORDS and _counts(counted, match["plural"]))):
        return None
    if claims and word == "one" and not hyphenated:
        return None
    start, end = match.start(), match.end("counted") if measured else match.end("word")
    if word in ORDINAL_WORDS:
        return _Quantity(text[start:end], start, end, frozenset({Fraction(ORDINAL_WORDS[word])}), unit=UNITS["th"])
    return _Quantity(text[start:end], start, end, frozenset({Fraction(NUMBER_WORDS[word])}), unit=unit_named(counted))


def _counts(counted: str, follower: str) -> bool:
    """Whether one of the two words after a number word is a plural: “four vials”, “two inner pockets”."""
    if counted in _NOT_COUNTED:
        return False
    return any(re.fullmatch(r"[a-z]{2,}[^s\W]s", word.strip().lower()) for word in (counted, follower))


def _read_unit(match: re.Match[str], plain: str) -> tuple[Unit | None, int]:
    """The unit of a number, and where the number with its unit ends."""
    if match["money"]:
        return unit_named(match["money"].strip()), match.end("number")
    written = match["unit"] or ""
    spelling = re.sub(r"[. ]", "", written).removeprefix("-") if len(written) > 1 else written
    unit = unit_named(spelling)
    # "3 in stock" is no length: a loose "in" must end its phrase.
    if spelling == "in" and written[0] == " " and re.match(r"\s+\w", plain[match.end() :]):
        unit = None
    return (unit, match.end()) if unit else (None, match.end("number"))


def _read_number(digits: str) -> tuple[frozenset[Fraction], int]:
    """All the values a notation allows, and its decimal places."""
    for glyph, spelt in _GLYPHS.items():
        digits = digits.replace(glyph, f" {spelt}")
    digits = digits.strip().replace("⁄", "/")
    if "/" in digits:
        whole, numerator, denominator = re.match(r"(?:(\d+)[ -]+)?(\d+)\s?/\s?(\d+)", digits).groups()  # type: ignore[union-attr]
        return frozenset({int(whole or 0) + Fraction(int(numerator), int(denominator) or 1)}), 0
    digits = re.sub(r"['\u00a0\u202f]", "", digits)
    signs = re.findall(r"[.,]", digits)
    if not signs:
        return frozenset({Fraction(digits)}), 0
    whole, _, tail = digits.rpartition(signs[-1])
    as_decimal = Fraction(f"{re.sub(r'[.,]', '', whole)}.{tail}")
    as_thousands = Fraction(re.sub(r"[.,]", "", digits))
    if len(set(signs)) > 1 or len(tail) != 3:
        return frozenset({as_decimal}), len(tail)
    if len(signs) > 1:
        return frozenset({as_thousands}), 0
    return frozenset({as_decimal, as_thousands}), 0


def _share_units(found: list[_Quantity], plain: str) -> list[_Quantity]:
    """Give the last unit of a range or a size to the numbers before it: 10–20 cm, 30 × 20 × 10 cm."""
    shared: list[_Quantity] = []
    for quantity in reversed(found):
        follower = shared[-1] if shared else None
        if (
            follower
            and follower.unit
            and quantity.unit is None
            and quantity.values
            and _JOINS_RANGE.fullmatch(plain[quantity.end : follower.start])
        ):
            shared.append(replace(quantity, unit=follower.unit))
        else:
            shared.append(quantity)
    return shared[::-1]
