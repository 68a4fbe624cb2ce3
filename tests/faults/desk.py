"""The shop's own process: asks, saves and counts, one JSON line in and one out (`python -m tests.faults.desk`)."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from typing import Any

import django

if __name__ == "__main__":
    django.setup()

# isort: split
from django.core.management import call_command
from django.db import Error, close_old_connections, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from pdp_ai import registry
from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.actions.request_in_bulk import begin_bulk_request
from pdp_ai.models import BulkRequest, GenerationJob, Lane, MediaDraft, ProductChange
from pdp_ai.models.drafts_storage import drafts_storage
from pdp_ai.models.job_state import UNFINISHED, JobState
from tests.faults.steady import BAD_WORDS
from tests.faults.store.models import Item
from tests.faults.strikes import recorded


def migrate() -> None:
    call_command("migrate", run_syncdb=True, verbosity=0)


def ask(titles: list[str], priority: int = 100) -> int:
    """New products, and a request for each."""
    with transaction.atomic():
        items = Item.objects.bulk_create(Item(title=title) for title in titles)
        wish = Wish(slots=("packshot",), fill="all", priority=GenerationJob.Priority(priority))
        return len(request_generation(items, wish).jobs)


def ask_in_bulk(titles: list[str]) -> int:
    """New products, and one large request for all of them, which the small-work lane works off in chunks."""
    Item.objects.bulk_create(Item(title=title) for title in titles)
    keys = Item.objects.filter(title__in=titles).values_list("pk", flat=True)
    bulk = BulkRequest.objects.store({"store.item": list(keys)}, None)
    begin_bulk_request(bulk, Wish(slots=("packshot",), fill="all"))
    return bulk.pk


def bulk(pk: int) -> dict[str, Any]:
    return BulkRequest.objects.filter(pk=pk).values("state", "products", "done", "jobs")[0]


def save(titles: list[str], *, whole: bool = True) -> float:
    """Save new products, each in a transaction of its own (`whole`) or in none; seconds of the slowest."""
    slowest = 0.0
    for title in titles:
        began = time.monotonic()
        if whole:
            with transaction.atomic():
                Item(title=title).save()
        else:
            Item(title=title).save()
        slowest = max(slowest, time.monotonic() - began)
    return slowest


def ask_timed(title: str) -> float:
    began = time.monotonic()
    ask([title])
    return time.monotonic() - began


def save_at_once(title: str, times: int) -> int:
    """One product saved by `times` threads at the same time, each with another title; the failures."""
    item = Item.objects.create(title=title)
    failures = []

    def save_once(number: int) -> None:
        try:
            with transaction.atomic():
                Item(pk=item.pk, title=f"{title} {number}").save()
        except Error as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=save_once, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(failures)


def queries_of_a_save() -> list[int]:
    """Queries that the hook adds: inside a transaction, and outside any."""
    added = []
    for whole in (True, False):
        counts = []
        for hooked in (True, False):
            title = "counted"
            slots = registry.slots_on_save
            if not hooked:
                registry.slots_on_save = lambda _label: ()  # type: ignore[assignment]
            with CaptureQueriesContext(connection) as queries:
                save([title], whole=whole)
            registry.slots_on_save = slots  # type: ignore[assignment]
            counts.append(len(queries))
        added.append(counts[0] - counts[1])
    Item.objects.filter(title="counted").delete()
    return added


def break_the_note() -> bool:
    """Whether a save in a transaction survives a note that the database refuses."""
    note = ProductChange._meta.db_table
    ProductChange._meta.db_table = "no_such_table"
    try:
        with transaction.atomic():
            Item(title="note refused").save()
            Item.objects.filter(title="note refused").update(title="note refused, written on")
    finally:
        ProductChange._meta.db_table = note
    return Item.objects.filter(title="note refused, written on").delete()[0] == 1


def edit(old: str, new: str) -> int:
    return Item.objects.filter(title=old).update(title=new)


def edit_or_delete(draw: float) -> None:
    """Change, or for a small `draw` remove, the newest product, as a person would: by a save."""
    item = Item.objects.order_by("-pk").first()
    if item is None:
        return
    with transaction.atomic():
        if draw < 0.3:
            item.delete()
        else:
            item.title += " edited"
            item.save()


def delete(title: str) -> int:
    return Item.objects.filter(title=title).delete()[0]


def ring(times: int) -> None:
    """Doorbells that nobody asked for, past the coalescing."""
    from pdp_ai.actions.ring_lane import Doorbell, push

    for _ in range(times):
        push(Doorbell("gpu", "gpu", "pdp_ai.tasks.drain_lane", ("gpu",)))


def lose_doorbells() -> None:
    """The queue of the ORM broker is emptied behind the shop's back."""
    from django_q.models import OrmQ

    OrmQ.objects.all().delete()


