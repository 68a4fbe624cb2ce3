"""What is known of a product."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


def fingerprint(value: Any) -> str:
    """SHA-256 (hex) of the canonical JSON of `value`: equal values give equal fingerprints in every process."""
    canonical = json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


@dataclass(frozen=True, slots=True)
class Photo:
    """One photo of the product, by reference: the brief is stored in a row, the bytes stay in the shop's storage."""

    #: What the adapter needs to open the photo again.
    key: str
    alt: str = ""
    #: Changes when the bytes change (a file name or a hash).
    version: str = ""


@dataclass(frozen=True, slots=True)
class Variant:
    """One of the colours, or other makes, that a product is sold in. What it leaves out it has from its product."""

    #: As shoppers choose it: ``"sage"``.
    name: str
    #: Its own photo; None where the shop has none, for another variant's shows something else.
    photo: Photo | None = None
    #: Its own, over the product's.
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """What an adapter read from a product: every text already passed through `clean_text`."""

    #: Django's label in lower case, e.g. ``"shop.product"``.
    product_model: str
    product_id: str
    title: str = ""
    description: str = ""
    #: Decimal number as text, e.g. ``"24.90"``.
    price: str = ""
    #: ISO 4217 code.
    currency: str = ""
    #: From the top of the tree down.
    category: tuple[str, ...] = ()
    #: Name and value, in the shop's order.
    attributes: tuple[tuple[str, str], ...] = ()
    #: The shop's own photos, main photo first; never generated pictures.
    photos: tuple[Photo, ...] = ()
    #: In the shop's order.
    variants: tuple[Variant, ...] = ()
    #: BCP 47 tag of the product's texts.
    language: str = "en"

    def as_dict(self) -> dict[str, Any]:
        return dataclasses.asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ProductFacts:
        return cls(
            **{
                **data,
                "category": tuple(data["category"]),
                "attributes": tuple((name, value) for name, value in data["attributes"]),
                "photos": tuple(Photo(**photo) for photo in data["photos"]),
                "variants": tuple(map(_variant, data.get("variants", ()))),
            }
        )

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.as_dict())

    @classmethod
    def from_text(cls, text: str) -> ProductFacts:
        """Facts as a person types them: the title, then ``Name: value`` lines, an empty line and the description.

        A line without a colon belongs to the description. The inverse of `as_text`.
        """
        head, _gap, description = text.strip().partition("\n\n")
        title, *lines = (line.strip() for line in head.splitlines() or [""])
        pairs = [line.partition(":")[::2] for line in lines if ":" in line]
        loose = [line for line in lines if ":" not in line]
        return cls(
            product_model="",
            product_id="",
            title=title,
            description="\n".join(filter(None, [*loose, description.strip()])),
            attributes=tuple((name.strip(), value.strip()) for name, value in pairs),
        )

    def as_text(self) -> str:
        head = [self.title, *(f"{name}: {value}" for name, value in self.attributes)]
        return "\n".join(head) + (f"\n\n{self.description}" if self.description else "")

    def fields(self) -> dict[str, str]:
        """Every textual fact by its field name, as evidence for claims: ``{"title": …, "attributes.Material": …}``."""
        texts = {
            "title": self.title,
            "description": self.description,
            "price": " ".join(part for part in (self.price, self.currency) if part),
            "category": " > ".join(self.category),
        }
        texts |= {f"attributes.{name}": value for name, value in self.attributes}
        texts["variants"] = ", ".join(variant.name for variant in self.variants)
        return {name: text for name, text in texts.items() if text}

    @property
    def pictured_variants(self) -> tuple[tuple[Variant, Photo], ...]:
        """Those that have a photo of their own, with it."""
        return tuple((variant, variant.photo) for variant in self.variants if variant.photo)

    @property
    def all_photos(self) -> tuple[Photo, ...]:
        return (*self.photos, *(photo for _variant, photo in self.pictured_variants))

    def of_variant(self, variant: Variant) -> ProductFacts:
        """The variant as a product: its own photo, name and attributes, and for the rest what it inherits."""
        return dataclasses.replace(
            self,
            title=f"{self.title}, {variant.name}",
            attributes=tuple({**dict(self.attributes), **dict(variant.attributes)}.items()),
            photos=(variant.photo,) if variant.photo else (),
            variants=(),
        )

    def of_photo(self, key: str) -> ProductFacts:
        """What the photo shows: the variant it belongs to, or else the product."""
        return next((self.of_variant(own) for own, photo in self.pictured_variants if photo.key == key), self)


def _variant(data: Mapping[str, Any]) -> Variant:
    photo = Photo(**data["photo"]) if data["photo"] else None
    return Variant(data["name"], photo, tuple((name, value) for name, value in data["attributes"]))
