"""How a draft was made, as labels and values."""

from __future__ import annotations

from django.utils.translation import gettext as _

from pdp_ai.models import MediaDraft
from pdp_ai.provenance.words import signer_words, source_words
from pdp_ai.slots import place_name
from pdp_ai.views.queue.expected_cost import amount_label
from pdp_ai.views.words import seconds_label


def making(draft: MediaDraft) -> list[tuple[str, str]]:
    """What is unknown is left out."""
    brief = draft.job.brief
    style = _("%(name)s (version %(version)s)") % {"name": brief.style.name, "version": brief.style.version}
    tokens = _("%(read)s read, %(written)s written") % {"read": draft.tokens_in, "written": draft.tokens_out}
    rows: list[tuple[str, str]] = [
        (_("Style"), style if brief.style.name else _("none")),
        (_("Wish"), brief.hint),
        (_("Language"), draft.language),
        (_("Candidate"), f"{draft.candidate + 1} / {brief.candidates}"),
        (_("Variety"), variety(draft)),
        (_("Model"), draft.model),
        (_("Revision"), draft.revision),
        (_("Seed"), "" if draft.seed is None else str(draft.seed)),
        (_("Marked as"), source_words(draft.provenance)),
        (_("Signed by"), signer_words(draft.provenance)),
        (_("Time"), seconds_label(draft.seconds) if draft.seconds else ""),
        (_("Tokens"), tokens if draft.tokens_out else ""),
        (_("Cost of the job"), amount_label(draft.job.cost) if draft.job.cost else ""),
    ]
    return [(label, value) for label, value in rows if value]


def variety(draft: MediaDraft) -> str:
    """How much the candidates beside this draft differ, in a phrase; empty when there are none."""
    place = place_name(draft.slot, photo=draft.photo_key)
    if not (spread := draft.job.spread.get(place)):
        return ""
    words = _("%(texts)s candidates, on average %(similarity)s %% alike; %(distinct)s %% of their word pairs differ")
    return words % {
        "texts": round(spread["texts"]),
        "similarity": round(100 * spread["similarity"]),
        "distinct": round(100 * spread["distinct_2"]),
    }
