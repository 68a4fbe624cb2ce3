"""Ask for media from the command line."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from array import array
from collections import Counter
from collections.abc import Iterator
from typing import Any, Literal

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Model

from pdp_ai import conf, registry
from pdp_ai.actions.request_generation import RequestResult, Skipped, Wish, plan_generation, request_in_chunks
from pdp_ai.languages import is_tag
from pdp_ai.management.choose_products import add_product_arguments, chosen_products, count_products
from pdp_ai.management.draft_report import draft_table
from pdp_ai.management.job_watch import wait_for_jobs
from pdp_ai.management.request_progress import RequestProgress
from pdp_ai.models import GenerationJob, MediaDraft, Style
from pdp_ai.models.as_json import draft_as_dict, job_as_dict
from pdp_ai.slots import SLOTS
from pdp_ai.views.queue.expected_cost import expected_cost
from pdp_ai.views.queue.expected_time import duration_label, expected_time


class Command(BaseCommand):
    help = "Asks for drafts of the products' media. Workers (`manage.py pdp_cluster`) make them; people review them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_product_arguments(parser)
        parser.add_argument("--slots", nargs="+", choices=sorted(SLOTS), metavar="SLOT", default=[])
        parser.add_argument("--style", metavar="NAME", help="instead of the one that fits the product's category")
        parser.add_argument("--language", metavar="TAG", default="", help="of the copy; the product's own by default")
        parser.add_argument("--candidates", type=int, metavar="N")
        parser.add_argument("--force", action="store_true", help="also where the slot is filled or a draft waits")
        parser.add_argument("--dry-run", action="store_true", help="say what would be asked for; ask for nothing")
        parser.add_argument("--wait", action="store_true", help="until every job has ended; exit 1 if one failed")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        wish = _wish(options)
        products = chosen_products(options)
        if options["dry_run"]:
            return self._foresee(products, wish, as_json=options["json"])
        asked = self._ask(products, wish, count_products(options), keep=options["json"] or options["wait"])
        if options["wait"]:
            self._wait(asked, as_json=options["json"])
        elif options["json"]:
            jobs = [job_as_dict(job) for job in asked.rows()]
            self.stdout.write(_json({"jobs": jobs, "skipped": [item.as_dict() for item in asked.skipped]}))
        else:
            self.stdout.write(_jobs_for(asked.added, asked.products) + asked.already)
            self._list_left_out(asked.reasons)
        if asked.refusal:
            raise CommandError(f"{asked.refusal} {asked.added} jobs were asked for; run the command again to go on.")
        return None

    def _ask(self, products: Iterator[Model], wish: Wish, total: int | None, *, keep: bool) -> Asked:
        """Chunk by chunk; only with `keep` is anything remembered but numbers."""
        asked = Asked(keep=keep)
        progress = RequestProgress(sys.stderr, total)
        counted = _counting(products, progress)
        try:
            for result in request_in_chunks(counted, wish):
                asked.add(result)
                progress.add(0, result.added)
        except KeyboardInterrupt:
            done = f"Stopped after {asked.added} jobs; what was asked for stays. Run the command again to go on."
            raise CommandError(done, returncode=130) from None
        finally:
            progress.end()
        return asked

    def _foresee(self, products: Iterator[Model], wish: Wish, *, as_json: bool) -> None:
        planned = plan_generation(products, wish)
        if as_json:
            items = list(planned)
            jobs = [job_as_dict(item) for item in items if isinstance(item, GenerationJob)]
            skipped = [item.as_dict() for item in items if isinstance(item, Skipped)]
            self.stdout.write(_json({"jobs": jobs, "skipped": skipped}))
            return
        load: Counter[tuple[str, str]] = Counter()
        reasons: Counter[str] = Counter()
        count, last = 0, ("", "")
        for item in planned:
            if isinstance(item, Skipped):
                reasons[item.reason] += 1
                continue
            load[item.lane, item.recipe] += 1
            count += (item.product_model, item.product_id) != last
            last = (item.product_model, item.product_id)
        self.stdout.write(_jobs_for(load.total(), count))
        if load:
            self.stdout.write(_expectation(load))
        self._list_left_out(reasons)

    def _wait(self, asked: Asked, *, as_json: bool) -> None:
        jobs = wait_for_jobs(asked.keys)
        self._report_drafts(jobs, asked.skipped, as_json=as_json)
        failed = [job for job in jobs if job.state in {GenerationJob.State.FAILED, GenerationJob.State.QUARANTINED}]
        if failed:
            raise CommandError(f"{len(failed)} of {len(jobs)} jobs failed.")

    def _report_drafts(self, jobs: list[GenerationJob], skipped: list[Skipped], *, as_json: bool) -> None:
        drafts = MediaDraft.objects.filter(job__in=jobs).select_related("job").order_by("product_id", "slot", "pk")
        if as_json:
            rows = {"jobs": list(map(job_as_dict, jobs)), "skipped": [item.as_dict() for item in skipped]}
            self.stdout.write(_json({**rows, "drafts": [draft_as_dict(draft) for draft in drafts]}))
            return
        if drafts:
            self.stdout.write(draft_table(drafts))
        for job in jobs:
            if job.state != GenerationJob.State.SUCCESSFUL and job.last_error:
                self.stderr.write(f"{job}: {job.get_state_display()}: {job.last_error['message']}")
        self._list_left_out(Counter(item.reason for item in skipped))

    def _list_left_out(self, reasons: Counter[str]) -> None:
        for reason, count in reasons.most_common():
            self.stdout.write(f"{count} left out: {reason}")


class Asked:
    """What came of a request in chunks."""

    def __init__(self, *, keep: bool) -> None:
        self._keep = keep
        self.added = self.joined = self.products = 0
        self.reasons: Counter[str] = Counter()
        self.refusal = ""
        #: Empty unless they are kept.
        self.keys = array("Q")
        self.skipped: list[Skipped] = []

    def add(self, result: RequestResult) -> None:
        self.added += result.added
        self.joined += len(result.jobs) - result.added
        self.products += len({(job.product_model, job.product_id) for job in result.jobs})
        self.reasons.update(item.reason for item in result.skipped)
        if result.refused:
            self.refusal = result.refused[-1].reason
        if self._keep:
            self.keys.extend(job.pk for job in result.jobs)
            self.skipped += [*result.skipped, *result.refused]

    @property
    def already(self) -> str:
        return f"; {self.joined} more had been asked for already" if self.joined else ""

    def rows(self) -> Iterator[GenerationJob]:
        for start in range(0, len(self.keys), 500):
            yield from GenerationJob.objects.filter(pk__in=list(self.keys[start : start + 500])).order_by("pk")


def _jobs_for(jobs: int, products: int) -> str:
    return f"{jobs} {'job' if jobs == 1 else 'jobs'} for {products} {'product' if products == 1 else 'products'}"


def _counting(products: Iterator[Model], progress: RequestProgress) -> Iterator[Model]:
    for product in products:
        yield product
        progress.add(1, 0)


def _expectation(load: Counter[tuple[str, str]]) -> str:
    time = expected_time(load)
    wait = f", {duration_label(time.ahead)} of it for jobs that wait already" if time.ahead >= 60 else ""
    return f"Expected time: {time.label}{wait}\nExpected cost: {expected_cost(load).label}"


def _wish(options: dict[str, Any]) -> Wish:
    style = None
    if options["style"] and not (style := Style.objects.filter(name=options["style"], is_active=True).first()):
        raise CommandError(f"There is no active style {options['style']!r}.")
    fill: Literal["empty", "all"] = "all" if options["force"] else "empty"
    known = {slot for adapter in registry.adapters().values() for slot in adapter.slots}
    if missing := [slot for slot in options["slots"] if slot not in known]:
        raise CommandError(f"No configured product model has a place for {', '.join(missing)}.")
    if options["language"] and not is_tag(options["language"]):
        raise CommandError(f"{options['language']!r} is no language tag; write one such as de or zh-Hans.")
    most = conf.limit("CANDIDATES")
    if options["candidates"] is not None and not 1 <= options["candidates"] <= most:
        raise CommandError(f'--candidates is 1 to {most} here; PDP_AI["LIMITS"]["CANDIDATES"] says so.')
    return Wish(
        slots=tuple(options["slots"]),
        style=style,
        candidates=options["candidates"],
        fill=fill,
        language=options["language"],
        priority=GenerationJob.Priority.BULK,
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
