"""Which style a product's job runs with, and what that comes to: inheritance filled in, published texts as examples."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from pdp_ai.cleaning import html_to_text
from pdp_ai.models import MediaDraft, Style
from pdp_ai.models.style import ResolvedStyle
from pdp_ai.slots import SLOTS
from pdp_ai.types import ProductFacts, StyleSnapshot, WorkedExample

#: Characters of a published text's facts, and of the text, that an example holds.
EXAMPLE_CHARACTERS = 700

PLAIN = ResolvedStyle(StyleSnapshot(), candidates=1, published_examples=0, copy_language="")


@dataclass(frozen=True, slots=True)
class Steering:
    #: None where no style fits: the copy is plain.
    style: Style | None
    resolved: ResolvedStyle

    def language(self, facts: ProductFacts) -> str:
        return self.resolved.copy_language or facts.language


class Steerer:
    """Looks each thing up once for all the products of a request."""

    def __init__(self, fixed: Style | None = None) -> None:
        self._fixed = fixed
        self._known: dict[tuple[tuple[str, ...], str], Steering] = {}
        self._published: dict[tuple[str, tuple[str, ...], str], list[tuple[str, WorkedExample]]] = {}

    def steer(self, facts: ProductFacts) -> Steering:
        key = ((), "") if self._fixed else (facts.category, facts.language)
        if key not in self._known:
            style = self._fixed or Style.objects.best_for(facts)
            self._known[key] = Steering(style, style.resolve() if style else PLAIN)
        return self._known[key]

    def snapshot(self, facts: ProductFacts, slots: tuple[str, ...], language: str) -> StyleSnapshot:
        """The style as a brief for these slots keeps it; an example of its own comes after the published ones."""
        steering = self.steer(facts)
        snapshot, wanted = steering.resolved.snapshot, steering.resolved.published_examples
        published = [
            example
            for slot in slots
            if wanted and not SLOTS[slot].is_picture
            for example in self._published_examples(slot, facts, language, wanted)
        ]
        own = [example for example in snapshot.examples if example.slot in slots]
        return dataclasses.replace(snapshot, examples=(*published, *own))

    def _published_examples(self, slot: str, facts: ProductFacts, language: str, wanted: int) -> list[WorkedExample]:
        """Of other products, for its own would be copied; the newest last, which weighs most."""
        key = (slot, facts.category, language)
        if key not in self._published:
            drafts = MediaDraft.objects.published_texts(*key).select_related("job")[: wanted + 1]
            self._published[key] = [(draft.product_id, _example(draft)) for draft in drafts]
        others = [example for product_id, example in self._published[key] if product_id != facts.product_id]
        return others[:wanted][::-1]


def _example(draft: MediaDraft) -> WorkedExample:
    text = html_to_text(draft.text) if SLOTS[draft.slot].kind == "html" else draft.text
    facts = draft.job.brief.facts.as_text()
    return WorkedExample(draft.slot, facts[:EXAMPLE_CHARACTERS], text[:EXAMPLE_CHARACTERS])
