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
def labelled_products(split: Split) -> tuple[LabelledProduct, ...]:
    """A third of the products, chosen by the hash of their names, is the test split: no rule may be fitted to it."""
    data = [
        product for path in sorted(_CLAIMS.glob("*.json")) for product in json.loads(path.read_text(encoding="utf-8"))
    ]
    data.sort(key=lambda product: hashlib.sha256(product["id"].encode()).hexdigest())
    third = len(data) // 3
    chosen = data[:third] if split == "test" else data[third:]
    return tuple(sorted((_product(product) for product in chosen), key=lambda product: product.id))


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
