"""Ask for media: writes job rows, rings the workers' doorbell, and says what was left out and why."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from pdp_ai import conf, registry
from pdp_ai.actions.open_places import language_for, places_for, sources_for, still_open
from pdp_ai.actions.permissions import GENERATE, Actor, may_with_product, require
from pdp_ai.actions.ring_lane import ring_lane
from pdp_ai.actions.steer import Steerer, Steering
from pdp_ai.actions.write_jobs import chunks, write_jobs
from pdp_ai.adapters.base import ProductAdapter
from pdp_ai.briefs import build_brief
from pdp_ai.exceptions import LimitReached
from pdp_ai.languages import same_language
from pdp_ai.models import GenerationJob, MediaDraft, Style
from pdp_ai.models.job_state import UNFINISHED, JobState, Priority
from pdp_ai.say import say
from pdp_ai.signals import media_requested
from pdp_ai.slots import photo_of, slot_of
from pdp_ai.types import fingerprint

logger = logging.getLogger(__name__)

#: Asking again while or after a job stands so is the same request, not another draw.
UNANSWERED = (*UNFINISHED, JobState.STALE, JobState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted of the products."""

    #: Empty means the product model's usual ones (``GENERATE`` in the setting).
    slots: tuple[str, ...] = ()
    #: None means the style that fits the product's category best.
    style: Style | None = None
    #: None means as many as the style says.
    candidates: int | None = None
    #: ``empty`` leaves out slots that are filled or have a draft waiting.
    fill: Literal["empty", "all"] = "empty"
    hint: str = ""
    #: BCP 47 tag of the copy; empty for the product's own language.
    language: str = ""
    #: Keys of the photos that something is to be said of; empty for all of them.
    photos: tuple[str, ...] = ()
    priority: Priority = Priority.PERSON


@dataclass(frozen=True, slots=True)
class Skipped:
    """A recipe that was not asked for, and why, in a sentence for staff."""

    product_model: str
    product_id: str
    product_title: str
    recipe: str
    reason: str

    def as_dict(self) -> dict[str, str]:
        """As the API and the commands tell it."""
        return {
            "product": f"{self.product_model}:{self.product_id}",
            "title": self.product_title,
            "recipe": self.recipe,
            "reason": self.reason,
        }


@dataclass(slots=True)
class RequestResult:
    #: The unfinished jobs of all that was wanted, new and old.
    jobs: list[GenerationJob] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    #: What a limit left no room for; none of it was asked for.
    refused: list[Skipped] = field(default_factory=list)
    #: How many of `jobs` are new; the others had been asked for already.
    added: int = 0


def request_generation(
    products: Iterable[Model], wish: Wish, *, user: Actor = None, limited: bool | None = None
) -> RequestResult:
    """Write the jobs that `wish` comes to, in one transaction, and ring their lanes.

    A request that equals an unfinished job joins that job. Limits bind people; what the system asks for by itself is
    counted and not refused, unless `limited` says so. Raises `LimitReached` when not all of it fits, and then nothing
    is asked for; Django's `PermissionDenied`.
    """
    require(user, GENERATE)
    result = RequestResult()
    with transaction.atomic():
        for planned in plan_generation(products, wish):
            if isinstance(planned, Skipped):
                result.skipped.append(planned)
            elif not may_with_product(user, GENERATE, planned):
                result.skipped.append(not_allowed(planned))
            else:
                planned.requested_by_id = user.pk if user else None
                result.jobs.append(planned)
        limited = user is not None if limited is None else limited
        result.jobs, result.added = write_jobs(result.jobs, user, limited=limited)
        for lane in {job.lane for job in result.jobs}:
            ring_lane(lane)
    if result.jobs:
        media_requested.send_robust(GenerationJob, jobs=result.jobs)
    if result.added:
        details = {"user": user.pk if user else None, "jobs": result.added, "left_out": len(result.skipped)}
        logger.info("media requested", extra={"action": "requested", **details})
    return result


def not_allowed(job: GenerationJob) -> Skipped:
    reason = _("You may not do this with this product.")
    return Skipped(job.product_model, job.product_id, job.product_title, job.recipe, reason)


