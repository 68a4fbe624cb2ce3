"""One page of the review room: a card for every product, with a tile for each of its drafts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Model, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest
from django.utils.safestring import SafeString

from pdp_ai import registry
from pdp_ai.actions.permissions import REVIEW, may_with_product
from pdp_ai.exceptions import ConfigurationError
from pdp_ai.models import MediaDraft
from pdp_ai.models.draft import DraftSeverity
from pdp_ai.slots import SLOTS
from pdp_ai.views import badges
from pdp_ai.views.face import Face
from pdp_ai.views.room_filter import RoomFilter
from pdp_ai.views.words import slot_label

#: Cards on a page, and tiles on a card.
CARDS = 12
TILES = 12
#: Characters of a text on its tile.
TEASER = 180

ProductKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Tile:
    draft: MediaDraft
    url: str
    label: str
    teaser: SafeString
    severity: SafeString
    has_errors: bool


@dataclass(frozen=True, slots=True)
class Card:
    title: str
    product_url: str
    #: All drafts of the product.
    drafts_url: str
    #: The first draft: where a reviewer begins.
    review_url: str
    tiles: tuple[Tile, ...]
    #: Drafts that fit the filter; the card shows the first of them.
    count: int

    @property
    def unshown(self) -> int:
        return self.count - len(self.tiles)


@dataclass(frozen=True, slots=True)
class Cards:
    cards: tuple[Card, ...]
    #: Where the next page goes on after; empty on the last one.
    cursor: str


def cards_after(request: HttpRequest, room: RoomFilter, cursor: str, face: Face) -> Cards:
    """A constant number of queries, whatever the number of drafts: leaders, tiles, and the products of each model."""
    leaders = _leaders(room, cursor)
    more = len(leaders) > CARDS
    leaders = leaders[:CARDS]
    tiles = _tiles(room, leaders)
    products = _products(leaders)
    cards = tuple(
        _card(request, room, tiles[key], products.get(key), face)
        for key in map(_product_key, leaders)
        if key in tiles and may_with_product(request.user, REVIEW, tiles[key][0])
    )
    return Cards(cards, str(leaders[-1].pk) if more else "")


def _leaders(room: RoomFilter, cursor: str) -> list[MediaDraft]:
    after = MediaDraft.objects.only("pk", "severity").filter(pk=int(cursor)).first() if cursor.isdecimal() else None
    found: list[MediaDraft] = []
    for rows in room.leaders_after(after) if after else (room.leaders(),):
        room_left = CARDS + 1 - len(found)
        found += rows.only("pk", "severity", "product_model", "product_id")[:room_left] if room_left else []
    return found


def _tiles(room: RoomFilter, leaders: list[MediaDraft]) -> dict[ProductKey, list[MediaDraft]]:
    """The first drafts of each product, in the order they were made; `count` on each says how many there are."""
    product = [F("product_model"), F("product_id")]
    rows = (
        room.drafts()
        .filter(
            product_model__in={row.product_model for row in leaders}, product_id__in=[row.product_id for row in leaders]
        )
        .annotate(number=Window(RowNumber(), product, F("pk").asc()), count=Window(Count("pk"), product))
        .filter(number__lte=TILES)
        .defer("original_text", "prompt", "base_value")
        .order_by("pk")
    )
    tiles: dict[ProductKey, list[MediaDraft]] = {}
    for draft in rows if leaders else ():
        tiles.setdefault(_product_key(draft), []).append(draft)
    order = sorted(SLOTS, key=lambda slot: not SLOTS[slot].is_picture)
    for drafts in tiles.values():
        drafts.sort(key=lambda draft: (order.index(draft.slot) if draft.slot in order else len(order), draft.pk))
    return tiles


def _products(leaders: Iterable[MediaDraft]) -> dict[ProductKey, Model]:
    keys: dict[str, list[str]] = {}
    for leader in leaders:
        keys.setdefault(leader.product_model, []).append(leader.product_id)
    return {(label, str(product.pk)): product for label, group in keys.items() for product in _rows(label, group)}


def _rows(label: str, keys: list[str]) -> Iterable[Model]:
    try:
        return registry.adapter_for(label).model._default_manager.filter(pk__in=keys)
    except ConfigurationError:
        return ()


def _product_key(draft: MediaDraft) -> ProductKey:
    return draft.product_model, draft.product_id


def _card(request: HttpRequest, room: RoomFilter, drafts: list[MediaDraft], product: Model | None, face: Face) -> Card:
    first = drafts[0]
    return Card(
        title=first.product_name,
        product_url=face.product_url(request, product) if product else "",
        drafts_url=face.drafts_of(first.product_model, first.product_id),
        review_url=face.url("draft", min(draft.pk for draft in drafts), **room.query),
        tiles=tuple(
            Tile(
                draft,
                url=face.url("draft", draft.pk, **room.query),
                label=slot_label(draft.slot),
                teaser=badges.teaser(draft, face, characters=TEASER),
                severity=badges.severity(draft),
                has_errors=draft.severity == DraftSeverity.ERROR,
            )
            for draft in drafts
        ),
        count=first.count,  # type: ignore[attr-defined]  # annotated
    )
