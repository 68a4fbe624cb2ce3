"""Cuts out and makes pictures for `pdp_evaluate`, with the configured engines and without a job or a draft."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any

from django.db.models import Model

from pdp_ai import registry
from pdp_ai.briefs import build_brief
from pdp_ai.engines.base import QuietContext, RequestFailed
from pdp_ai.quality.judge import judge
from pdp_ai.recipes.base import Recipe, Steps
from pdp_ai.recipes.batch import run_batch
from pdp_ai.types import Brief, Candidate, CutoutRequest, StyleSnapshot

#: Products whose pictures are made together: they share the batches of an engine, and as much memory.
_TOGETHER = 4


def cut_out(photo: bytes) -> tuple[Any, Any]:
    """The photo's opacity as the engine ``cutout`` saw it, and refined. Raises what the engine does."""
    from pdp_ai.imaging.arrays import decode_grey, decode_rgb  # noqa: PLC0415  # NumPy belongs to the workers
    from pdp_ai.imaging.refine import refine_alpha  # noqa: PLC0415

    [(_, answer)] = registry.engine("cutout").generate([CutoutRequest(photo)], QuietContext())
    if isinstance(answer, RequestFailed):
        raise answer.error
    coarse = decode_grey(answer.content or b"")
    return coarse, refine_alpha(decode_rgb(photo), coarse)


def picture_figures(products: Iterator[Model], alias: str) -> Iterator[dict[str, Any]]:
    """What is measured on each product's picture by the recipe, its label read where the reader is installed."""
    recipe = _reading(alias)
    while group := list(islice(products, _TOGETHER)):
        yield from _group_figures(group, recipe, alias)


def _reading(alias: str) -> Recipe:
    recipe = registry.recipe(alias)
    if registry.engine_class("text").missing_packages():
        return recipe
    return type(recipe)({**vars(recipe.options), "text_engine": "text"})


def _group_figures(products: Sequence[Model], recipe: Recipe, alias: str) -> Iterator[dict[str, Any]]:
    steps: list[Steps] = []
    briefs: list[Brief] = []
    for product in products:
        adapter = registry.adapter_for(product)
        facts = adapter.facts(product)
        if recipe.refusal(facts, facts.language):
            continue
        brief = build_brief(
            facts, recipe=alias, style=StyleSnapshot(), language=facts.language, candidates=1, earlier_jobs=0
        )
        briefs.append(brief)
        steps.append(recipe.steps(brief, partial(adapter.open_photo, product)))
    for ended in run_batch(steps, registry.engine, QuietContext()):
        brief, outcome = briefs[ended.index], ended.outcome
        name = f"{brief.facts.product_model}:{brief.facts.product_id}"
        if isinstance(outcome, Exception):
            yield {"product": name, "title": brief.facts.title, "error": str(outcome)}
            continue
        [candidate] = outcome
        findings = sorted({finding.code for finding in judge(candidate, brief)})
        yield {"product": name, "title": brief.facts.title, **_figures(candidate), "findings": findings}


def _figures(candidate: Candidate) -> dict[str, float | None]:
    """None where there was nothing to measure: a product without words on it."""
    measures = candidate.measures
    names = ("untouched_max", "expansion", "second_product", "label_text")
    return {name: measures.get(name) for name in names}
