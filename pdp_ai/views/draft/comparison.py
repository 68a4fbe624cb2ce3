"""One value of a slot, ready to be shown: what is live, what it was, what the draft brings."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Model
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from pdp_ai.adapters.base import ProductAdapter
from pdp_ai.adapters.pictures import SUFFIXES
from pdp_ai.cleaning import clean_html, html_to_text
from pdp_ai.models import MediaDraft
from pdp_ai.slots import SLOTS, Slot
from pdp_ai.types import ProductFacts, SlotValue
from pdp_ai.views.draft.findings import Mark, MarkedLine, marked_lines, marks_of_facts, marks_of_findings
from pdp_ai.views.draft.picture import picture_url
from pdp_ai.views.face import Face


@dataclass(frozen=True, slots=True)
class Shown:
    """One side of a comparison."""

    heading: str
    #: The slot's kind: ``text``, ``html``, ``lines`` or ``picture``.
    kind: str
    #: Cleaned rich text, for ``html``.
    html: str = ""
    #: Visible text by line, with the spans that findings speak of, for ``text`` and ``lines``.
    lines: tuple[MarkedLine, ...] = ()
    #: Characters of visible text, and how many the slot takes.
    length: int = 0
    max_length: int = 0
    picture_url: str = ""
    #: The same picture at full size.
    full_url: str = ""
    alt: str = ""
    is_empty: bool = False

    @property
    def is_too_long(self) -> bool:
        return bool(self.max_length) and self.length > self.max_length


def show_draft(draft: MediaDraft, face: Face, facts: ProductFacts | None = None) -> Shown:
    """With `facts`, the claims they bear out are marked too."""
    heading = _("Draft")
    if draft.is_picture and draft.mime not in SUFFIXES:
        return Shown(heading, "picture")
    if draft.is_picture:
        return Shown(
            heading,
            "picture",
            picture_url=picture_url(draft, face, width=1200),
            full_url=picture_url(draft, face),
            alt=_("Draft picture of %(product)s") % {"product": draft.product_name},
        )
    marks = marks_of_facts(draft.text, facts) if facts and draft.slot_kind.kind != "html" else []
    return _show_text(heading, draft.slot_kind, draft.text, [*marks, *marks_of_findings(draft.findings)])


def show_value(heading: str, adapter: ProductAdapter, product: Model, slot: str, value: SlotValue) -> Shown:
    """A value that stands, or stood, on the product."""
    if not SLOTS[slot].is_picture:
        return _show_text(heading, SLOTS[slot], value.text, [])
    url = adapter.picture_url(product, slot, value)
    return Shown(heading, "picture", picture_url=url, full_url=url, alt=value.text or heading, is_empty=not value.file)


def _show_text(heading: str, slot: Slot, text: str, marks: list[Mark]) -> Shown:
    kind = slot.kind
    visible = html_to_text(text) if kind == "html" else text
    return Shown(
        heading,
        kind,
        html=mark_safe(clean_html(text)) if kind == "html" else "",  # noqa: S308  # nh3 cleaned it
        lines=() if kind == "html" else marked_lines(visible, marks),
        length=len(visible),
        max_length=slot.max_length,
        is_empty=not visible.strip(),
    )