def request_in_chunks(products: Iterable[Model], wish: Wish, *, user: Actor = None) -> Iterator[RequestResult]:
    """Ask for any number of products in constant memory: each chunk is a request of its own, committed as it goes.

    Asking again after an interruption goes on where it stopped, for what was asked for is not asked for twice. Ends
    early when a limit is reached; the last result then says in `refused` what had no room.
    """
    for chunk in chunks(products):
        try:
            yield request_generation(chunk, wish, user=user, limited=True)
        except LimitReached as limit:
            yield RequestResult(refused=[_refused(item, limit) for item in plan_generation(chunk, wish)])
            return


def plan_generation(products: Iterable[Model], wish: Wish) -> Iterator[GenerationJob | Skipped]:
    """The unsaved jobs that `wish` comes to, and what is left out: a dry run."""
    for chunk in chunks(products):
        by_model: dict[str, list[Model]] = defaultdict(list)
        for product in chunk:
            by_model[product._meta.label_lower].append(product)
        for label, group in by_model.items():
            yield from _plan_group(registry.adapter_for(label), group, wish)


def _plan_group(adapter: ProductAdapter, products: list[Model], wish: Wish) -> Iterator[GenerationJob | Skipped]:
    label = adapter.model._meta.label_lower
    keys = [str(product.pk) for product in products]
    rows = GenerationJob.objects.filter(product_model=label, product_id__in=keys, is_preview=False)
    answered = Counter(rows.exclude(state__in=UNANSWERED).values_list("product_id", "recipe"))
    drafts = MediaDraft.objects.open().filter(product_model=label, product_id__in=keys)
    waiting = set(drafts.values_list("product_id", "language", "job__facts_fingerprint", "place"))
    steerer = Steerer(wish.style)
    wanted = tuple(slot for slot in wish.slots or registry.usual_slots(label) if slot in adapter.slots)
    makers = registry.recipes_for(wanted)
    unmade = set(wanted).difference(*makers.values())
    for product in products:
        facts = adapter.facts(product)
        facts_fingerprint = adapter.input_fingerprint(facts)
        steering = steerer.steer(facts)
        for slot in unmade:
            yield Skipped(label, str(product.pk), facts.title, slot, _("No recipe of this shop makes it."))
        for alias, slots in makers.items():
            recipe = registry.recipe(alias)
            language = language_for(slots, wish.language or steering.language(facts), facts)
            places = places_for(adapter, facts, slots, language=language, photos=wish.photos)
            reason = say(recipe.refusal(facts, language)) or (
                "" if places else _("The product has no photo to describe.")
            )
            if not reason and wish.fill == "empty":
                drafted = partial(_is_drafted, waiting, str(product.pk), language, facts_fingerprint)
                places, reason = still_open(adapter, product, places, drafted)
            if reason:
                yield Skipped(label, str(product.pk), facts.title, alias, reason)
                continue
            brief = build_brief(
                facts,
                recipe=alias,
                style=steerer.snapshot(facts, slots, language),
                language=language,
                candidates=_candidates(wish, steering),
                earlier_jobs=answered[str(product.pk), alias],
                hint=wish.hint,
                slots=tuple(dict.fromkeys(map(slot_of, places))),
                photos=tuple(dict.fromkeys(filter(None, map(photo_of, places)))),
                sources=() if same_language(language, facts.language) else sources_for(adapter, product, places),
            )
            yield GenerationJob(
                product_model=label,
                product_id=str(product.pk),
                product_title=facts.title[:255],
                recipe=alias,
                lane=recipe.lane,
                batch_key=recipe.batch_key,
                brief_data=brief.as_dict(),
                fingerprint=fingerprint([brief.fingerprint, registry.making_fingerprint(alias)]),
                facts_fingerprint=facts_fingerprint,
                style=steering.style,
                priority=wish.priority,
            )


def _is_drafted(waiting: Collection[tuple[str, ...]], *draft: str) -> bool:
    return draft in waiting


def _candidates(wish: Wish, steering: Steering) -> int:
    wanted = wish.candidates or steering.resolved.candidates
    return max(1, min(wanted, int(conf.limit("CANDIDATES"))))


def _refused(item: GenerationJob | Skipped, limit: LimitReached) -> Skipped:
    if isinstance(item, Skipped):
        return item
    return Skipped(item.product_model, item.product_id, item.product_title, item.recipe, str(limit))
