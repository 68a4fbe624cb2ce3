"""The tiles of the review room, written without a template: a page has a hundred, and most of its time went there."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.utils.html import format_html
from django.utils.safestring import SafeString

from pdp_ai.models import MediaDraft
from pdp_ai.views import badges
from pdp_ai.views.draft_picture import picture_url
from pdp_ai.views.face import Face
from pdp_ai.views.room_filter import RoomFilter
from pdp_ai.views.words import slot_label

#: Characters of a text on its tile, and those looked through for them: most of a long text is never shown.
TEASER = 180
SCANNED = 1_000
#: What a tile is made from. Whole rows are wide.
FIELDS = ("slot", "text", "crop", "findings", "severity")

Tile = Callable[[MediaDraft, str], SafeString]


def tiles(room: RoomFilter, face: Face, *, ticked: bool) -> Tile:
    """What makes a tile of a draft and its product's name; with a box to tick it where something can be done with it.

    What tiles have in common is worked out once for the page.
    """
    address, label = face.addresses("draft", **room.query), cache(slot_label)
    picture, mark = face.addresses("file", width=badges.THUMBNAIL), cache(badges.severity_mark)

    def tile(draft: MediaDraft, product: str) -> SafeString:
        name = label(draft.slot)
        if draft.is_picture:
            url = picture_url(draft, face, width=badges.THUMBNAIL) if draft.crop else picture(draft.pk)
            kind, teaser = " pdp-tile-picture", badges.thumbnail(url)
        else:
            kind, teaser = "", badges.first_words(draft.text[:SCANNED], TEASER)
        return format_html(
            '<li class="pdp-tile{}"><a href="{}"><span class="pdp-tile-label">{}</span> {}</a>'
            '<span class="pdp-tile-foot">{} {}</span></li>',
            kind,
            address(draft.pk),
            name,
            teaser,
            mark(draft.severity, badges.count_of_worst(draft)),
            format_html(TICK, draft.pk, name, product) if ticked else "",
        )

    return tile


TICK = '<input type="checkbox" form="pdp-choose" name="draft" value="{}" aria-label="{}: {}">'
