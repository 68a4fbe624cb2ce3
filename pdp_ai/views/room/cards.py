"""One page of the review room: a card for every product, with a tile for each of its drafts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Model, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pdp_ai import registry
from pdp_ai.actions.permissions import REVIEW, may_with_product
from pdp_ai.exceptions import ConfigurationError
from pdp_ai.models import MediaDraft
from pdp_ai.slots import SLOTS
from pdp_ai.views.face import Face
from pdp_ai.views.room.filter import RoomFilter
from pdp_ai.views.room.tiles import TileRow, Tiles, tiles

#: Cards on a page, and tiles on a card.
CARDS = 8
TILES = 12
#: Pictures first: they are what one sees.
ORDER = {slot: place for place, slot in enumerate(sorted(SLOTS, key=lambda slot: not SLOTS[slot].is_picture))}

ProductKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Card:
    title: str
    product_url: str
    #: The first draft: where a reviewer begins.
    review_url: str
    tiles: SafeString
    #: How many drafts fit the filter; the card shows the first of them.
    count: int
    count_label: str
    #: Of its tick box.
    choose_label: str
    #: How many it does not show, and where they are; empty when it shows all.
    more: str
    drafts_url: str


@dataclass(frozen=True, slots=True)
class Cards:
    cards: tuple[Card, ...]
    #: Where the next page goes on after; empty on the last one.
    cursor: str


def cards_after(request: HttpRequest, room: RoomFilter, cursor: str, face: Face, *, ticked: bool) -> Cards:
    """A constant number of queries, whatever the number of drafts: leaders, tiles, and the products of each model."""
    leaders = _leaders(room, cursor)
    more = len(leaders) > CARDS
    leaders = leaders[:CARDS]
    drafts = _drafts(room, leaders)
    products = _products(leaders)
    tiles_of, address = tiles(room, face, ticked=ticked), face.addresses("draft", **room.query)
    cards = []
    for leader in leaders:
        key = _product_key(leader)
        if not drafts.get(key) or not may_with_product(request.user, REVIEW, leader):
            continue
        product = products.get(key)
        product_url = face.product_url(request, product) if product else ""
        cards.append(_card(leader, drafts[key], face, product_url=product_url, tiles_of=tiles_of, address=address))
    return Cards(tuple(cards), str(leaders[-1].pk) if more else "")


def _leaders(room: RoomFilter, cursor: str) -> list[MediaDraft]:
    after = MediaDraft.objects.only("pk", "severity").filter(pk=int(cursor)).first() if cursor.isdecimal() else None
    found: list[MediaDraft] = []
    for rows in room.leaders_after(after) if after else (room.leaders(),):
        room_left = CARDS + 1 - len(found)
        found += rows.only("severity", "product_model", "product_id", "product_title")[:room_left] if room_left else []
    return found


def _drafts(room: RoomFilter, leaders: list[MediaDraft]) -> dict[ProductKey, list[TileRow]]:
    """The first drafts of each product, in the order they were made, with how many there are on each."""
    if not leaders:
        return {}
    product = [F("product_model"), F("product_id")]
    rows = (
        room.drafts()
        .filter(
            product_model__in={row.product_model for row in leaders}, product_id__in=[row.product_id for row in leaders]
        )
        .annotate(number=Window(RowNumber(), product, F("pk").asc()), total=Window(Count("pk"), product))
        .annotate(title=F("job__product_title"))
        .filter(number__lte=TILES)
        .order_by("pk")
        .values_list(*TileRow._fields)
    )
    found: dict[ProductKey, list[TileRow]] = {}
    for row in map(TileRow._make, rows):
        found.setdefault((row.product_model, row.product_id), []).append(row)
    for drafts in found.values():
        drafts.sort(key=lambda draft: (ORDER.get(draft.slot, len(ORDER)), draft.pk))
    return found


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


def _card(
    leader: MediaDraft,
    drafts: list[TileRow],
    face: Face,
    *,
    product_url: str,
    tiles_of: Tiles,
    address: Callable[[int], str],
) -> Card:
    """`address` is that of a draft by its key."""
    count = drafts[0].total
    more = count - len(drafts)
    title = drafts[0].title or leader.product_name
    return Card(
        title=title,
        product_url=product_url,
        review_url=address(min(draft.pk for draft in drafts)),
        tiles=tiles_of(drafts, title),
        count=count,
        count_label=ngettext("%(count)s draft", "%(count)s drafts", count) % {"count": count},
        choose_label=_("Choose all drafts of %(title)s") % {"title": title},
        more=ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more} if more else "",
        drafts_url=face.drafts_of(leader.product_model, leader.product_id) if more else "",
    )
