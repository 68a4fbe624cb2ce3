"""How many drafts fit the filter, state by state: no more exact than a page can be that is quick at any number."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Count
from django.utils.formats import number_format

from pdp_ai.actions.permissions import Actor, says_all
from pdp_ai.models.draft import DraftQuerySet, DraftState
from pdp_ai.views.room.filter import RoomFilter

#: Counting goes no further: nobody needs to know more, and it would take the longer the more there are.
COUNTED = 1_000
#: The newest drafts, which are looked through for words that are on many titles.
LOOKED_THROUGH = 300


def counts_by_state(room: RoomFilter) -> dict[str, str]:
    if not room.q:
        # The index of assignees ends with the key as well; for none of them, PostgreSQL wants to be told.
        order = ("-assigned_to_id", "-pk") if room.assignee == "nobody" else ("-pk",)
        tabs = {state: replace(room, state=state).drafts() for state in DraftState.values}
        return {state: counted(drafts, room.user, order) for state, drafts in tabs.items()}
    rows, text = (room.among_newest(LOOKED_THROUGH), _at_least) if room.titles is None else (room.of_any_state(), _text)
    found = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    return {state: text(found.get(state, 0), room.user) for state in DraftState.values}


def counted(drafts: DraftQuerySet, user: Actor, order: tuple[str, ...] = ("-pk",)) -> str:
    """As people read it; an upper bound where the shop's say cannot be asked for many drafts at once.

    `order` is that of an index: where most rows fit, PostgreSQL would rather read the table itself.
    """
    return _text(drafts.order_by(*order)[: COUNTED + 1].count(), user)


def _text(count: int, user: Actor) -> str:
    if count > COUNTED:
        return f"{number_format(COUNTED, force_grouping=True)}+"
    return number_format(count) if says_all(user) or not count else f"≤ {number_format(count)}"


def _at_least(count: int, user: Actor) -> str:
    """Of a part of the drafts; of the rest nothing is known."""
    return f"{number_format(count, force_grouping=True)}+" if count and says_all(user) else "…"
