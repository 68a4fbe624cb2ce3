"""A reviewer takes products from nothing to published and back in a browser; clicks, keys and seconds are counted.

    python -m benchmarks.from_nothing_and_back wagtail|django [--products 20] [--pictures FOLDER]

A new shop with the demo's products, the starter models in a real `pdp_cluster`, and Chromium. Whoever clicks signs in,
follows the menus and sees only what the pages show. The minutes in which the machine writes and paints are told apart:
nobody has to sit there for them.
"""

from __future__ import annotations

import argparse
import csv
import os
import re
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page, expect, sync_playwright

#: Seconds a person takes to find and click what comes next, and to type one letter. Reading drafts is not counted.
PER_CLICK = 3.0
PER_KEY = 0.3
#: Milliseconds that a page may take, and the machine to make everything.
PATIENCE = 120_000
MACHINE = 3 * 3_600_000

ADMINS = ("wagtail", "django")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


@dataclass
class Person:
    """Clicks and types what can be seen on the page at hand, and counts."""

    page: Page
    #: Where a picture of each page passed is kept.
    pictures: Path | None = None
    clicks: int = 0
    keys: int = 0
    #: For pages, and for decisions on many drafts.
    waited: float = 0.0
    #: While drafts are made.
    made: float = 0.0
    steps: list[str] = field(default_factory=list)

    def click(self, what: Locator, until: Locator | None = None) -> None:
        """Waits for the page that comes, or for what it has to show."""
        expect(what).to_be_visible(timeout=PATIENCE)
        name = re.sub(r"\s+", " ", what.text_content() or what.get_attribute("aria-label") or "").strip()
        started = time.perf_counter()
        what.click()
        self.page.wait_for_load_state("load")
        if until:
            expect(until).to_be_visible(timeout=PATIENCE)
        self.waited += time.perf_counter() - started
        self.clicks += 1
        self.steps.append(name)
        self._keep()

    def pick(self, select: Locator, label: str) -> None:
        """An option of a list: one click to open it, one on the option."""
        select.select_option(label=label)
        self.clicks += 2
        self.steps.append(f"{label} (in a list)")

    def type(self, where: Locator, text: str) -> None:
        where.fill(text)
        self.clicks += 1
        self.keys += len(text)

    def watch(self, done: Locator) -> None:
        """The machine makes what was asked for."""
        started = time.perf_counter()
        expect(done).to_be_visible(timeout=MACHINE)
        self.made += time.perf_counter() - started
        self._keep()

    @property
    def seconds(self) -> float:
        return self.waited + self.clicks * PER_CLICK + self.keys * PER_KEY

    def _keep(self) -> None:
        if self.pictures:
            self.page.screenshot(path=self.pictures / f"{len(self.steps):02}.png")


def publish_and_take_back(person: Person, admin: str, *, name: str, password: str) -> None:
    """From the sign-in page of an admin to its products published, and back to how they were."""
    page = person.page
    {"wagtail": _to_generate_in_wagtail, "django": _to_generate_in_django}[admin](person, name, password)
    person.click(page.get_by_role("main").get_by_role("button", name="Generate media"))
    person.watch(page.get_by_text(re.compile(r"(\d+) of \1 jobs? done")))
    done, back = page.get_by_text("Done.", exact=True), page.get_by_text("Taken back.", exact=True)
    person.click(page.get_by_role("link", name="Review the drafts"))
    person.click(page.get_by_label("All", exact=False).first)
    person.click(page.get_by_role("button", name="Approve …"))
    person.click(page.get_by_role("button", name="Approve", exact=True), done)
    person.click(page.get_by_role("button", name="Publish what was approved …"))
    person.click(page.get_by_role("button", name="Publish", exact=True), done)
    person.click(page.get_by_role("button", name="Take all of it back"), back)