def garble_doorbells() -> None:
    """What a key nobody has any more signed, and what names a function that a deploy has renamed."""
    from django_q.brokers import get_broker
    from django_q.tasks import async_task

    get_broker("gpu").enqueue("signed:with:another-key")
    async_task("pdp_ai.tasks.renamed_by_a_deploy", "gpu", cluster="gpu")


def hold_lock(seconds: float) -> None:
    """Keep every other writer of an SQLite file out."""
    with transaction.atomic():
        Lane.objects.update(seen_at=None)
        time.sleep(seconds)


def cancel(title: str) -> int:
    return GenerationJob.objects.filter(product_title=title).cancel()


def states() -> dict[str, int]:
    return dict(Counter(GenerationJob.objects.values_list("state", flat=True)))


def job(title: str) -> dict[str, Any]:
    return GenerationJob.objects.filter(product_title=title).values("state", "attempts", "crashes", "errors")[0]


def running() -> int:
    return GenerationJob.objects.filter(state=JobState.RUNNING).count()


def unfinished() -> int:
    jobs = GenerationJob.objects.filter(state__in=UNFINISHED).count()
    return jobs + ProductChange.objects.count() + BulkRequest.objects.waiting().count()


def tally() -> dict[str, int]:
    """What became of everything that was ever asked for.

    Lost: a product without a finished job that made a draft of its present facts. Doubled: drafts beyond one per
    finished job, drafts of jobs that did not finish, and finished jobs beyond one for the same facts.
    """
    drafts = Counter(MediaDraft.objects.values_list("job_id", flat=True))
    done: Counter[tuple[str, str]] = Counter()
    doubled = 0
    jobs = GenerationJob.objects.values_list("pk", "state", "product_id", "facts_fingerprint")
    for key, state, product, facts in jobs:
        finished = state == JobState.SUCCESSFUL
        doubled += max(0, drafts[key] - int(finished))
        if finished and drafts[key]:
            done[product, facts] += 1
    doubled += sum(count - 1 for count in done.values())
    adapter = registry.adapter_for(Item)
    lost = sum(
        not done[str(item.pk), adapter.input_fingerprint(adapter.facts(item))]
        for item in Item.objects.all()
        if not any(word in item.title for word in BAD_WORDS)
    )
    storage = drafts_storage()
    missing = sum(not storage.exists(name) for name in MediaDraft.objects.values_list("file", flat=True).distinct())
    runs = recorded("runs")
    return {
        "jobs": len(jobs),
        "lost": lost,
        "doubled": doubled,
        "reruns": len(runs) - len(set(runs)),
        "fenced": len(recorded("fenced")),
        "two_resident": len(recorded("two_resident")),
        "missing_files": missing,
        "crashes": sum(GenerationJob.objects.values_list("crashes", flat=True)),
    }


def forget_all() -> None:
    """Start the next scene with an empty shop."""
    MediaDraft.objects.all().delete()
    GenerationJob.objects.all().delete()
    ProductChange.objects.all().delete()
    BulkRequest.objects.all().delete()
    Item.objects.all().delete()


def serve() -> None:
    commands: dict[str, Callable[..., Any]] = {
        name: value for name, value in globals().items() if callable(value) and value.__module__ == __name__
    }
    for line in sys.stdin:
        name, arguments = json.loads(line)
        close_old_connections()
        try:
            answer = {"result": commands[name](**arguments)}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
            connections.close_all()
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    with closing(connection):
        serve()
