"""The tiles of the review room, put together without a template: a page has a hundred, and most of its time went there.

What goes into them is escaped where it comes from: names once for the page, a teaser once for its tile.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from pdp_ai.views import badges
from pdp_ai.views.draft.picture import picture_url
from pdp_ai.views.face import Face
from pdp_ai.views.room.filter import RoomFilter
from pdp_ai.views.words import slot_label

#: Characters of a text on its tile, and those looked through for them: most of a long text is never shown.
TEASER = 180
SCANNED = 1_000
TILE = (
    '<li class="pdp-tile{kind}"><a href="{url}"><span class="pdp-tile-label">{label}</span> {teaser}</a>'
    '<span class="pdp-tile-foot">{mark} {tick}</span></li>'
)
TICK = '<input type="checkbox" form="pdp-choose" name="draft" value="{key}" aria-label="{label}: {product}">'


class TileRow(NamedTuple):
    """What a tile is made from: a few columns of a wide row. The model's instance would take longer than the tile."""

    pk: int
    product_model: str
    product_id: str
    #: The product's; `product_title` is that of the variant which the draft shows, where it shows one.
    title: str
    product_title: str
    slot: str
    text: str
    file: str
    crop: str
    findings: list[dict[str, Any]]
    severity: int
    #: Its place among the product's drafts that fit the filter, from 1, and how many those are.
    number: int
    total: int


#: Of a product's drafts, given its name.
Tiles = Callable[[Sequence[TileRow], str], SafeString]


def tiles(room: RoomFilter, face: Face, *, ticked: bool) -> Tiles:
    """What makes the tiles of a product; with boxes to tick them where something can be done with them."""
    address, picture = face.addresses("draft", **room.query), face.addresses("file", width=badges.THUMBNAIL)
    label, mark = cache(lambda slot: escape(slot_label(slot))), cache(badges.severity_mark)
    alternative = escape(badges.picture_alternative())

    def tile(draft: TileRow, product: str) -> str:
        """`product` is escaped."""
        name, shown = label(draft.slot), escape(draft.product_title) or product
        if draft.file:
            url = picture_url(draft, face, width=badges.THUMBNAIL) if draft.crop else picture(draft.pk)
            kind, teaser = " pdp-tile-picture", badges.PICTURE.format(escape(url), alternative)
        else:
            kind, teaser = "", badges.WORDS.format(escape(badges.beginning(draft.text[:SCANNED], TEASER)))
        return TILE.format(
            kind=kind,
            url=escape(address(draft.pk)),
            label=name,
            teaser=teaser,
            mark=mark(draft.severity, badges.count_of_worst(draft.severity, draft.findings)),
            tick=TICK.format(key=draft.pk, label=name, product=shown) if ticked else "",
        )

    def product_tiles(drafts: Sequence[TileRow], product: str) -> SafeString:
        product = escape(product)
        return mark_safe("".join(tile(draft, product) for draft in drafts))  # noqa: S308  # escaped, see above

    return product_tiles
