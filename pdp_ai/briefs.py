"""Makes the frozen brief of one job."""

from __future__ import annotations

from pdp_ai.cleaning import clean_text
from pdp_ai.types import Brief, ProductFacts, StyleSnapshot


def build_brief(
    facts: ProductFacts,
    *,
    recipe: str,
    style: StyleSnapshot,
    language: str,
    candidates: int,
    earlier_jobs: int,
    hint: str = "",
    slots: tuple[str, ...] = (),
    photos: tuple[str, ...] = (),
    sources: tuple[tuple[str, str], ...] = (),
) -> Brief:
    """The brief of a product's next job for `recipe`.

    The seed follows from the facts and from how many jobs the product has had, so that asking twice at once is one and
    the same request, while asking again later draws anew.
    """
    seed = (int(facts.fingerprint[:6], 16) + 1_000 * earlier_jobs) % 2**31
    return Brief(
        facts=facts,
        recipe=recipe,
        style=style,
        language=language,
        candidates=candidates,
        seed=seed,
        hint=clean_text(hint, max_characters=1_000),
        slots=slots,
        photos=photos,
        sources=sources,
    )
