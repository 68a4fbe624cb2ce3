"""What a shop's people have published, as examples for an adapter to learn from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from django.core.management.base import CommandError

from pdp_ai import registry
from pdp_ai.exceptions import ConfigurationError
from pdp_ai.models import MediaDraft, Style
from pdp_ai.training.copy_adapter.examples import TrainingExample, training_examples


def published_examples(category: str, style: str, slots: Sequence[str]) -> list[TrainingExample]:
    """Of products in this category or below it, made in this style, for these slots; empty stands for all.

    Facts, style and wish are those of the job that each text came from, so that the prompt is the one it was asked
    with. What was published in spite of an error would teach the error, and is left out. Raises `CommandError` for a
    style that there is not, and a category in which nothing is published.
    """
    if style and not Style.objects.filter(name=style).exists():
        raise CommandError(f"There is no style {style!r}.")
    path = tuple(part.strip() for part in category.split(">") if part.strip())
    published = list(_published(style, slots))
    chosen = [drafts for drafts in published if _category(drafts[0])[: len(path)] == path]
    if path and not chosen:
        known = sorted({" > ".join(_category(drafts[0])) for drafts in published} - {""})
        raise CommandError(
            f"Nothing published is in the category {category!r}. Published copy is in: {'; '.join(known) or 'none'}."
        )
    return [example for drafts in chosen for example in _examples(drafts)]


def _published(style: str, slots: Sequence[str]) -> Iterator[list[MediaDraft]]:
    """The drafts of each job, photo by photo."""
    drafts = MediaDraft.objects.filter(
        state=MediaDraft.State.PUBLISHED, file="", severity__lt=MediaDraft.Severity.ERROR
    )
    drafts = drafts.filter(style__name=style) if style else drafts
    drafts = drafts.filter(slot__in=slots) if slots else drafts
    ordered = drafts.select_related("job").order_by("job_id", "photo_key", "pk")
    for _job, many in groupby(ordered, key=lambda draft: (draft.job_id, draft.photo_key)):
        yield list(many)


def _category(draft: MediaDraft) -> tuple[str, ...]:
    return tuple(draft.job.brief_data["facts"]["category"])


def _examples(drafts: list[MediaDraft]) -> Iterator[TrainingExample]:
    job, texts = drafts[0].job, {draft.slot: draft.text for draft in drafts}
    try:
        recipe = registry.recipe(job.recipe)
    except ConfigurationError:
        return  # the settings have had no such recipe since
    yield from training_examples(recipe, job.brief, texts, drafts[0].photo_key)
