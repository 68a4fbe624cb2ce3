"""The training pictures on disk: rendered once, numbered, the same for the same seed whoever renders which part."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np

from pdp_ai.imaging.arrays import Bytes
from pdp_ai.training.backdrop.render import render
from pdp_ai.training.backdrop.settings import Setting, draw_setting

#: Side of a training picture, in pixels.
SIDE = 384
#: Pictures per file.
_SHARD = 100


def render_dataset(folder: Path, pictures: int, seed: int) -> None:
    """Write what is missing of `pictures` as shards of raw bytes and their settings as JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    for start in range(0, pictures, _SHARD):
        target = folder / f"{start:06}.npy"
        if target.exists():
            continue
        settings, rendered = [], []
        for number in range(start, start + _SHARD):
            rng = np.random.default_rng([seed, number])
            setting = draw_setting(rng)
            settings.append(asdict(setting))
            rendered.append(render(setting, SIDE, rng))
        target.with_suffix(".json").write_text(json.dumps(settings), encoding="utf-8")
        half = target.with_suffix(".half.npy")
        np.save(half, np.stack(rendered))
        half.rename(target)


def load_dataset(folder: Path) -> tuple[list[Bytes], list[Setting]]:
    """One memory-mapped array of pictures per shard there is, and the settings of all pictures in order."""
    shards = sorted(path for path in folder.glob("*.npy") if not path.name.endswith(".half.npy"))
    settings = [
        Setting(**fields)
        for shard in shards
        for fields in json.loads(shard.with_suffix(".json").read_text(encoding="utf-8"))
    ]
    return [np.load(shard, mmap_mode="r") for shard in shards], settings
