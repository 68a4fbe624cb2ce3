"""How long a page of the review room takes with many drafts, beside the same page of an empty table.

    python -m benchmarks.review_room [--drafts 100000]

Prints the 95th percentile of both and their ratio: for the usual page, filters, orders and a
page far down.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from typing import Any

SLOTS = ("description", "bullets", "meta_description", "alt_text", "packshot", "scene")
PAGES = {
    "usual": {},
    "oldest first": {"order": "oldest"},
    "worst first": {"order": "worst"},
    "one slot": {"slot": "bullets"},
    "errors": {"severity": "3"},
    "errors of one slot": {"severity": "3", "slot": "bullets"},
    "another model": {"model": "none such"},
    "mine": {"assignee": "me"},
    "within a day": {"age": "day"},
    "older than a week": {"age": "-week"},
    "approved": {"state": "approved"},
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--drafts", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(PDP_AI_DEMO_DIR=folder, DJANGO_SETTINGS_MODULE="benchmarks.shop")
        import django

        django.setup()
        measure(options.drafts, options.rounds)


def measure(count: int, rounds: int) -> None:
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.test import Client

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SESSION_COOKIE_SECURE = False
    call_command("migrate", verbosity=0)
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("boss"))
    empty = _page(client, {}, rounds)
    seeding = time.perf_counter()
    last = seed(count)
    print(f"{count:,} drafts in {time.perf_counter() - seeding:.0f} s; empty table: p95 {empty:.0f} ms")
    pages: dict[str, dict[str, str]] = {**PAGES, "far down": {"after": str(last // 2)}}
    for name, query in pages.items():
        full = _page(client, query, rounds)
        print(f"{name:20} p95 {full:6.0f} ms, {full / empty:5.2f} × an empty table")


def seed(count: int) -> int:
    """Drafts of six slots for each product, with every severity; the last one's key."""
    from pdp_ai.models import GenerationJob, MediaDraft

    for jobs in _jobs(count // len(SLOTS)):
        GenerationJob.objects.bulk_create(jobs)
        MediaDraft.objects.bulk_create(
            MediaDraft(
                job=job,
                product_model=job.product_model,
                product_id=job.product_id,
                product_title=job.product_title,
                slot=slot,
                place=slot,
                language="en",
                mime="text/plain",
                text="<p>A brass lamp, thirty centimetres high, for the desk in the hall.</p>" * 5,
                severity=(number + int(job.product_id)) % 4,
                model="smollm2-135m-instruct",
                engine="copy",
            )
            for job in jobs
            for number, slot in enumerate(SLOTS)
        )
    return MediaDraft.objects.latest("pk").pk


def _jobs(products: int) -> Iterator[list[Any]]:
    from pdp_ai.models import GenerationJob

    for start in range(0, products, 500):
        yield [
            GenerationJob(
                product_model="shop.product",
                product_id=str(number),
                product_title=f"Brass lamp {number}",
                recipe="description",
                lane="gpu",
                batch_key="copy",
                brief_data={},
                fingerprint=str(number),
                facts_fingerprint="",
                state="successful",
            )
            for number in range(start, min(start + 500, products))
        ]


def _page(client: Any, query: dict[str, str], rounds: int) -> float:
    """95th percentile in milliseconds."""
    from django.urls import reverse

    address = reverse("admin:pdp_ai_mediadraft_room")
    assert client.get(address, query).status_code == 200
    times = []
    for _round in range(rounds):
        started = time.perf_counter()
        client.get(address, query)
        times.append((time.perf_counter() - started) * 1_000)
    return sorted(times)[int(0.95 * (len(times) - 1))]


if __name__ == "__main__":
    sys.exit(main())
