"""What the product says, and where it says something else than when the draft was made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Model
from django.utils.translation import gettext as _

from pdp_ai.actions.judge_anew import has_its_photo, new_errors, untrue_by_now
from pdp_ai.adapters.base import ProductAdapter
from pdp_ai.models import MediaDraft
from pdp_ai.models.draft import DraftState
from pdp_ai.say import say
from pdp_ai.slots import SLOTS
from pdp_ai.types import ProductFacts
from pdp_ai.views.words import fact_label


@dataclass(frozen=True, slots=True)
class FactLine:
    label: str
    then: str
    now: str

    @property
    def is_changed(self) -> bool:
        return self.then != self.now


@dataclass(frozen=True, slots=True)
class SinceThen:
    facts: list[FactLine]
    #: Sentences for whoever decides; errors stand first.
    errors: list[str]
    warnings: list[str]


def since_then(draft: MediaDraft, adapter: ProductAdapter | None, product: Model | None) -> SinceThen:
    """Without a product, what it said then."""
    then = draft.job.brief.facts
    now = adapter.facts(product) if adapter and product else then
    facts = list(_lines(then, now))
    if draft.state == DraftState.PUBLISHED or draft.slot not in SLOTS:
        return SinceThen(facts, [], [])
    errors, warnings = [], []
    if found := new_errors(draft, now):
        errors.append(say(untrue_by_now(found)))
    if changed := ", ".join(fact.label for fact in facts if fact.is_changed):
        text = _("The product has changed since this draft was made: %(facts)s. Below stands what it says now.")
        warnings.append(text % {"facts": changed})
    if now is not then and not has_its_photo(draft, now):
        warnings.append(_("The photo this was made from has been replaced or removed; ask for a new draft."))
    return SinceThen(facts, errors, warnings)


def _lines(then: ProductFacts, now: ProductFacts) -> Iterator[FactLine]:
    before, after = then.fields(), now.fields()
    for name in dict.fromkeys([*before, *after]):
        yield FactLine(fact_label(name), before.get(name, ""), after.get(name, ""))
