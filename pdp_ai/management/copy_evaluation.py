"""What a copy engine makes of the labelled set's products, or the shop's: how valid, how true, how varied."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, cast

from pdp_ai import registry
from pdp_ai.cleaning import html_to_text
from pdp_ai.engines.base import Answer, Engine, EngineContext, QuietContext
from pdp_ai.exceptions import RequestRefused
from pdp_ai.languages import same_language
from pdp_ai.quality.copy import check_copy
from pdp_ai.quality.evaluation.labelled_claims import Split, labelled_products
from pdp_ai.quality.similarity import distinct, measure_spread
from pdp_ai.recipes.base import Recipe
from pdp_ai.recipes.batch import run_batch
from pdp_ai.recipes.copy import CopyRecipe
from pdp_ai.recipes.listing import ListingRecipe
from pdp_ai.recipes.listing_schema import read_listing
from pdp_ai.types import Artifact, Brief, Candidate, CopyRequest, ProductFacts, StyleSnapshot

#: Slots that are written one by one, and together as one JSON object.
SLOTS = ("description", "meta_description", "alt_text")
LISTING = ("title", "meta_description")

Figures = dict[str, float | int | str | None]


def copy_figures(alias: str, facts: Sequence[ProductFacts], candidates: int, adapter: str = "") -> Figures:
    """For the engine of this alias, with the adapter of that alias if one is named, on these products.

    A draft is what a reviewer would see: the best of its tries, tidied. A number is None where nothing was made that it
    could be taken from.
    """
    engine = _Counting(registry.engine(alias))
    recipes: list[Recipe] = [CopyRecipe({"slot": slot, "engine": alias}) for slot in SLOTS]
    style = StyleSnapshot(adapter=adapter)
    jobs = [(recipe, Brief(one, recipe.slots[0], style, candidates=candidates)) for recipe in recipes for one in facts]
    listing = ListingRecipe({"slots": LISTING, "engine": alias})
    started = time.perf_counter()
    written = _write(jobs, engine)
    seconds = time.perf_counter() - started
    _write([(listing, Brief(one, "listing", style)) for one in facts], engine)
    drafts = [(candidate, brief) for brief, candidates_of in written for candidate in candidates_of]
    return {
        "model": engine.model,
        "products": len(facts),
        "drafts": len(drafts),
        "jobs_without_draft": len(jobs) - len(written),
        "schema_validity": _rounded(engine.valid, engine.asked),
        **_truth(drafts),
        **_variety([[_visible(candidate) for candidate in many] for _brief, many in written]),
        "tokens_per_second": round(engine.tokens / seconds, 1),
    }


def labelled_facts(count: int, split: Split) -> list[ProductFacts]:
    """The first English products of the labelled set's split. The starter adapter has learnt from those of ``tune``."""
    return [product.facts for product in labelled_products(split) if product.facts.language == "en"][:count]


def shop_facts(count: int) -> list[ProductFacts]:
    """The first of the shop's own products that are described in English."""
    every = (adapter.facts(product) for adapter in registry.adapters().values() for product in adapter.products())
    return list(islice((facts for facts in every if same_language(facts.language, "en")), count))


def _write(jobs: Sequence[tuple[Recipe, Brief]], engine: _Counting) -> list[tuple[Brief, list[Candidate]]]:
    """What came of the jobs that came to something."""
    steps = [recipe.steps(brief, _no_photo) for recipe, brief in jobs]
    counted = cast("Engine[Any]", engine)
    outcomes = {ended.index: ended.outcome for ended in run_batch(steps, lambda _alias: counted, QuietContext())}
    return [(jobs[index][1], outcome) for index, outcome in sorted(outcomes.items()) if isinstance(outcome, list)]


def _no_photo(_photo: object) -> bytes:
    raise RequestRefused("The labelled products have no photos.")


def _truth(drafts: Sequence[tuple[Candidate, Brief]]) -> Figures:
    """Claims that the facts don't bear out, and drafts with an error of any kind."""
    findings = [check_copy(candidate, brief) for candidate, brief in drafts]
    claims = Counter(finding.severity for finding in chain(*findings) if finding.code.startswith("ungrounded_"))
    wrong = sum(any(finding.severity == "error" for finding in many) for many in findings)
    return {
        "unsupported_claims_per_100_drafts": _per_100(claims.total(), len(drafts)),
        "of_them_errors": _per_100(claims["error"], len(drafts)),
        "drafts_with_errors_per_100": _per_100(wrong, len(drafts)),
    }


def _variety(texts: Sequence[Sequence[str]]) -> Figures:
    """Of all texts together, and between the candidates of one product and slot."""
    several = [measure_spread(many).similarity for many in texts if len(many) > 1]
    every = list(chain(*texts))
    return {
        "distinct_1": round(distinct(every, 1), 3),
        "distinct_2": round(distinct(every, 2), 3),
        "similarity": _rounded(sum(several), len(several)),
    }


@dataclass
class _Counting:
    """An engine, with a count of the tokens it writes and of how much of its JSON is what was asked for."""

    engine: Engine[Any]
    model: str = ""
    tokens: int = 0
    asked: int = 0
    valid: int = 0

    def generate(self, requests: Sequence[CopyRequest], context: EngineContext) -> Iterator[Answer]:
        for index, outcome in self.engine.generate(requests, context):
            if isinstance(outcome, Artifact):
                self.model = outcome.model
                self.tokens += outcome.tokens_out or 0
            if requests[index].json_schema:
                self.asked += 1
                self.valid += isinstance(outcome, Artifact) and _is_listing(outcome.text or "")
            yield index, outcome


def _is_listing(text: str) -> bool:
    """Whether it holds some of the listing's fields, all of them readable: a field may be asked for alone."""
    for slots in (LISTING, *((slot,) for slot in LISTING)):
        try:
            read_listing(text, slots)
        except RequestRefused:
            continue
        return True
    return False


def _visible(candidate: Candidate) -> str:
    return html_to_text(candidate.artifact.text)


def _per_100(count: int, drafts: int) -> float | None:
    return round(100 * count / drafts, 1) if drafts else None


def _rounded(part: float, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None
