"""Trains the starter adapter: from the examples beside this file, for the starter model."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from pdp_ai.engines.transformers_copy import TransformersCopyEngine
from pdp_ai.training.copy_adapter.settings import Settings
from pdp_ai.training.copy_adapter.starter_examples import DATA, starter_examples
from pdp_ai.training.copy_adapter.train import train_adapter


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m pdp_ai.training.copy_adapter", description=__doc__)
    parser.add_argument("folder", type=Path, help="Where the adapter is written")
    parser.add_argument("--epochs", type=int, default=Settings().epochs, help="default: %(default)s")
    parser.add_argument("--seed", type=int, default=Settings().seed, help="default: %(default)s")
    asked = parser.parse_args()
    engine = TransformersCopyEngine()
    engine.load()
    settings = replace(Settings(), epochs=asked.epochs, seed=asked.seed)
    train_adapter(engine, starter_examples(), asked.folder, settings, DATA, lambda line: print(line, flush=True))


if __name__ == "__main__":
    main()
