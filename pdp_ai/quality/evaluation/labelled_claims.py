"""The labelled set: copy about invented products in which every claim is marked true or false."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pdp_ai.types import ProductFacts

Split = Literal["tune", "test"]

_CLAIMS = Path(__file__).parent / "claims"
#: Products whose names' SHA-256 (hex) begins below this are the test split: none changes sides as the set grows.
_TEST_BELOW = "70a"
#: ``[52 cm](number)`` is true, ``[brass](!material)`` is not in the facts, ``[brass](!!material)`` contradicts them.
_MARK = re.compile(r"\[([^\]]+)\]\((!*)(\w+)\)")


@dataclass(frozen=True, slots=True)
class LabelledClaim:
    kind: str
    start: int
    end: int
    true: bool
    contradicts: bool


@dataclass(frozen=True, slots=True)
class LabelledText:
    text: str
    claims: tuple[LabelledClaim, ...]


@dataclass(frozen=True, slots=True)
class LabelledProduct:
    id: str
    facts: ProductFacts
    texts: tuple[LabelledText, ...]


@cache
def labelled_products(split: Split, *, blind: bool = False) -> tuple[LabelledProduct, ...]:
    """The products of one split, or those of them that were written and labelled without sight of the rules.

    No rule may be fitted to the test split's.
    """
    paths = sorted(_CLAIMS.glob("blind_*.json" if blind else "*.json"))
    data = [product for path in paths for product in json.loads(path.read_text(encoding="utf-8"))]
    chosen = (product for product in data if (_hash(product["id"]) < _TEST_BELOW) == (split == "test"))
    return tuple(sorted((_product(product) for product in chosen), key=lambda product: product.id))


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def _product(data: dict[str, Any]) -> LabelledProduct:
    facts = ProductFacts(
        "evaluation.product",
        data["id"],
        data["title"],
        data["description"],
        data["price"],
        data["currency"],
        tuple(data["category"]),
        tuple(data["attributes"].items()),
        language=data.get("language", "en"),
    )
    return LabelledProduct(data["id"], facts, tuple(_text(copy) for copy in data["copy"]))


def _text(marked: str) -> LabelledText:
    text, claims, last = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[last : match.start()]
        start = len(text)
        text += match[1]
        claims.append(LabelledClaim(match[3], start, len(text), not match[2], match[2] == "!!"))
        last = match.end()
    return LabelledText(text + marked[last:], tuple(claims))
