"""Load a catalogue folder into the shop: `manage.py load_catalog DIR`. `CATALOGUE.md` describes the folder."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from example_project.shop.catalogue.loading import load_plain_product, load_product
from example_project.shop.catalogue.rows import BadRow, CatalogueRow, CatalogueUnreadable, Problem, read_rows
from example_project.shop.progress import Progress


class Command(BaseCommand):
    help = "Load products.csv and images/ from a folder; bad rows are named and left out. Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)
        parser.add_argument(
            "--plain", metavar="N", type=int, default=0, help="also load the first N rows as workshop products"
        )
        parser.add_argument("--json", action="store_true", dest="as_json", help="print the summary as JSON")

    def handle(self, *args: Any, folder: Path, plain: int, as_json: bool, **options: Any) -> None:
        try:
            records = list(read_rows(folder / "products.csv"))
        except CatalogueUnreadable as error:
            raise CommandError(str(error)) from error
        outcomes: Counter[str] = Counter()
        problems: list[Problem] = []
        warnings: list[Problem] = []
        with Progress(self.stderr, total=len(records)) as progress:
            for record in records:
                result = self.load(record, folder / "images", plain=record.row <= plain + 1)
                if isinstance(result, Problem):
                    problems.append(result)
                    progress.say(str(result))
                else:
                    outcomes[result] += 1
                if isinstance(record, CatalogueRow) and not record.title:
                    warnings.append(Problem(record.row, "title", "is empty; loaded under its SKU"))
                    progress.say(f"warning: {warnings[-1]}")
                progress.advance()
        self.report(outcomes, problems, warnings, as_json=as_json)

    def load(self, record: CatalogueRow | Problem, images: Path, *, plain: bool) -> str | Problem:
        if isinstance(record, Problem):
            return record
        try:
            outcome = load_product(record, images)
            if plain:
                load_plain_product(record, images)
        except BadRow as error:
            return Problem(record.row, error.column, str(error))
        return outcome

    def report(
        self, outcomes: Counter[str], problems: list[Problem], warnings: list[Problem], *, as_json: bool
    ) -> None:
        counts = {name: outcomes[name] for name in ("created", "updated", "unchanged")} | {"failed": len(problems)}
        if as_json:
            details = {"problems": [asdict(item) for item in problems], "warnings": [asdict(item) for item in warnings]}
            self.stdout.write(json.dumps(counts | details, ensure_ascii=False))
        else:
            self.stdout.write(", ".join(f"{count} {name}" for name, count in counts.items()))
        if problems:
            raise CommandError(f"{len(problems)} row(s) could not be loaded; the others were.")
