"""The model's imagination: a UNet that learns to take noise off latents, told by a caption what is under it."""

from __future__ import annotations

import copy
import itertools
import json
import math
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers import AutoencoderKL, DDIMScheduler, StableDiffusionPipeline, UNet2DConditionModel
from torch import distributed
from torch.nn import functional

from pdp_ai.training.backdrop.autoencoder import BLOCK, load_latents
from pdp_ai.training.backdrop.captions import caption
from pdp_ai.training.backdrop.dataset import load_dataset
from pdp_ai.training.backdrop.moments import NUMBERS
from pdp_ai.training.backdrop.settings import Setting
from pdp_ai.training.backdrop.words import LENGTH, WIDTH, as_clip_tokenizer, new_text_encoder, new_tokenizer
from pdp_ai.training.backdrop.workers import agreed, average_parameters

#: Side of what the model paints, in pixels.
PAINTED = 256
#: Pictures that each worker learns from in a step.
_BATCH = 8
_RATE = 8e-4
#: Steps a worker goes alone before all meet.
_ALONE = 8
#: Share of pictures without a caption, so that guidance has something to compare with.
_WORDLESS = 0.1


def train_denoiser(pictures: Path, latents: Path, autoencoder: Path, folder: Path, minutes: float, seed: int) -> None:
    """Train for so long, from what is in `folder` if there is a model; write it and ``loss.json`` now and then."""
    torch.manual_seed(seed)
    model, tokenizer = _begin(folder)
    average = copy.deepcopy(model).requires_grad_(requires_grad=False)
    optimizer = torch.optim.AdamW(model.parameters(), lr=_RATE, betas=(0.9, 0.98), weight_decay=1e-2)
    scheduler = new_scheduler()
    _, settings = load_dataset(pictures)
    known = load_latents(latents)
    rng = np.random.default_rng([seed, distributed.get_rank()])
    torch.manual_seed(int(rng.integers(2**31)))
    started, losses, passed, saved = time.monotonic(), _earlier_losses(folder), 0.0, 0
    for step in itertools.count(1):
        for group in optimizer.param_groups:
            group["lr"] = _RATE * min(1.0, step / 60) * _cooled(passed)
        chosen, mirrored = rng.integers(len(known), size=_BATCH), rng.integers(2, size=_BATCH)
        words = [_caption(settings[index], bool(turn), rng) for index, turn in zip(chosen, mirrored, strict=True)]
        loss = _loss(model, scheduler, known[chosen, mirrored].float(), _tokens(tokenizer, words))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
        if step % _ALONE:
            continue
        average_parameters(model)
        _follow(average, model, min(0.985, 1 - 1 / (1 + step / _ALONE / 8)))
        passed = agreed((time.monotonic() - started) / (60 * minutes))
        if distributed.get_rank() == 0 and (int(passed * 16) > saved or passed >= 1):
            saved = int(passed * 16)
            print(f"step {step}, {passed:.0%}: mean loss {np.mean(losses[-100:]):.4f}", flush=True)
            save(average, tokenizer, scheduler, autoencoder, folder, losses)
        if passed >= 1:
            return


def _begin(folder: Path) -> tuple[Any, Any]:
    if (folder / "model_index.json").is_file():
        pipeline = StableDiffusionPipeline.from_pretrained(folder)
        parts = {"unet": pipeline.unet, "text_encoder": pipeline.text_encoder}
        return torch.nn.ModuleDict(parts).train(), pipeline.tokenizer
    tokenizer = as_clip_tokenizer(new_tokenizer())
    return torch.nn.ModuleDict({"unet": new_unet(), "text_encoder": new_text_encoder(tokenizer)}), tokenizer


def _earlier_losses(folder: Path) -> list[float]:
    file = folder / "loss.json"
    return list(json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else []


def new_unet() -> Any:
    """Words are heard at the two lower resolutions only: 8 × 8 and 4 × 4."""
    return UNet2DConditionModel(
        sample_size=PAINTED // BLOCK, in_channels=NUMBERS, out_channels=NUMBERS, layers_per_block=1,
        block_out_channels=(48, 80, 128),
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=WIDTH, attention_head_dim=4, norm_num_groups=8,
    )  # fmt: skip


def new_scheduler() -> Any:
    """Ends in pure noise (Lin et al., 2024), without which a model can paint neither dark nor bright pictures."""
    return DDIMScheduler(
        beta_schedule="scaled_linear", beta_start=0.00085, beta_end=0.012, prediction_type="v_prediction",
        rescale_betas_zero_snr=True, timestep_spacing="trailing", steps_offset=1, clip_sample=False,
    )  # fmt: skip


def save(average: Any, tokenizer: Any, scheduler: Any, autoencoder: Path, folder: Path, losses: list[float]) -> None:
    StableDiffusionPipeline(
        vae=AutoencoderKL.from_pretrained(autoencoder), text_encoder=average["text_encoder"], tokenizer=tokenizer,
        unet=average["unet"], scheduler=scheduler, safety_checker=None, feature_extractor=None,
        requires_safety_checker=False,
    ).save_pretrained(folder)  # fmt: skip
    (folder / "loss.json").write_text(json.dumps([round(loss, 5) for loss in losses]), encoding="utf-8")


def export(model: Path, target: Path) -> None:
    """In half precision, but for the text encoder, whose few numbers pipelines load in whatever they are stored."""
    pipeline = StableDiffusionPipeline.from_pretrained(model)
    pipeline.unet.half()
    pipeline.vae.half()
    pipeline.scheduler = new_scheduler()
    pipeline.save_pretrained(target)


def _loss(model: Any, scheduler: Any, clean: Any, tokens: Any) -> Any:
    """Mean squared error of the velocity (Salimans and Ho, 2022) at a random step each."""
    noise = torch.randn_like(clean)
    steps = torch.randint(0, scheduler.config.num_train_timesteps, (len(clean),))
    noisy, wanted = scheduler.add_noise(clean, noise, steps), scheduler.get_velocity(clean, noise, steps)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        heard = model["text_encoder"](tokens)[0]
        guessed = model["unet"](noisy, steps, heard).sample
    return functional.mse_loss(guessed.float(), wanted)


def _caption(setting: Setting, mirrored: bool, rng: np.random.Generator) -> str:
    if rng.random() < _WORDLESS:
        return ""
    other: dict[str, Any] = {"left": "right", "right": "left"}
    return caption(replace(setting, side=other[setting.side]) if mirrored else setting, rng)


def _tokens(tokenizer: Any, words: list[str]) -> Any:
    return tokenizer(words, padding="max_length", max_length=LENGTH, truncation=True, return_tensors="pt").input_ids


def _cooled(passed: float) -> float:
    """Full rate for the first half, then a cosine to nearly nothing."""
    return 0.02 + 0.98 * (0.5 + 0.5 * math.cos(math.pi * max(0.0, (passed - 0.5) * 2)))


@torch.no_grad()
def _follow(average: Any, model: Any, keep: float) -> None:
    for mean, parameter in zip(average.parameters(), model.parameters(), strict=True):
        mean.lerp_(parameter, 1 - keep)
