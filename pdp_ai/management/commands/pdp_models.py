"""Fetch, list and verify the models that engines use."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pdp_ai.engines.fetching import fetch
from pdp_ai.engines.starter_models import WEIGHTS
from pdp_ai.engines.weights import cache_directory, locate, revision_of, verify
from pdp_ai.exceptions import ModelNotFetched, PdpAiError


class Command(BaseCommand):
    """`fetch` is safe to repeat: what is there already is left alone."""

    help = "Fetch models into the model cache, list them, or verify their hashes."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["fetch", "list", "verify"])
        parser.add_argument(
            "names",
            nargs="*",
            metavar="NAME",
            help="A starter model, or org/name@<commit>; default: every starter model but the optional ones",
        )
        parser.add_argument("--cache", default="", help="Model cache; default: $PDP_AI_MODEL_CACHE or ~/.cache/pdp_ai")
        parser.add_argument("--json", action="store_true", help="Print list or verify as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        names = options["names"] or [name for name, weights in WEIGHTS.items() if not weights.optional]
        if options["action"] == "fetch":
            self._fetch(names, options["cache"])
            return
        if options["action"] == "list":
            names = options["names"] or list(WEIGHTS)
        rows = [_row(name, options["cache"], in_full=options["action"] == "verify") for name in names]
        if options["json"]:
            self.stdout.write(json.dumps({"cache": str(cache_directory(options["cache"])), "models": rows}, indent=1))
        else:
            self._print_table(rows)
        wrong = [row for row in rows if row["state"] not in _FINE[options["action"]]]
        if wrong:
            raise CommandError("\n".join(row["problem"] for row in wrong))

    def _fetch(self, names: list[str], cache: str) -> None:
        for name in names:
            try:
                path = fetch(name, cache, progress=self.stdout.write)
            except PdpAiError as error:
                raise CommandError(f"{name}: {error}") from error
            self.stdout.write(f"  {path}")

    def _print_table(self, rows: list[dict[str, Any]]) -> None:
        header = ["name", "source", "revision", "sha256", "licence", "commercial use", "size", "state"]
        cells = [header, *([_cell(row[name.replace(" ", "_")]) for name in header] for row in rows)]
        widths = [max(len(line[column]) for line in cells) for column in range(len(header))]
        for line in cells:
            self.stdout.write("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())


#: What the catalogue pins, as the table shows it.
_PINNED = ("name", "source", "revision", "sha256", "licence", "commercial_use", "size")

#: States that are no reason to fail.
_FINE = {"list": {"present", "missing", "refused"}, "verify": {"verified"}}


def _row(name: str, cache: str, *, in_full: bool) -> dict[str, Any]:
    """What is known of a model, and whether it is in the cache: present (by record) or verified (by hash)."""
    row: dict[str, Any] = dict.fromkeys(_PINNED, "") | {"name": name, "source": "hub", "revision": revision_of(name)}
    if name in WEIGHTS:
        row = {field: getattr(WEIGHTS[name], field) for field in _PINNED}
    row |= {"state": "verified" if in_full else "present", "path": "", "problem": ""}
    try:
        row["path"] = str(verify(name, cache) if in_full else locate(name, cache))
    except PdpAiError as error:
        row |= {"state": "missing" if isinstance(error, ModelNotFetched) else "refused", "problem": str(error)}
    return row


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value / 1e6:.1f} MB"
    return str(value)[:32]
