"""Train a LoRA adapter for a copy engine from the copy that this shop has published."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from pdp_ai import registry
from pdp_ai.engines.transformers_copy import TransformersCopyEngine
from pdp_ai.exceptions import PdpAiError
from pdp_ai.management.published_examples import published_examples
from pdp_ai.slots import SLOTS
from pdp_ai.training.copy_adapter.examples import TrainingExample
from pdp_ai.training.copy_adapter.settings import Settings

if TYPE_CHECKING:
    from pdp_ai.training.copy_adapter.train import Figures

_TEXTS = sorted(slot.name for slot in SLOTS.values() if not (slot.is_picture or slot.is_seen))


class Command(BaseCommand):
    help = "Trains a LoRA adapter for a copy engine from published copy, of a category or style if you like."

    def add_arguments(self, parser: ArgumentParser) -> None:
        usual = Settings()
        parser.add_argument("folder", type=Path, help="where the adapter is written; a new folder")
        parser.add_argument("--category", metavar="'A > B'", default="", help="copy of this category or below it")
        parser.add_argument("--style", metavar="NAME", default="", help="copy that was made in this style")
        parser.add_argument("--slots", nargs="+", choices=_TEXTS, metavar="SLOT", default=[])
        parser.add_argument("--engine", metavar="ALIAS", default="copy", help="whose model it is for (%(default)s)")
        parser.add_argument("--epochs", type=int, default=usual.epochs, help="times everything is read (%(default)s)")
        parser.add_argument("--rank", type=int, default=usual.rank, help="of the adapter's matrices (%(default)s)")
        parser.add_argument("--rate", type=float, default=usual.rate, help="highest learning rate (%(default)s)")
        parser.add_argument("--seed", type=int, default=usual.seed, help="of the beginning and the order (%(default)s)")
        parser.add_argument("--dry-run", action="store_true", help="count the examples; train nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        try:
            examples = published_examples(options["category"], options["style"], options["slots"])
            if options["dry_run"]:
                self._count(examples, as_json=options["json"])
                return
            figures = self._train(examples, options)
        except PdpAiError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"The adapter cannot be written to {folder}: {error.strerror or error}.") from error
        if not figures.kept_at:
            raise CommandError(
                f"The adapter in {folder} does nothing: no step made the answers to the {figures.held_out} examples "
                "held out likelier. Publish more copy, or choose what is more of one kind."
            )
        self._report(figures, folder, options)

    def _count(self, examples: list[TrainingExample], *, as_json: bool) -> None:
        slots = dict(Counter(example.slot for example in examples).most_common())
        if as_json:
            self.stdout.write(json.dumps({"examples": len(examples), "slots": slots}))
            return
        self.stdout.write(f"{len(examples)} examples of {len({example.product for example in examples})} products")
        for slot, count in slots.items():
            self.stdout.write(f"  {slot:<20}{count}")

    def _train(self, examples: list[TrainingExample], options: dict[str, Any]) -> Figures:
        from pdp_ai.training.copy_adapter.train import train_adapter  # noqa: PLC0415  # imports torch

        chosen = {name: options[name] for name in ("epochs", "rank", "rate", "seed")}
        about = {"category": options["category"], "style": options["style"], "slots": ", ".join(options["slots"])}
        limits = ", ".join(f"{name} {value}" for name, value in about.items() if value)
        data = "Copy that the shop's people published" + (f" ({limits})" if limits else "")
        engine = _engine(options["engine"])
        say = self.stderr.write if options["json"] else self.stdout.write
        return train_adapter(engine, examples, options["folder"], Settings(**chosen), data, say)

    def _report(self, figures: Figures, folder: Path, options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps({**figures.as_dict(), "folder": str(folder)}, indent=2))
            return
        self.stdout.write(
            f"Kept the adapter of step {figures.kept_at} in {folder}: loss {figures.loss_after:.3f} on "
            f"{figures.held_out} examples of other products, {figures.loss_before:.3f} without it.\n"
            f'Give it a name in PDP_AI["ENGINES"]["{options["engine"]}"]["OPTIONS"]["adapters"], '
            f'{{"my-name": "{folder.resolve()}"}}, and name that in a style.'
        )


def _engine(alias: str) -> TransformersCopyEngine:
    """Without those adapters that it has at hand: the new one will be put on instead of them, not with them."""
    spec = registry.engine_spec(alias)
    if not issubclass(spec.engine_class, TransformersCopyEngine):
        raise CommandError(
            f"The engine {alias!r} does not run its model here; name one that is a TransformersCopyEngine."
        )
    engine = spec.engine_class({name: value for name, value in spec.options.items() if name != "adapters"})
    engine.load()
    return engine
