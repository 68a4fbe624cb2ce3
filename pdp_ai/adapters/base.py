"""What every adapter does: the only place that knows how the shop keeps its products."""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.text import capfirst

from pdp_ai.adapters.in_place import Shown
from pdp_ai.adapters.lacking import Lack
from pdp_ai.adapters.shop_page import ShopPage, page_at
from pdp_ai.exceptions import ConfigurationError, PreviewImpossible, ProductNotFound
from pdp_ai.languages import same_language
from pdp_ai.sentences import sentence as _
from pdp_ai.slots import SLOTS, place_name, slot_of
from pdp_ai.types import Photo, ProductFacts, SlotContent, SlotValue


class ProductAdapter(ABC):
    """Reads facts from a product, and writes approved drafts onto it."""

    @dataclass(frozen=True)
    class Options:
        """Subclasses list theirs; an unknown option is a configuration error."""

    def __init__(self, model: type[Model], options: Mapping[str, Any] | None = None) -> None:
        self.model = model
        try:
            self.options: Any = self.Options(**(options or {}))
        except TypeError as error:
            raise ConfigurationError(f"{type(self).__name__} for {model._meta.label}: {error}") from error

    def mistakes(self) -> Iterable[str]:
        """What in the options cannot work with the shop's model, a sentence each: for `manage.py check`."""
        return ()

    def empty_facts(self) -> Iterable[str]:
        """Facts that would be empty for every product, a sentence each."""
        return ()

    @property
    @abstractmethod
    def slots(self) -> tuple[str, ...]:
        """The slots this shop has a place for."""

    @abstractmethod
    def facts(self, product: Model) -> ProductFacts:
        """What the product says of itself, cleaned. Never raises for odd data."""

    def title(self, product: Model) -> str:
        """The title among the facts, for where no other is needed."""
        return self.facts(product).title

    @property
    def title_field(self) -> str:
        """The model's field that the title is read from; empty where no single field says it."""
        return ""

    @abstractmethod
    def open_photo(self, product: Model, photo: Photo) -> bytes:
        """The photo's bytes; raises `PhotoUnreadable` when the file is gone."""

    @abstractmethod
    def read(self, product: Model, place: str) -> SlotValue:
        """What stands at the place now. Raises `KeyError` when the shop has no such place any more."""

    def languages(self, slot: str) -> tuple[str, ...]:
        """The further languages for which the shop keeps the slot at a place of its own."""
        return ()

    def place(self, slot: str, *, language: str = "", photo: str = "") -> str:
        """Where a text for `slot` goes, as `slots` writes places.

        `language` is empty for the product's own; another one without a place of its own goes where the product's does.
        """
        own = next((known for known in self.languages(slot) if language and same_language(known, language)), "")
        return place_name(slot, own, photo if SLOTS[slot].has_photo_in_place else "")

    def has_place(self, place: str) -> bool:
        """Whether the shop's settings still name it."""
        return slot_of(place) in self.slots

    def is_filled(self, product: Model, place: str) -> bool:
        """Whether a shopper sees anything there."""
        return bool(self.read(product, place))

    def lack(self, slot: str) -> Lack:
        """A condition on the model's rows: nothing is seen at the slot's own place. None where none can be said."""
        return None

    def holds(self, product: Model, place: str, value: SlotValue) -> bool:
        """Whether `value` is what still stands there."""
        return self.read(product, place) == value

    @abstractmethod
    def publish(self, product: Model, place: str, content: SlotContent, base: SlotValue, user: Any) -> SlotValue:
        """Write `content` there, and return what stands there afterwards.

        Raises `PublishConflict` when the place holds something other than `base`. Runs inside a transaction.
        """

    @abstractmethod
    def revert(self, product: Model, place: str, before: SlotValue, after: SlotValue, user: Any) -> None:
        """Put `before` back. Raises `PublishConflict` when it no longer holds `after`."""

    def takes_drafts(self, product: Model) -> bool:
        """Whether the product can hold changes that the public does not see yet."""
        return False

    def drafted(self, product: Model) -> Model:
        """The product as its unpublished draft has it; the product itself where it has none."""
        return product

    def hand_over(self, product: Model, place: str, content: SlotContent, base: SlotValue, user: Any) -> SlotValue:
        """Write `content` to the unpublished draft alone, and return what stands there afterwards.

        Raises `PublishConflict` when the place holds something other than `base` there. For products that take drafts.
        """
        raise NotImplementedError

    def withdraw(self, product: Model, place: str, before: SlotValue, after: SlotValue, user: Any) -> None:
        """Put `before` back into the unpublished draft. Raises `PublishConflict` when it no longer holds `after`."""
        raise NotImplementedError

    def input_fingerprint(self, facts: ProductFacts) -> str:
        """Of the facts that this app never writes itself: what a save hook compares."""
        return facts.fingerprint

    @property
    def sku_field(self) -> Any:
        """The shop's field of the stock-keeping unit; the primary key where it is not known."""
        name = getattr(self.options, "sku", "")
        return self.model._meta.get_field(name) if name else self.model._meta.pk

    def find(self, skus: Collection[str]) -> dict[str, Any]:
        """The products with these stock-keeping units, by unit. A word is nobody's where units are numbers."""
        units = {}
        for sku in skus:
            with contextlib.suppress(ValidationError):
                units[self.sku_field.to_python(sku)] = sku
        name = self.sku_field.attname
        return {units[getattr(found, name)]: found for found in self.products().filter(**{f"{name}__in": units})}

    def products(self) -> QuerySet[Any]:
        """The products that a backfill walks through."""
        return self.model._default_manager.order_by("pk")

    def get(self, product_id: str, *, lock: bool = False) -> Model:
        """The product; with `lock`, until the transaction ends. Raises `ProductNotFound`."""
        products = self.model._default_manager.all()
        try:
            return (products.select_for_update() if lock else products).get(pk=product_id)
        except (self.model.DoesNotExist, ValueError):  # type: ignore[attr-defined]
            raise ProductNotFound(
                _(
                    "%(model)s %(key)s no longer exists.",
                    model=capfirst(self.model._meta.verbose_name),
                    key=product_id,
                )
            ) from None

    def put_in_place(self, product: Model, place: str, shown: Shown) -> None:
        """Make the instance in memory show a draft, for a preview; nothing is written.

        Raises `PreviewImpossible`, `PublishRefused`.
        """
        raise PreviewImpossible

    def keeps_focal_point(self, place: str) -> bool:
        """Whether a picture published there may bring its focal point along."""
        return False

    def shop_page(self, product: Model) -> ShopPage | None:
        """The shop's own page of this very instance; None when it has none that could show it."""
        return page_at(self.public_url(product), product)

    def picture_url(self, product: Model, slot: str, value: SlotValue) -> str:
        """Where the public sees the picture that a slot holds or held; empty for text."""
        return ""

    def photo_url(self, product: Model, photo_key: str) -> str:
        """Where the public sees one of the product's own photos; empty when it is gone."""
        return ""

    def public_url(self, product: Model) -> str:
        """Where the public sees the product; empty when it has no page."""
        url = getattr(product, "get_absolute_url", None)
        return str(url()) if url else ""
