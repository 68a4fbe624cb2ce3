"""What a model has learned, to be looked at: a sheet of pictures with their prompts, and curves of the losses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers import StableDiffusionPipeline
from PIL import Image, ImageDraw

STEPS = 20
GUIDANCE = 2.0
PROMPTS = (
    "oak table, blurred kitchen, warm light, bright", "walnut table, dark wall, dark and moody",
    "white marble, by a window, bright", "white studio sweep, bright, soft light",
    "concrete, grey wall, window shadows", "pink studio backdrop, bright",
    "green grass, meadow, summer, bright", "sand, beach, summer, bright, warm light",
    "oak table, garden, summer, bright", "dark wood, forest, autumn, warm light",
    "black marble, party lights, dark", "slate, city at night, dark",
    "snow, snowy landscape, winter, cool light", "beige linen, living room, warm light",
    "oak boards, from above, warm light", "marble, from above, bright",
    "navy studio, dark, low key", "terracotta wall, leaf shadows, warm light",
    "sage wall, oak table, natural light", "blue tiles, kitchen, bright",
)  # fmt: skip
_CELL, _COLUMNS = 240, 5


def write_sheet(model: Path, target: Path) -> None:
    pipeline = StableDiffusionPipeline.from_pretrained(model)
    pipeline.set_progress_bar_config(disable=True)
    rows = -(-len(PROMPTS) // _COLUMNS)
    sheet = Image.new("RGB", (_COLUMNS * _CELL, rows * (_CELL + 16)), "white")
    for number, prompt in enumerate(PROMPTS):
        row, column = divmod(number, _COLUMNS)
        picture = paint(pipeline, prompt, seed=number)
        sheet.paste(
            picture.resize((_CELL - 4, _CELL - 4), Image.Resampling.LANCZOS), (column * _CELL, row * (_CELL + 16))
        )
        ImageDraw.Draw(sheet).text(
            (column * _CELL + 2, row * (_CELL + 16) + _CELL - 3), prompt, fill="black", font_size=10
        )
    sheet.save(target, quality=85)


def paint(pipeline: Any, prompt: str, *, seed: int, negative: str = "") -> Image.Image:
    picture: Image.Image = pipeline(
        prompt,
        negative_prompt=negative,
        num_inference_steps=STEPS,
        guidance_scale=GUIDANCE,
        generator=torch.Generator().manual_seed(seed),
    ).images[0]
    return picture


def write_losses(folders: dict[str, Path], target: Path) -> None:
    """One panel each, smoothed, both axes from the data."""
    width, height = 560, 220
    sheet = Image.new("RGB", (width, height * len(folders)), "white")
    draw = ImageDraw.Draw(sheet)
    for panel, (name, folder) in enumerate(folders.items()):
        losses = np.array(json.loads((folder / "loss.json").read_text(encoding="utf-8")))
        window = max(1, len(losses) // 100)
        smooth = np.convolve(losses, np.ones(window) / window, mode="valid")
        low, high = float(smooth.min()), float(np.quantile(smooth, 0.98))
        x = 50 + np.arange(len(smooth)) / len(smooth) * (width - 70)
        y = panel * height + 30 + (1 - (np.clip(smooth, low, high) - low) / (high - low)) * (height - 60)
        draw.line(list(zip(x.tolist(), y.tolist(), strict=True)), fill="#0a58ca", width=2)
        draw.text((50, panel * height + 8), f"{name}: loss over {len(losses)} steps", fill="black", font_size=12)
        draw.text((6, panel * height + 24), f"{high:.3f}", fill="black", font_size=11)
        draw.text((6, (panel + 1) * height - 38), f"{low:.3f}", fill="black", font_size=11)
    sheet.save(target)
