"""The adapter's folder: its weights in safetensors, its configuration, its figures, and a card for people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pdp_ai.engines.starter_models import WEIGHTS
from pdp_ai.engines.transformers_copy import TransformersCopyEngine
from pdp_ai.training.copy_adapter.settings import Settings

if TYPE_CHECKING:
    from pdp_ai.training.copy_adapter.train import Figures


def save_adapter(
    model: Any, engine: TransformersCopyEngine, folder: Path, settings: Settings, figures: Figures, data: str
) -> None:
    """In half precision. Each file is written aside first, so that a full disk spoils none that is there.

    Raises `OSError`.
    """
    from peft import get_peft_model_state_dict  # noqa: PLC0415
    from safetensors.torch import save  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    # Whether embeddings were trained too would otherwise be looked up on the hub; they never are.
    weights = get_peft_model_state_dict(model, save_embedding_layers=False)
    config = model.peft_config["default"].to_dict()
    config |= {"base_model_name_or_path": engine.options.model, "inference_mode": True}
    told = {"base": engine.name_with(""), "revision": engine.options.revision, "data": data}
    told |= {**settings.as_dict(), **figures.as_dict()}
    files = {
        "adapter_model.safetensors": save({name: weight.half().contiguous() for name, weight in weights.items()}),
        "adapter_config.json": _json(config),
        "training.json": _json(told),
        "MODEL_CARD.md": _card(engine, settings, figures, data).encode(),
    }
    for name, content in files.items():
        (folder / f"{name}.new").write_bytes(content)
    for name in files:
        (folder / f"{name}.new").replace(folder / name)


def _json(value: Any) -> bytes:
    return json.dumps(value, indent=1, default=sorted).encode()


def _card(engine: TransformersCopyEngine, settings: Settings, figures: Figures, data: str) -> str:
    base = engine.options.name
    licence = WEIGHTS[base].licence if base in WEIGHTS else "see there"
    whole = engine.name_with("")
    return f"""# A LoRA adapter for {whole}

| | |
|---|---|
| base model | {whole}, revision {engine.options.revision}; licence: {licence}. The adapter is of use with it alone |
| data | {data}: {figures.examples} examples, {figures.held_out} more of other products held out |
| adapter | rank {settings.rank} beside every linear layer but the last, half precision |
| training | {figures.steps} steps of {settings.batch_size} examples, {figures.tokens} tokens, \
loss on the answers alone; highest rate {settings.rate}, seed {settings.seed} |
| loss held out | {figures.loss_after:.3f} at step {figures.kept_at}, which was kept; \
{figures.loss_before:.3f} without it (nats a token) |

What it writes is no truer for having been trained: every claim is still to be traced to the product's facts. It knows
the languages, categories and slots of its examples, and gets no better at others. `pdp_evaluate copy` compares it with
its base.
"""
