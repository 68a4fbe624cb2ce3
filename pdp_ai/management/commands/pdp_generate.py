"""Ask for media from the command line."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable
from typing import Any, Literal

from django.core.management.base import BaseCommand, CommandError

from pdp_ai import registry
from pdp_ai.actions.request_generation import Skipped, Wish, plan_generation, request_generation
from pdp_ai.management.choose_products import add_product_arguments, chosen_products
from pdp_ai.management.draft_report import draft_as_dict, draft_table
from pdp_ai.management.job_watch import wait_for_jobs
from pdp_ai.models import GenerationJob, MediaDraft, Style
from pdp_ai.slots import SLOTS


class Command(BaseCommand):
    help = "Asks for drafts of the products' media. Workers (`manage.py pdp_cluster`) make them; people review them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_product_arguments(parser)
        parser.add_argument("--slots", nargs="+", choices=sorted(SLOTS), metavar="SLOT", default=[])
        parser.add_argument("--style", metavar="NAME", help="instead of the one that fits the product's category")
        parser.add_argument("--candidates", type=int, metavar="N")
        parser.add_argument("--force", action="store_true", help="also where the slot is filled or a draft waits")
        parser.add_argument("--dry-run", action="store_true", help="say what would be asked for; ask for nothing")
        parser.add_argument("--wait", action="store_true", help="until every job has ended; exit 1 if one failed")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        wish = _wish(options)
        products = chosen_products(options)
        if options["dry_run"]:
            return self._report(list(plan_generation(products, wish)), as_json=options["json"])
        result = request_generation(products, wish)
        if not options["wait"]:
            return self._report([*result.jobs, *result.skipped], as_json=options["json"])
        jobs = wait_for_jobs([job.pk for job in result.jobs])
        self._report_drafts(jobs, result.skipped, as_json=options["json"])
        failed = [job for job in jobs if job.state in {GenerationJob.State.FAILED, GenerationJob.State.QUARANTINED}]
        if failed:
            raise CommandError(f"{len(failed)} of {len(jobs)} jobs failed.")
        return None

    def _report(self, planned: list[GenerationJob | Skipped], *, as_json: bool) -> None:
        jobs = [item for item in planned if isinstance(item, GenerationJob)]
        skipped = [item for item in planned if isinstance(item, Skipped)]
        if as_json:
            self.stdout.write(_json({"jobs": list(map(_job, jobs)), "skipped": list(map(_skipped, skipped))}))
            return
        self.stdout.write(f"{len(jobs)} jobs for {len({(job.product_model, job.product_id) for job in jobs})} products")
        self._list_skipped(skipped)

    def _report_drafts(self, jobs: list[GenerationJob], skipped: list[Skipped], *, as_json: bool) -> None:
        drafts = MediaDraft.objects.filter(job__in=jobs).select_related("job").order_by("product_id", "slot", "pk")
        if as_json:
            rows = {"jobs": list(map(_job, jobs)), "skipped": list(map(_skipped, skipped))}
            self.stdout.write(_json({**rows, "drafts": [draft_as_dict(draft) for draft in drafts]}))
            return
        if drafts:
            self.stdout.write(draft_table(drafts))
        for job in jobs:
            if job.state != GenerationJob.State.SUCCESSFUL and job.last_error:
                self.stderr.write(f"{job}: {job.get_state_display()}: {job.last_error['message']}")
        self._list_skipped(skipped)

    def _list_skipped(self, skipped: Iterable[Skipped]) -> None:
        for reason, count in Counter(item.reason for item in skipped).most_common():
            self.stdout.write(f"{count} left out: {reason}")


def _wish(options: dict[str, Any]) -> Wish:
    style = None
    if options["style"] and not (style := Style.objects.filter(name=options["style"], is_active=True).first()):
        raise CommandError(f"There is no active style {options['style']!r}.")
    fill: Literal["empty", "all"] = "all" if options["force"] else "empty"
    known = {slot for adapter in registry.adapters().values() for slot in adapter.slots}
    if missing := [slot for slot in options["slots"] if slot not in known]:
        raise CommandError(f"No configured product model has a place for {', '.join(missing)}.")
    return Wish(
        slots=tuple(options["slots"]),
        style=style,
        candidates=options["candidates"],
        fill=fill,
        priority=GenerationJob.Priority.BULK,
    )


def _job(job: GenerationJob) -> dict[str, Any]:
    return {
        "id": job.pk,
        "product": f"{job.product_model}:{job.product_id}",
        "title": job.product_title,
        "recipe": job.recipe,
        "state": job.state,
        "errors": job.errors,
    }


def _skipped(item: Skipped) -> dict[str, Any]:
    return {
        "product": f"{item.product_model}:{item.product_id}",
        "title": item.product_title,
        "recipe": item.recipe,
        "reason": item.reason,
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
