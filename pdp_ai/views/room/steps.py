"""From one draft to the next: the rest of its product first, then the next product in the room's order."""

from __future__ import annotations

from pdp_ai.models import MediaDraft
from pdp_ai.models.draft import DraftQuerySet
from pdp_ai.views.face import Face
from pdp_ai.views.room.filter import RoomFilter


def step_urls(room: RoomFilter, draft: MediaDraft, face: Face) -> dict[str, str]:
    """Where “previous” and “next” lead; empty at the ends."""
    before, after = _previous(room, draft), _following(room, draft)
    return {
        "previous_url": face.url("draft", before, **room.query) if before else "",
        "next_url": face.url("draft", after, **room.query) if after else "",
    }


def url_after_decision(room: RoomFilter, draft: MediaDraft, face: Face, **query: object) -> str:
    """The next draft, beginning again with those that were passed over; the room when nothing is left."""
    following = _following(room, draft) or _beginning_of(room, room.leaders().first())
    if following is None:
        return face.url("room", **room.query, **query)
    return face.url("draft", following, **room.query, **query)


def _following(room: RoomFilter, draft: MediaDraft) -> int | None:
    rest = _of_product(room, draft).filter(pk__gt=draft.pk).order_by("pk").values_list("pk", flat=True).first()
    if rest is not None:
        return rest
    for leaders in room.leaders_after(_anchor(room, draft)):
        if leader := _other_products(leaders, draft).first():
            return _beginning_of(room, leader)
    return None


def _previous(room: RoomFilter, draft: MediaDraft) -> int | None:
    rest = _of_product(room, draft).filter(pk__lt=draft.pk).order_by("-pk").values_list("pk", flat=True).first()
    if rest is not None:
        return rest
    for leaders in room.leaders_before(_anchor(room, draft)):
        if leader := _other_products(leaders, draft).first():
            return _of_product(room, leader).order_by("-pk").values_list("pk", flat=True).first()
    return None


def _anchor(room: RoomFilter, draft: MediaDraft) -> MediaDraft:
    """Where the product stands, or stood before the draft in hand was decided on."""
    return room.first_of([draft, *_of_product(room, draft).only("pk", "severity")])


def _beginning_of(room: RoomFilter, leader: MediaDraft | None) -> int | None:
    if leader is None:
        return None
    return _of_product(room, leader).order_by("pk").values_list("pk", flat=True).first()


def _of_product(room: RoomFilter, draft: MediaDraft) -> DraftQuerySet:
    return room.drafts().filter(product_model=draft.product_model, product_id=draft.product_id)


def _other_products(leaders: DraftQuerySet, draft: MediaDraft) -> DraftQuerySet:
    return leaders.exclude(product_model=draft.product_model, product_id=draft.product_id)
