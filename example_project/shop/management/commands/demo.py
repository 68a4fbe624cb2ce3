"""`make demo`: from an empty folder to a running shop whose first products have drafts to review."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from example_project.demo_catalogue import make_catalogue
from example_project.shop.models import Product
from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.management.draft_report import draft_table
from pdp_ai.management.job_watch import wait_for_jobs
from pdp_ai.models import GenerationJob, MediaDraft

PRODUCTS = 6
#: Whose scenes the shop's style has painted on a meadow.
OUTSIDE = ("Tent", "Cruiser Skateboard")
OWN_PRODUCTS = Path(__file__).resolve().parents[3] / "own_products"
MANAGE = Path(__file__).resolve().parents[4] / "example_project" / "manage.py"


class Command(BaseCommand):
    help = "Sets the example shop up, starts it, and generates media for its first products."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="end when the drafts are made; exit 1 if a job failed")
        parser.add_argument("--port", type=int, default=8000, help="the first free one from here on")

    def handle(self, *args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, _interrupt)
        self.set_up()
        port = free_port(options["port"])
        with ExitStack() as stack:
            stack.enter_context(running("cluster", "pdp_cluster"))
            stack.enter_context(running("web server", "runserver", "--noreload", f"127.0.0.1:{port}"))
            failed = self.generate()
            wait_for_port(port)
            if options["once"]:
                if failed:
                    raise CommandError(f"{failed} jobs failed.")
                return
            self.print_addresses(f"http://localhost:{port}")
            stay()

    def set_up(self) -> None:
        catalogue = Path(settings.VAR_DIR) / "catalogue"
        self.step("Database")
        call_command("migrate", verbosity=0)
        self.step("Starter models")
        call_command("pdp_models", "fetch", stdout=self.stdout)
        self.step("Catalogue")
        make_catalogue(catalogue)
        call_command("load_catalog", str(catalogue), plain=6, stdout=self.stdout)
        call_command("load_catalog", str(OWN_PRODUCTS), stdout=self.stdout)
        self.step("Site and accounts")
        call_command("setup_shop", stdout=self.stdout)

    def generate(self) -> int:
        """Ask for what the first products still lack, wait, and show their drafts; the number of failed jobs."""
        self.step(f"Media for the first {PRODUCTS} products; one in all its colours, two painted out of doors")
        first = list(Product.objects.order_by("pk")[:PRODUCTS])
        in_colours = list(Product.objects.filter(variants__isnull=False).distinct())
        outside = list(Product.objects.filter(title__in=OUTSIDE))
        asked = request_generation(first, Wish()).jobs
        asked += request_generation(in_colours, Wish(slots=("colour_set",))).jobs
        asked += request_generation(outside, Wish(slots=("scene",))).jobs
        jobs = wait_for_jobs([job.pk for job in asked])
        products = [*first, *in_colours, *outside]
        drafts = MediaDraft.objects.filter(
            product_model=Product._meta.label_lower, product_id__in=[str(product.pk) for product in products]
        ).exclude(state=MediaDraft.State.SUPERSEDED)
        self.stdout.write(draft_table(drafts.order_by("product_title", "slot", "pk")))
        failed = [job for job in jobs if job.state != GenerationJob.State.SUCCESSFUL]
        for job in failed:
            self.stderr.write(f"{job}: {job.get_state_display()}: {(job.last_error or {}).get('message', '')}")
        return len(failed)

    def print_addresses(self, address: str) -> None:
        self.stdout.write(
            f"""
  The shop           {address}/
  Review in Wagtail  {address}/admin/          (menu: Product media)
  Review in Django   {address}/django-admin/
  Sign in as         admin / admin, reviewer / reviewer or editor / editor (styles)

Ctrl-C stops the shop. `make demo` starts it again with everything in place."""
        )

    def step(self, title: str) -> None:
        self.stdout.write(self.style.MIGRATE_HEADING(title))


@contextmanager
def running(name: str, *arguments: str) -> Iterator[None]:
    """A management command in the background, its output in a log; it is asked to stop at the end, and waited for."""
    log = Path(settings.VAR_DIR) / f"{name.replace(' ', '-')}.log"
    with log.open("ab") as output:
        # A session of its own: Ctrl-C in the terminal reaches this command alone, which then stops the others in order.
        process = subprocess.Popen(
            [sys.executable, str(MANAGE), *arguments], stdout=output, stderr=output, start_new_session=True
        )
        try:
            yield
            if process.poll() is not None:
                raise CommandError(f"The {name} ended by itself; see {log}.")
        finally:
            process.terminate()
            process.wait()


def free_port(first: int) -> int:
    for port in range(first, first + 50):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise CommandError(f"No free port between {first} and {first + 49}.")


def wait_for_port(port: int, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise CommandError(f"The web server does not answer; see {Path(settings.VAR_DIR) / 'web-server.log'}.")


def stay() -> None:
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        pass


def _interrupt(*_args: Any) -> None:
    """As Ctrl-C, which a shell keeps from what it starts in the background."""
    raise KeyboardInterrupt