def _to_generate_in_wagtail(person: Person, name: str, password: str) -> None:
    page = person.page
    page.goto("/admin/")
    person.type(page.locator("[name=username]"), name)
    person.type(page.locator("[name=password]"), password)
    person.click(page.get_by_role("button", name="Sign in"))
    person.click(page.get_by_role("button", name="Catalogue"))
    person.click(page.get_by_role("link", name="Products", exact=True))
    person.click(page.get_by_role("checkbox", name="Select all"))
    person.click(page.get_by_role("link", name="Generate media"))


def _to_generate_in_django(person: Person, name: str, password: str) -> None:
    page = person.page
    page.goto("/django-admin/")
    person.type(page.locator("[name=username]"), name)
    person.type(page.locator("[name=password]"), password)
    person.click(page.get_by_role("button", name="Log in"))
    person.click(page.get_by_role("main").get_by_role("link", name="Products", exact=True))
    person.click(page.locator("#action-toggle"))
    person.pick(page.get_by_label("Action:"), "Generate media")
    person.click(page.get_by_role("button", name="Run", exact=True).or_(page.get_by_role("button", name="Go")))


def report(person: Person, admin: str, products: int, published: int) -> str:
    return (
        f"{admin}: {products} products, {published} publications and back: {person.clicks} clicks, {person.keys} keys, "
        f"{person.waited:.1f} s of waiting for pages and decisions; {person.seconds:.0f} s in all with "
        f"{PER_CLICK:.0f} s a click and {PER_KEY} s a key. "
        f"The machine wrote and painted for {person.made:.0f} s meanwhile."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("admin", choices=ADMINS)
    parser.add_argument("--products", type=int, default=20)
    parser.add_argument("--pictures", type=Path, help="keep a picture of each page passed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        # Playwright runs an event loop in this thread, in which Django would refuse its database.
        os.environ.update(
            PDP_AI_DEMO_DIR=folder, DJANGO_SETTINGS_MODULE="example_project.settings", DJANGO_ALLOW_ASYNC_UNSAFE="1"
        )
        import django

        django.setup()
        print(measure(options.admin, options.products, options.pictures))


def measure(admin: str, count: int, pictures: Path | None) -> str:
    from example_project.shop.management.commands.demo import free_port, running, wait_for_port
    from example_project.shop.models import Product
    from pdp_ai.models import Publication

    set_up(count)
    before = texts()
    port = free_port(8100)
    with (
        running("cluster", "pdp_cluster"),
        running("web server", "runserver", "--noreload", f"127.0.0.1:{port}"),
        sync_playwright() as playwright,
    ):
        wait_for_port(port)
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        size = {"width": 1400, "height": 1000}
        page = chromium.new_context(base_url=f"http://localhost:{port}", viewport=size).new_page()
        page.set_default_timeout(PATIENCE)
        person = Person(page, pictures)
        publish_and_take_back(person, admin, name="admin", password="admin")
        chromium.close()
    assert not Publication.objects.standing().exists()
    assert texts() == before
    return report(person, admin, Product.objects.count(), Publication.objects.count())


def set_up(count: int) -> None:
    """As `make demo` does, with the catalogue's first products and nothing made yet."""
    from django.conf import settings
    from django.core.management import call_command

    from example_project.demo_catalogue import make_catalogue

    catalogue = Path(settings.VAR_DIR) / "catalogue"
    make_catalogue(catalogue)
    table = catalogue / "products.csv"
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows[: count + 1])
    call_command("migrate", verbosity=0)
    call_command("pdp_models", "fetch")
    call_command("load_catalog", str(catalogue))
    call_command("setup_shop")


def texts() -> list[tuple[str, ...]]:
    """What shoppers would read of every product."""
    from example_project.shop.models import Product

    fields = ("sku", "description", "highlights", "search_description", "photos__alt_text", "photos__role")
    return sorted(Product.objects.values_list(*fields))


if __name__ == "__main__":
    sys.exit(main())
