"""The model's eye and brush: an AutoencoderKL that keeps a 384² picture as 24 × 24 × 8 numbers."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers import AutoencoderKL
from PIL import Image
from torch import distributed
from torch.nn import functional

from pdp_ai.imaging.arrays import Bytes
from pdp_ai.training.backdrop.dataset import load_dataset
from pdp_ai.training.backdrop.moments import ANCHORED, NUMBERS, measure_moments, set_moments, whiten
from pdp_ai.training.backdrop.workers import agreed, average_gradients

#: Pixels of a block's side.
BLOCK = 16
#: Blocks of a training crop's side; the network is convolutional throughout, so it learns what it needs from parts.
_CROP = 8
#: Crops that each worker learns from in a step.
_BATCH = 2
_RATE = 4e-4
#: Pictures from which the latents' spread is measured.
_SAMPLES = 64


def new_autoencoder(pictures: Path, folder: Path) -> None:
    """Write one whose encoder is final, from a few pictures' statistics, and whose decoder has all to learn."""
    torch.manual_seed(0)
    widths = (16, 24, 40, 64, 96)
    model = AutoencoderKL(
        block_out_channels=widths,
        down_block_types=("DownEncoderBlock2D",) * len(widths),
        up_block_types=("UpDecoderBlock2D",) * len(widths),
        layers_per_block=1,
        latent_channels=NUMBERS,
        norm_num_groups=1,
        mid_block_add_attention=False,
        scaling_factor=1.0,
        sample_size=384,
    )
    set_moments(model)
    whiten(model, torch.stack([to_tensor(picture) for picture in load_dataset(pictures)[0][0][:_SAMPLES]]))
    model.save_pretrained(folder)


def encode_pictures(pictures: Path, autoencoder: Path, target: Path, side: int) -> None:
    """Latents of every picture, reduced to `side`, and of its mirror image, as the encoder would give them.

    Each file holds a shard's: pictures × 2 × 8 × side/16 × side/16.
    """
    model = AutoencoderKL.from_pretrained(autoencoder)
    turn = model.quant_conv.weight[:NUMBERS, :NUMBERS, 0, 0].detach().numpy()
    shift = model.quant_conv.bias[:NUMBERS].detach().numpy()
    target.mkdir(parents=True, exist_ok=True)
    for number, shard in enumerate(load_dataset(pictures)[0]):
        known = [
            np.moveaxis(measure_moments(_reduced(turned, side)) @ turn.T + shift, -1, 0)
            for picture in shard
            for turned in (picture, picture[:, ::-1])
        ]
        np.save(target / f"{number:04}.npy", np.stack(known).reshape(len(shard), 2, *known[0].shape).astype(np.float16))


def _reduced(picture: Bytes, side: int) -> Bytes:
    return np.asarray(Image.fromarray(picture).resize((side, side), Image.Resampling.LANCZOS))


def load_latents(folder: Path) -> Any:
    return torch.from_numpy(np.concatenate([np.load(file) for file in sorted(folder.glob("*.npy"))]))


def train_decoder(pictures: Path, latents: Path, folder: Path, minutes: float, seed: int) -> None:
    """Train for so long, then write the model and ``loss.json``; the learning rate follows the clock to zero."""
    model = AutoencoderKL.from_pretrained(folder)
    decoder = model.decoder.train()
    optimizer = torch.optim.AdamW(decoder.parameters(), lr=_RATE, betas=(0.9, 0.98), weight_decay=0.0)
    crops = _crops(pictures, latents, np.random.default_rng([seed, distributed.get_rank()]))
    started, losses, step = time.monotonic(), [], 0
    while (passed := agreed((time.monotonic() - started) / (60 * minutes))) < 1:
        for group in optimizer.param_groups:
            group["lr"] = _RATE * min(1.0, (step + 1) / 30) * (0.02 + 0.98 * (0.5 + 0.5 * math.cos(math.pi * passed)))
        known, wanted = next(crops)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            painted = decoder(model.post_quant_conv(known)).float()
        _loss(painted, wanted).backward()
        average_gradients(decoder)
        _leave_anchors(decoder)
        torch.nn.utils.clip_grad_norm_(decoder.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        losses.append(functional.l1_loss(painted.detach(), wanted).item())
        step += 1
        if step % 50 == 0 and distributed.get_rank() == 0:
            print(f"step {step}, {passed:.0%}: mean error {np.mean(losses[-50:]):.4f}", flush=True)
            save(model, folder, losses)
    if distributed.get_rank() == 0:
        save(model, folder, losses)


def save(model: Any, folder: Path, losses: list[float]) -> None:
    model.save_pretrained(folder)
    (folder / "loss.json").write_text(json.dumps([round(loss, 5) for loss in losses]), encoding="utf-8")


def _crops(pictures: Path, latents: Path, rng: np.random.Generator) -> Iterator[tuple[Any, Any]]:
    """Batches of latents, 8 × 8 blocks, and the pixels they stand for in -1…1."""
    shards, known = load_dataset(pictures)[0], load_latents(latents)
    blocks, per_shard = known.shape[-1], len(shards[0])
    while True:
        numbers, wanted = [], []
        for number in rng.integers(len(known), size=_BATCH):
            top, left = (int(corner) for corner in rng.integers(blocks - _CROP + 1, size=2))
            numbers.append(known[number, 0, :, top : top + _CROP, left : left + _CROP].float())
            rows = slice(top * BLOCK, (top + _CROP) * BLOCK)
            picture = shards[number // per_shard][number % per_shard]
            wanted.append(to_tensor(picture[rows, left * BLOCK : (left + _CROP) * BLOCK]))
        yield torch.stack(numbers), torch.stack(wanted)


def to_tensor(picture: Bytes) -> Any:
    """H × W × 3 bytes to 3 × H × W in -1…1."""
    return torch.from_numpy(np.array(picture)).permute(2, 0, 1).float() / 127.5 - 1


def _loss(painted: Any, wanted: Any) -> Any:
    """Error of the picture, of its averages (colour casts show most), and of its edges (blur shows next)."""
    total = functional.l1_loss(painted, wanted)
    for size in (4, 16):
        total = total + functional.l1_loss(functional.avg_pool2d(painted, size), functional.avg_pool2d(wanted, size))
    for axis in (2, 3):
        total = total + functional.l1_loss(painted.diff(dim=axis), wanted.diff(dim=axis))
    return total


def _leave_anchors(decoder: Any) -> None:
    """What only keeps the last normalisation steady stays as it was set."""
    decoder.conv_norm_out.weight.grad[ANCHORED] = 0
    decoder.conv_norm_out.bias.grad[ANCHORED] = 0
    decoder.conv_out.weight.grad[:, ANCHORED] = 0
    widening = decoder.up_blocks[-1].resnets[0].conv_shortcut
    widening.weight.grad[ANCHORED] = 0
    widening.bias.grad[ANCHORED] = 0
