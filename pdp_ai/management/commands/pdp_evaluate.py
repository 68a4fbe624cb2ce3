"""Measures the judgement on labelled examples, what engines write and cut out, and a shop's drafts and pictures."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pdp_ai import registry
from pdp_ai.actions.measure_sameness import Sameness, measure_sameness
from pdp_ai.cleaning import html_to_text
from pdp_ai.exceptions import PdpAiError
from pdp_ai.management.copy_evaluation import copy_figures, labelled_facts, shop_facts
from pdp_ai.management.picture_evaluation import cut_out, picture_figures
from pdp_ai.quality.evaluation.cutout_figures import RENDERED, cutout_figures, measure_cutouts
from pdp_ai.quality.evaluation.grounding_figures import Figures, grounding_figures, mistakes
from pdp_ai.quality.evaluation.labelled_claims import Split

SPLITS: tuple[Split, ...] = ("test", "tune")


class Command(BaseCommand):
    help = "Measures how claims are traced, what copy engines write, how alike drafts are, cut-outs, and pictures."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "what",
            choices=["grounding", "copy", "sameness", "cutout", "pictures"],
            help="grounding: claims traced to the facts of a labelled set; copy: what engines write about that set's "
            "products; sameness: groups of this shop's products whose copy says the same; cutout: rendered "
            "products with known opacity, cut out; pictures: one of each of the shop's products, made and thrown away",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--mistakes", choices=SPLITS, help="also list what went wrong on this split")
        parser.add_argument(
            "--blind", action="store_true", help="grounding: only claims written without sight of the rules"
        )

        parser.add_argument("--engine", action="append", help="copy: an engine's alias, default copy, may be repeated")
        parser.add_argument("--adapter", metavar="ALIAS", default="", help="copy: one that the engine has at hand")
        parser.add_argument("--products", type=int, default=12, help="copy: how many products")
        parser.add_argument("--split", choices=SPLITS, default="test", help="copy: the part of the set they come from")
        parser.add_argument("--shop", action="store_true", help="copy: about this shop's products, not the set's")
        parser.add_argument("--candidates", type=int, default=2, help="copy: drafts of each slot")
        parser.add_argument("--slot", default="description", help="sameness: whose drafts are compared")
        parser.add_argument("--embedding-engine", default="", help="sameness: compare by what is said, not by words")

        parser.add_argument("--folder", type=Path, default=RENDERED, help="cutout: of other rendered products")
        parser.add_argument("--recipe", default="scene", help="pictures: the recipe to make them by")
        parser.add_argument("--limit", type=int, metavar="N", help="cutout, pictures: only the first N")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['what']}")(options)
        except PdpAiError as error:
            raise CommandError(str(error)) from error

    def _copy(self, options: dict[str, Any]) -> None:
        count, split = options["products"], options["split"]
        facts = shop_facts(count) if options["shop"] else labelled_facts(count, split)
        how = (facts, options["candidates"], options["adapter"])
        found = {alias: copy_figures(alias, *how) for alias in options["engine"] or ["copy"]}
        if options["json"]:
            self.stdout.write(json.dumps(found, indent=2))
            return
        for alias, figures in found.items():
            self.stdout.write(f"{alias}\n" + "".join(f"  {name:<36}{value}\n" for name, value in figures.items()))

    def _sameness(self, options: dict[str, Any]) -> None:
        found = measure_sameness(options["slot"], options["embedding_engine"])
        groups = [_same_drafts(found, same.keys) for same in found.groups]
        if options["json"]:
            likeness = [same.likeness for same in found.groups]
            report = {"drafts": len(found.drafts), "groups": groups, "likeness": likeness}
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"{len(found.drafts)} drafts compared, {len(groups)} groups say the same.")
        for same, group in zip(found.groups, groups, strict=True):
            self.stdout.write(f"\n{len(group)} products, {same.likeness:.0%} alike:")
            for draft in group:
                self.stdout.write(f"  {draft['product']} · {draft['title']} · {draft['text'][:100]}")

    def _grounding(self, options: dict[str, Any]) -> None:
        figures = {split: grounding_figures(split, blind=options["blind"]) for split in SPLITS}
        if options["json"]:
            self.stdout.write(json.dumps(figures, indent=2))
            return
        for split in SPLITS:
            self._show(split, figures[split])
        if options["mistakes"]:
            for mistake in mistakes(options["mistakes"], blind=options["blind"]):
                what = "missed" if mistake.missed else "false alarm"
                self.stdout.write(f"{what} · {mistake.kind} · {mistake.product} · {mistake.claim!r} · {mistake.text}")

    def _show(self, split: str, figures: Figures) -> None:
        self.stdout.write(f"{split:<14} {'precision':>9} {'recall':>9} {'claims':>7}")
        for kind, figure in figures.items():
            precision, recall = (_shown(figure[name]) for name in ("precision", "recall"))
            self.stdout.write(f"{kind:<14} {precision:>9} {recall:>9} {figure['n']:>7}")
        self.stdout.write("")

    def _cutout(self, options: dict[str, Any]) -> None:
        measured = list(islice(measure_cutouts(cut_out, options["folder"]), options["limit"]))
        if not measured:
            raise CommandError(f"{options['folder']} holds no rendered products (*.webp).")
        figures = cutout_figures(measured)
        if options["json"]:
            self.stdout.write(json.dumps(figures, indent=2))
            return
        self.stdout.write(
            f"{'':<16} {'IoU':>6} {'boundary F':>11} {'products':>9} {'failed':>7} {'of them flagged':>16}"
            f" {'sound, in error':>16}"
        )
        for kind, figure in figures.items():
            self.stdout.write(
                f"{kind:<16} {figure['iou']:>6.3f} {figure['boundary_f']:>11.3f} {figure['n']:>9}"
                f" {figure['failed']:>7} {figure['failed_flagged']:>16} {figure['sound_in_error']:>16}"
            )

    def _pictures(self, options: dict[str, Any]) -> None:
        products = (product for adapter in registry.adapters().values() for product in adapter.products().iterator())
        figures = picture_figures(islice(products, options["limit"]), options["recipe"])
        if options["json"]:
            self.stdout.write(json.dumps({"products": list(figures)}, indent=2))
            return
        for figure in figures:
            told = [f"{name} {value}" for name, value in figure.items() if name not in {"product", "title", "findings"}]
            findings = ", ".join(figure.get("findings", [])) or "no findings"
            self.stdout.write(f"{figure['product']} {figure['title']}: {' · '.join(told)} · {findings}")


def _same_drafts(found: Sameness, keys: Iterable[int]) -> list[dict[str, Any]]:
    drafts = (found.drafts[key] for key in keys)
    return [
        {
            "id": draft.pk,
            "product": f"{draft.product_model}:{draft.product_id}",
            "title": draft.product_title,
            "text": html_to_text(draft.text),
        }
        for draft in drafts
    ]


def _shown(share: float | None) -> str:
    return "–" if share is None else f"{share:.3f}"
