"""How complete a product's page is: a number with its reasons, the same for one product and for a hundred thousand.

Of the slots that are usually made for the product (``GENERATE``), one that is live counts in full, one that is live
with warnings or errors against it counts half, and a missing one counts nothing. The score is their share of the whole,
in per cent. It is worked out by the database from what stands there now; nothing is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add, or_
from typing import Any

from django.db.models import Case, CharField, Exists, IntegerField, JSONField, Model, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from pdp_ai import registry
from pdp_ai.adapters.targets import TextTarget
from pdp_ai.models import MediaDraft
from pdp_ai.models.draft import DraftSeverity, DraftState

MISSING, FLAGGED, LIVE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Score:
    #: Of each usual slot: `MISSING`, `FLAGGED` or `LIVE`.
    points: dict[str, int]

    @property
    def value(self) -> int:
        """0 to 100; 100 where nothing is usually made."""
        return 100 * sum(self.points.values()) // (LIVE * len(self.points)) if self.points else 100

    @property
    def missing(self) -> list[str]:
        return [slot for slot, points in self.points.items() if points == MISSING]

    @property
    def flagged(self) -> list[str]:
        return [slot for slot, points in self.points.items() if points == FLAGGED]


def score_of(product: Model) -> Score:
    """One query, whatever the number of slots."""
    rows = scored(type(product)._default_manager.filter(pk=product.pk))
    return read_score(rows.get())


def scored(products: QuerySet[Any]) -> QuerySet[Any]:
    """With each row's points, for `read_score`. No further query."""
    rows: QuerySet[Any] = products.annotate(**{_name(slot): points for slot, points in _points(products.model).items()})
    return rows


def read_score(row: Model) -> Score:
    return Score({slot: getattr(row, _name(slot)) for slot in slots_in_score(type(row))})


def lacking_any(products: QuerySet[Any], slots: list[str]) -> QuerySet[Any]:
    """Those that lack at least one of the slots; all of them when none is named."""
    adapter = registry.adapter_for(products.model)
    lacks = [Q(lack) for slot in slots if (lack := adapter.lack(slot)) is not None]
    return products.filter(reduce(or_, lacks)) if lacks else products


def scoring_below(products: QuerySet[Any], most: int) -> QuerySet[Any]:
    points = _points(products.model)
    if not points:
        return products.none()
    rows: QuerySet[Any] = products.alias(pdp_total=reduce(add, points.values()))
    return rows.filter(pdp_total__lt=_points_for(most, len(points)))


def slots_in_score(model: type[Model]) -> tuple[str, ...]:
    """The usual slots, but for those that the adapter cannot ask the database about."""
    adapter = registry.adapter_for(model)
    return tuple(slot for slot in registry.usual_slots(model._meta.label_lower) if adapter.lack(slot) is not None)


def _points_for(score: int, slots: int) -> int:
    """The fewest points that give this score."""
    return -(-score * LIVE * slots // 100)


def _points(model: type[Model]) -> dict[str, Any]:
    adapter = registry.adapter_for(model)
    return {
        slot: Case(
            When(Q(adapter.lack(slot)), then=Value(MISSING)),
            When(Q(_has_findings(model, slot)), then=Value(FLAGGED)),
            default=Value(LIVE),
            output_field=IntegerField(),
        )
        for slot in slots_in_score(model)
    }


def _has_findings(model: type[Model], slot: str) -> Exists:
    """Whether what was published there had warnings or errors; a text only for as long as nobody rewrote it."""
    drafts = MediaDraft.objects.filter(
        product_model=model._meta.label_lower,
        product_id=Cast(OuterRef("pk"), CharField()),
        slot=slot,
        state=DraftState.PUBLISHED,
        severity__gte=DraftSeverity.WARNING,
    )
    target = getattr(registry.adapter_for(model), "targets", {}).get(slot)
    # A list of lines is kept otherwise than it is written.
    if isinstance(target, TextTarget) and not isinstance(model._meta.get_field(target.field), JSONField):
        drafts = drafts.filter(text=OuterRef(target.field))
    return Exists(drafts)


def _name(slot: str) -> str:
    return f"pdp_{slot}"
