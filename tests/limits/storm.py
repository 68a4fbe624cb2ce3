"""A thousand requests at once, from several processes of several threads, against a limit of a hundred jobs.

Run as a program in the settings of `small_shop`; prints ``accepted=… refused=… jobs=… counted=…``.
"""

from __future__ import annotations

import multiprocessing
import sys
from concurrent.futures import ThreadPoolExecutor

REQUESTS = 1_000
PROCESSES = 4
THREADS = 8


def ask(key: int) -> bool:
    from django.contrib.auth.models import Group, User

    from pdp_ai.actions.request_generation import Wish, request_generation
    from pdp_ai.exceptions import LimitReached

    user = User.objects.get(username="hasty")
    try:
        request_generation([Group.objects.get(pk=key)], Wish(fill="all"), user=user)
    except LimitReached:
        return False
    return True


def one_process(keys: list[int]) -> int:
    import django

    django.setup()
    if "control" in sys.argv:
        _without_the_condition()
    with ThreadPoolExecutor(THREADS) as threads:
        return sum(threads.map(ask, keys))


def _without_the_condition() -> None:
    """The control: look first, then count; what a check without a conditional UPDATE would do."""
    from pdp_ai.models.quota import Quota, QuotaQuerySet

    def take(self: QuotaQuerySet, key: str, count: int, allowed: int | None) -> bool:
        if allowed is not None and self.used(key) + count > allowed:
            return False
        self.filter(key=key).update(used=Quota.objects.used(key) + count)
        return True

    QuotaQuerySet.hold = lambda self, key: self.bulk_create([Quota(key=key)], ignore_conflicts=True)
    QuotaQuerySet.take = take


def main() -> None:
    import django

    django.setup()
    from django.contrib.auth.models import Group, User
    from django.core.management import call_command
    from django.db import connections

    from pdp_ai.models import GenerationJob, Quota

    call_command("migrate", verbosity=0)
    User.objects.create_superuser("hasty")
    groups = Group.objects.bulk_create(Group(name=f"Product {number}") for number in range(REQUESTS))
    keys = [group.pk for group in groups]
    connections.close_all()
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as processes:
        accepted = sum(processes.map(one_process, [keys[start::PROCESSES] for start in range(PROCESSES)]))
    jobs = GenerationJob.objects.count()
    counted = sum(Quota.objects.values_list("used", flat=True))
    print(f"accepted={accepted} refused={REQUESTS - accepted} jobs={jobs} counted={counted}")


if __name__ == "__main__":
    main()
