"""Any Django model as a product, by a declarative mapping."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model

from pdp_ai.adapters import mapping, pictures
from pdp_ai.adapters.base import ProductAdapter
from pdp_ai.adapters.focal_point import keeps_focal_point
from pdp_ai.adapters.in_place import Shown, put_in_place
from pdp_ai.adapters.lacking import Lack, lack
from pdp_ai.adapters.photo_relation import PhotoRelation
from pdp_ai.adapters.targets import Target, parse_target
from pdp_ai.adapters.variants import VariantPictureTarget, VariantRelation
from pdp_ai.cleaning import clean_text, html_to_text
from pdp_ai.exceptions import ConfigurationError, PhotoUnreadable, PublishConflict
from pdp_ai.languages import language_by_script
from pdp_ai.sentences import sentence as _
from pdp_ai.slots import SLOTS, slot_of
from pdp_ai.types import Photo, ProductFacts, SlotContent, SlotValue, Variant, fingerprint

#: An attribute name or value longer than this is cut.
ATTRIBUTE_CHARACTERS = 500
ATTRIBUTES = 100
#: Characters of the description that the product's language is told by.
LETTERS = 500


class DjangoProductAdapter(ProductAdapter):
    """Maps a model's fields, related photos and attributes to facts and slots.

    Paths are dotted (``"category.name"``), may pass through properties and methods, and give nothing where a step is
    empty.
    """

    @dataclass(frozen=True)
    class Options:
        #: Field of the stock-keeping unit, for commands that name products by it.
        sku: str = ""
        #: Fact to path: ``title, description, price, currency, category, language, attributes``. A category may be a
        #: text ``A > B`` or a list. Attributes may be a mapping, a list of field names, or
        #: ``{"related": …, "name": path, "value": path}`` for rows.
        facts: Mapping[str, Any] = field(default_factory=dict)
        #: ``{"related", "image", "alt", "role"}`` for rows, or ``{"field", "alt"}`` for one image field.
        photos: Mapping[str, str] = field(default_factory=dict)
        #: Rows of the colours, or other makes, that the product is sold in: ``{"related", "name", "image",
        #: "attributes"}``; see `variants.VariantRelation`.
        variants: Mapping[str, str] = field(default_factory=dict)
        #: Slot to place; see `targets.parse_target`. ``"description@zh"`` is where that slot's Chinese goes.
        slots: Mapping[str, str] = field(default_factory=dict)
        #: Rich-text slots whose field holds plain text.
        plain: Sequence[str] = ()

    def mistakes(self) -> Iterable[str]:
        unreadable = list(mapping.misshapen(self.options))
        return unreadable or mapping.missing_places(self.model, self.options, self.targets)

    def empty_facts(self) -> Iterable[str]:
        return mapping.missing_facts(self.model, self.options)

    @property
    def slots(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(map(slot_of, self.options.slots)))

    def languages(self, slot: str) -> tuple[str, ...]:
        return tuple(name.partition("@")[2] for name in self.options.slots if name.startswith(f"{slot}@"))

    @cached_property
    def targets(self) -> dict[str, Target]:
        if homeless := [name for name in self.options.slots if slot_of(name) not in self.options.slots]:
            raise ConfigurationError(f"{self.model._meta.label}: {homeless[0]!r} needs {slot_of(homeless[0])!r} too.")
        try:
            return {name: self._target(name, spec) for name, spec in self.options.slots.items()}
        except KeyError as error:
            raise ConfigurationError(f"{self.model._meta.label}: {error} is not a slot.") from error
        except ValueError as error:
            raise ConfigurationError(f"{self.model._meta.label}: {error}.") from error

    def _target(self, name: str, spec: str) -> Target:
        """Raises `KeyError` for an unknown slot, and `ValueError` saying what is wrong."""
        slot = SLOTS[slot_of(name)]
        if not slot.per_variant:
            return parse_target(spec, slot, self.photo_relation, plain=slot.name in self.options.plain)
        related, _dot, image = spec.partition(".")
        if (relation := self.variant_relation) is None or relation.related != related or not image:
            raise ValueError(f"{spec!r} needs a `variants` mapping for {related!r}, and names a field of its rows")
        return VariantPictureTarget(relation, image)

    def has_place(self, place: str) -> bool:
        return place.partition("#")[0] in self.targets

    def target(self, place: str) -> Target:
        name, _, photo = place.partition("#")
        return self.targets[name].of_photo(photo)

    @cached_property
    def photo_relation(self) -> PhotoRelation | None:
        return PhotoRelation(**self.options.photos) if "related" in self.options.photos else None

    @cached_property
    def variant_relation(self) -> VariantRelation | None:
        return VariantRelation(**self.options.variants) if self.options.variants else None

    # Reading

    def facts(self, product: Model) -> ProductFacts:
        paths = self.options.facts
        title = self.title(product)
        description = html_to_text(follow(product, paths.get("description")))
        stated = clean_text(follow(product, paths.get("language")), max_characters=20)
        return ProductFacts(
            product_model=self.model._meta.label_lower,
            product_id=str(product.pk),
            title=title,
            description=description,
            price=_price(follow(product, paths.get("price"))),
            currency=clean_text(follow(product, paths.get("currency")), max_characters=10),
            category=_category(follow(product, paths.get("category"))),
            attributes=tuple(self._attributes(product, paths.get("attributes"))),
            photos=tuple(self._photos(product)),
            variants=tuple(self._variants(product)),
            # A field left at its default must not make 红色运动鞋 an English product.
            language=language_by_script(f"{title} {description[:LETTERS]}", stated or "en"),
        )

    def title(self, product: Model) -> str:
        return " ".join(clean_text(follow(product, self.options.facts.get("title")), max_characters=500).split())

    @property
    def title_field(self) -> str:
        path = self.options.facts.get("title", "")
        return path if path in {field.attname for field in self.model._meta.concrete_fields} else ""

    def input_fingerprint(self, facts: ProductFacts) -> str:
        """Leaves out photos' alternative texts and every fact that shares its field with a slot."""
        own = set(self.options.slots.values())
        shared = {
            name: type(getattr(facts, name))()
            for name, path in self.options.facts.items()
            if isinstance(path, str) and path in own
        }
        photos = tuple(dataclasses.replace(photo, alt="") for photo in facts.photos)
        return fingerprint(dataclasses.replace(facts, photos=photos, **shared).as_dict())

    def open_photo(self, product: Model, photo: Photo) -> bytes:
        if (variants := self.variant_relation) and (variant := variants.row(product, photo.key)):
            return pictures.read(variant, variants.image)
        if self.photo_relation is None:
            return pictures.read(product, photo.key)
        for row in self.photo_relation.rows(product):
            if str(row.pk) == photo.key:
                return pictures.read(row, self.photo_relation.image)
        raise PhotoUnreadable(_("The photo was removed from the product."))

    def read(self, product: Model, place: str) -> SlotValue:
        return self.target(place).read(product)

    def is_filled(self, product: Model, place: str) -> bool:
        return bool(self.target(place).comparable(self.read(product, place)))

    def lack(self, slot: str) -> Lack:
        return lack(self.targets[slot], self.model) if slot in self.targets else None

    def holds(self, product: Model, place: str, value: SlotValue) -> bool:
        return self.target(place).holds(product, value)

    def picture_url(self, product: Model, slot: str, value: SlotValue) -> str:
        return self.targets[slot].url(product, value)

    def photo_url(self, product: Model, photo_key: str) -> str:
        if (variants := self.variant_relation) and (variant := variants.row(product, photo_key)):
            return pictures.url(type(variant), variants.image, pictures.reference(variant, variants.image))
        if (relation := self.photo_relation) is None:
            return pictures.url(self.model, photo_key, pictures.reference(product, photo_key))
        row = next((row for row in relation.rows(product) if str(row.pk) == photo_key), None)
        return pictures.url(type(row), relation.image, pictures.reference(row, relation.image)) if row else ""

    # Writing

    def publish(self, product: Model, place: str, content: SlotContent, base: SlotValue, user: Any) -> SlotValue:
        target = self.target(place)
        self.expect(product, place, base)
        return target.attach(product, target.store(product, content))

    def revert(self, product: Model, place: str, before: SlotValue, after: SlotValue, user: Any) -> None:
        self.expect(product, place, after)
        self.target(place).attach(product, before)

    def expect(self, product: Model, place: str, value: SlotValue) -> None:
        """Raise `PublishConflict` unless the place holds `value`."""
        if not self.holds(product, place, value):
            raise PublishConflict

    def keeps_focal_point(self, place: str) -> bool:
        return keeps_focal_point(self.target(place), self.model)

    def put_in_place(self, product: Model, place: str, shown: Shown) -> None:
        put_in_place(self.target(place), product, shown)

    # The mapping's own notations

    def _attributes(self, product: Model, spec: Any) -> Sequence[tuple[str, str]]:
        pairs: list[tuple[Any, Any]]
        if isinstance(spec, Mapping):
            rows = follow(product, spec["related"])
            pairs = [(follow(row, spec["name"]), follow(row, spec["value"])) for row in rows.all()]
        elif isinstance(spec, (list, tuple)):
            pairs = [(self.model._meta.get_field(name).verbose_name, follow(product, name)) for name in spec]  # type: ignore[union-attr]
        else:
            value = follow(product, spec)
            pairs = list(value.items()) if isinstance(value, Mapping) else []
        texts = ((_attribute_text(name), _attribute_text(value)) for name, value in pairs[:ATTRIBUTES])
        return [(name, value) for name, value in texts if name and value]

    def _photos(self, product: Model) -> Sequence[Photo]:
        if relation := self.photo_relation:
            return [
                Photo(
                    key=str(row.pk),
                    alt=clean_text(relation.text(row)),
                    version=pictures.version(row, relation.image),
                )
                for row in relation.rows(product)
                if getattr(row, relation.image)
            ]
        name = self.options.photos.get("field")
        if not name or not getattr(product, name):
            return []
        alt = clean_text(follow(product, self.options.photos.get("alt")))
        return [Photo(key=name, alt=alt, version=pictures.version(product, name))]

    def _variants(self, product: Model) -> Sequence[Variant]:
        if (relation := self.variant_relation) is None:
            return []
        return [
            Variant(
                name=clean_text(follow(row, relation.name), max_characters=ATTRIBUTE_CHARACTERS),
                photo=self._variant_photo(relation, row),
                attributes=tuple(self._attributes(row, relation.attributes)),
            )
            for row in relation.rows(product)
        ]

    def _variant_photo(self, relation: VariantRelation, row: Model) -> Photo | None:
        held = getattr(row, relation.image)
        return Photo(relation.photo_key(row), version=pictures.version(row, relation.image)) if held else None


def follow(instance: Any, path: str | None) -> Any:
    """The value at the end of a dotted path, calling what can be called; None where a step is missing or empty."""
    value = instance
    for step in (path or "").split("."):
        if not step or value is None:
            return None
        try:
            value = value.get(step) if isinstance(value, Mapping) else getattr(value, step)
        except (AttributeError, ObjectDoesNotExist):
            return None
        if callable(value) and not hasattr(value, "all"):
            value = value()
    return value


def _price(value: Any) -> str:
    if value is None or value == "":
        return ""
    return format(value, "f") if isinstance(value, Decimal) else clean_text(value, max_characters=40)


def _category(value: Any) -> tuple[str, ...]:
    parts = value if isinstance(value, (list, tuple)) else str(value or "").split(">")
    return tuple(text for part in parts if (text := clean_text(part, max_characters=100)))


def _attribute_text(value: Any) -> str:
    joined = ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else value
    return html_to_text(joined)[:ATTRIBUTE_CHARACTERS]
