"""The products a person chose, in a form that fits into an address or one hidden field, however many they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import quote, unquote

from django.core.exceptions import ValidationError
from django.db.models import Model

from pdp_ai import registry
from pdp_ai.exceptions import ConfigurationError

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Selection:
    """Products by model label and key, in the order they were chosen."""

    keys: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, products: Iterable[Model]) -> Selection:
        keys: dict[str, list[str]] = {}
        for product in products:
            keys.setdefault(product._meta.label_lower, []).append(str(product.pk))
        return cls({label: tuple(group) for label, group in keys.items()})

    @classmethod
    def of_model(cls, model: type[Model], keys: Iterable[object]) -> Selection:
        return cls({model._meta.label_lower: tuple(map(str, keys))})

    @classmethod
    def parse(cls, token: str) -> Selection:
        """Reads what `token` wrote. Raises `ValueError` for anything else."""
        keys: dict[str, tuple[str, ...]] = {}
        for group in filter(None, token.split(";")):
            label, _, listed = group.partition(":")
            keys[label] = tuple(_known_keys(label, listed))
        if not any(keys.values()):
            raise ValueError("No products were chosen.")
        return cls(keys)

    @property
    def token(self) -> str:
        """``"shop.product:1,2;shop.plainproduct:7"``."""
        return ";".join(
            f"{label}:{','.join(quote(key, safe='') for key in group)}" for label, group in self.keys.items()
        )

    @property
    def slots(self) -> tuple[str, ...]:
        """Every slot that any of the products has a place for."""
        return tuple(dict.fromkeys(slot for label in self.keys for slot in registry.adapter_for(label).slots))

    @property
    def usual_slots(self) -> tuple[str, ...]:
        """Those that are made unless somebody chooses otherwise."""
        return tuple(dict.fromkeys(slot for label in self.keys for slot in registry.usual_slots(label)))

    def __len__(self) -> int:
        return sum(map(len, self.keys.values()))

    def products(self) -> Iterator[Model]:
        """Those that still exist."""
        for label, group in self.keys.items():
            rows = registry.adapter_for(label).model._default_manager.order_by("pk")
            iterator = iter(group)
            while chunk := list(islice(iterator, CHUNK)):
                yield from rows.filter(pk__in=chunk)

    def first(self, count: int) -> list[Model]:
        return list(islice(self.products(), count))


def _known_keys(label: str, listed: str) -> Iterator[str]:
    try:
        key_field = registry.adapter_for(label).model._meta.pk
        assert key_field is not None  # noqa: S101  # every concrete model has one
        for key in filter(None, listed.split(",")):
            key_field.to_python(unquote(key))
            yield unquote(key)
    except (ConfigurationError, ValidationError) as error:
        raise ValueError(f"{label} names no product.") from error
