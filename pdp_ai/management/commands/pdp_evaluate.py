"""Measures this project's own judgement on labelled examples."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from pdp_ai.quality.evaluation.grounding_figures import Figures, grounding_figures, mistakes
from pdp_ai.quality.evaluation.labelled_claims import Split

SPLITS: tuple[Split, ...] = ("test", "tune")


class Command(BaseCommand):
    help = "Measures how well claims are traced to facts, on a labelled set of invented products."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["grounding"], help="grounding: claims traced to the facts")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--mistakes", choices=SPLITS, help="also list what went wrong on this split")

    def handle(self, *args: Any, **options: Any) -> None:
        figures = {split: grounding_figures(split) for split in SPLITS}
        if options["json"]:
            self.stdout.write(json.dumps(figures, indent=2))
            return
        for split in SPLITS:
            self._show(split, figures[split])
        if options["mistakes"]:
            for mistake in mistakes(options["mistakes"]):
                what = "missed" if mistake.missed else "false alarm"
                self.stdout.write(f"{what} · {mistake.kind} · {mistake.product} · {mistake.claim!r} · {mistake.text}")

    def _show(self, split: str, figures: Figures) -> None:
        self.stdout.write(f"{split:<14} {'precision':>9} {'recall':>9} {'claims':>7}")
        for kind, figure in figures.items():
            precision, recall = (_shown(figure[name]) for name in ("precision", "recall"))
            self.stdout.write(f"{kind:<14} {precision:>9} {recall:>9} {figure['n']:>7}")
        self.stdout.write("")


def _shown(share: float | None) -> str:
    return "–" if share is None else f"{share:.3f}"
