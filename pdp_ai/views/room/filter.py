"""Which drafts the review room shows, and in what order: read from an address, and written into the next one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from pdp_ai.actions.permissions import REVIEW, Actor, among
from pdp_ai.models import MediaDraft, TitleWord
from pdp_ai.models.draft import DraftQuerySet, DraftSeverity, DraftState
from pdp_ai.models.search_words import words_sought
from pdp_ai.slots import SLOTS

#: From an order's name to the fields that a page goes on after; each is backed by an index.
ORDERS: dict[str, tuple[str, ...]] = {"newest": ("-pk",), "oldest": ("pk",), "worst": ("-severity", "-pk")}

AGES: dict[str, timedelta] = {"day": timedelta(days=1), "week": timedelta(days=7)}

ASSIGNEES = ("me", "nobody")

MAX_SEARCH = 100

#: What stands in an address.
PARAMETERS = ("state", "slot", "severity", "style", "model", "age", "assignee", "q", "order")


@dataclass(frozen=True, slots=True)
class RoomFilter:
    """Empty means any. A value that makes no sense counts as empty: an old link still leads somewhere."""

    state: str = DraftState.PENDING
    slot: str = ""
    severity: str = ""
    #: Primary key of a style.
    style: str = ""
    model: str = ""
    #: ``day`` or ``week``: made within it; with ``-`` before it: made earlier.
    age: str = ""
    assignee: str = ""
    #: Beginnings of words in a product's title.
    q: str = ""
    order: str = "newest"
    #: Whom ``me`` means, and whose products the drafts are of.
    user: Actor = None
    #: The first draft made within the age. Looked up, so that the database can tell how many come after it.
    since: int = 0
    #: What `q` asks for, and the titles that have all of it; None where those are many, and are met soon anyway.
    words: tuple[str, ...] = ()
    titles: tuple[str, ...] | None = None

    @classmethod
    def of(cls, data: Mapping[str, Any], user: Actor) -> RoomFilter:
        def chosen(name: str, known: Any, default: str = "") -> str:
            value = str(data.get(name, ""))
            return value if value in known else default

        style = str(data.get("style", ""))
        age = chosen("age", {*AGES, *(f"-{name}" for name in AGES)})
        typed = str(data.get("q", "")).replace("\0", "").strip()[:MAX_SEARCH]
        words = words_sought(typed)
        return cls(
            state=chosen("state", DraftState.values, DraftState.PENDING),
            slot=chosen("slot", SLOTS),
            severity=chosen("severity", map(str, DraftSeverity.values)),
            style=style if style.isdecimal() else "",
            model=str(data.get("model", "")).replace("\0", "")[:200],
            age=age,
            assignee=chosen("assignee", ASSIGNEES),
            q=typed,
            order=chosen("order", ORDERS, "newest"),
            user=user,
            since=MediaDraft.objects.first_made_within(AGES[age.removeprefix("-")]) if age else 0,
            words=words,
            titles=TitleWord.objects.titles_with(words) if words else () if typed else None,
        )

    @property
    def query(self) -> dict[str, str]:
        """What differs from the usual, for an address."""
        usual = RoomFilter()
        return {name: getattr(self, name) for name in PARAMETERS if getattr(self, name) != getattr(usual, name)}

    @property
    def is_narrowed(self) -> bool:
        return bool(set(self.query) - {"state", "order"})

    def drafts(self) -> DraftQuerySet:
        return self.of_any_state().filter(state=self.state)

    def of_any_state(self) -> DraftQuerySet:
        return among(self.user, REVIEW, MediaDraft.objects.filter(self._condition()))

    def among_newest(self, number: int) -> DraftQuerySet:
        return self.of_any_state().filter(pk__in=MediaDraft.objects.order_by("-pk").values("pk")[:number])

    def leaders(self) -> DraftQuerySet:
        """For every product the one of its drafts that comes first in the order: where its card stands."""
        alike = MediaDraft.objects.filter(
            self._condition(), product_model=OuterRef("product_model"), product_id=OuterRef("product_id")
        )
        # By product alone: asked for the state itself, SQLite may read the whole queue for every row.
        alike = alike.exclude(state__in=[state for state in DraftState if state != self.state])
        return self.drafts().filter(~Exists(alike.filter(self._before()))).order_by(*ORDERS[self.order])

    def leaders_after(self, draft: MediaDraft) -> tuple[DraftQuerySet, ...]:
        """Keyset paging: those that come later. To be read one after the other, each a range of one index."""
        leaders = self.leaders()
        match self.order:
            case "oldest":
                return (leaders.filter(pk__gt=draft.pk),)
            case "worst":
                alike = leaders.filter(severity=draft.severity, pk__lt=draft.pk)
                return (alike, leaders.filter(severity__lt=draft.severity))
            case _:
                return (leaders.filter(pk__lt=draft.pk),)

    def leaders_before(self, draft: MediaDraft) -> tuple[DraftQuerySet, ...]:
        """Those that come earlier, the nearest first."""
        leaders = self.leaders().reverse()
        match self.order:
            case "oldest":
                return (leaders.filter(pk__lt=draft.pk),)
            case "worst":
                alike = leaders.filter(severity=draft.severity, pk__gt=draft.pk)
                return (alike, leaders.filter(severity__gt=draft.severity))
            case _:
                return (leaders.filter(pk__gt=draft.pk),)

    def first_of(self, drafts: Iterable[MediaDraft]) -> MediaDraft:
        """The one that comes first in the order."""
        match self.order:
            case "oldest":
                return min(drafts, key=lambda draft: draft.pk)
            case "worst":
                return max(drafts, key=lambda draft: (draft.severity, draft.pk))
            case _:
                return max(drafts, key=lambda draft: draft.pk)

    def _before(self) -> Q:
        match self.order:
            case "oldest":
                return Q(pk__lt=OuterRef("pk"))
            case "worst":
                worse = Q(severity__gt=OuterRef("severity"))
                return worse | Q(severity=OuterRef("severity"), pk__gt=OuterRef("pk"))
            case _:
                return Q(pk__gt=OuterRef("pk"))

    def _condition(self) -> Q:
        """All but the state."""
        condition = Q()
        for name in ("slot", "severity", "model"):
            if value := getattr(self, name):
                condition &= Q(**{name: value})
        if self.style:
            condition &= Q(style_id=int(self.style))
        if self.assignee == "me":
            condition &= Q(assigned_to_id=self.user.pk if self.user else None)
        elif self.assignee == "nobody":
            condition &= Q(assigned_to_id=None)
        if self.age:
            condition &= Q(pk__lt=self.since) if self.age.startswith("-") else Q(pk__gte=self.since)
        if self.titles is not None:
            condition &= Q(product_title__in=self.titles)
        else:
            for word in self.words:
                condition &= Q(product_title__has_word=word)
        return condition


ORDER_LABELS = {
    "newest": _("Newest first"),
    "oldest": _("Oldest first"),
    "worst": _("Worst findings first"),
}
AGE_LABELS = {
    "day": _("Made within a day"),
    "week": _("Made within a week"),
    "-day": _("Older than a day"),
    "-week": _("Older than a week"),
}
ASSIGNEE_LABELS = {"me": _("Assigned to me"), "nobody": _("Assigned to nobody")}
