"""The training itself: a LoRA beside the frozen model, whose answers to products held out decide what is kept."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch

from pdp_ai.engines.transformers_copy import TransformersCopyEngine
from pdp_ai.exceptions import TrainingRefused
from pdp_ai.training.copy_adapter.batches import Tokens, as_tokens, batches, loss_of, tokens_read
from pdp_ai.training.copy_adapter.examples import TrainingExample
from pdp_ai.training.copy_adapter.save import save_adapter
from pdp_ai.training.copy_adapter.settings import Settings

#: Fewer teach a model their words, not their way.
FEWEST_EXAMPLES = 40
#: Of the products, and at most so many of their examples: enough to see whether others than the learnt get better.
_HELD_OUT, _MOST_HELD_OUT = 0.1, 48
#: Steps between looks at what is held out; each costs about three steps.
_LOOK_EVERY = 25


@dataclass(frozen=True, slots=True)
class Figures:
    """Losses are nats a token of the answers of products held out."""

    examples: int
    held_out: int
    #: Examples that the model has no room for.
    too_long: int
    loss_before: float
    #: Of the adapter that was kept, and the step it was kept at; 0 for one that does nothing yet.
    loss_after: float
    kept_at: int = 0
    steps: int = 0
    #: Read and answered in all steps.
    tokens: int = 0
    #: Of each step, on what it learnt from.
    losses: tuple[float, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def train_adapter(
    engine: TransformersCopyEngine,
    examples: Sequence[TrainingExample],
    folder: Path,
    settings: Settings,
    data: str,
    say: Callable[[str], object],
) -> Figures:
    """Write the adapter to `folder`, first as it begins, then each time it is better on the products held out.

    `data` says in the card what the examples are.
    A full disk or a folder that can't be written to thus shows before the work. The same examples and settings give the
    same adapter on the same machine. Raises `TrainingRefused`, or `OSError` where it can't be written.
    """
    if folder.exists() and any(folder.iterdir()):
        raise TrainingRefused(f"{folder} holds files already; name a new folder.")
    tokens = [as_tokens(engine, example) for example in examples]
    learnt, held_out = _split(tokens, examples, settings.seed)
    model, parameters = _with_adapter(engine.model, settings)
    before = _mean_loss(model, held_out, settings.batch_size)
    figures = Figures(len(learnt), len(held_out), tokens.count(None), before, before)
    save_adapter(model, engine, folder, settings, figures, data)
    say(f"{len(learnt)} examples, {len(held_out)} held out; loss on those: {before:.3f}")

    rng = random.Random(settings.seed)  # noqa: S311
    plan = [batch for _epoch in range(settings.epochs) for batch in batches(learnt, settings.batch_size, rng)]
    optimizer = torch.optim.AdamW(parameters, lr=settings.rate, weight_decay=0.01)
    for step, batch in enumerate(plan, 1):
        for group in optimizer.param_groups:
            group["lr"] = settings.rate * _share_of_rate(step, len(plan))
        loss = _learn(model, batch, parameters, optimizer, step)
        figures = replace(
            figures, steps=step, tokens=figures.tokens + tokens_read(batch), losses=(*figures.losses, round(loss, 4))
        )
        say(f"step {step} of {len(plan)}: loss {loss:.3f}")
        if step % _LOOK_EVERY == 0 or step == len(plan):
            now = _mean_loss(model, held_out, settings.batch_size)
            say(f"step {step}: loss on those held out {now:.3f}, {before:.3f} before")
            if now < figures.loss_after:
                figures = replace(figures, loss_after=now, kept_at=step)
                save_adapter(model, engine, folder, settings, figures, data)
    return figures


def _split(
    tokens: Sequence[Tokens | None], examples: Sequence[TrainingExample], seed: int
) -> tuple[list[Tokens], list[Tokens]]:
    """What is learnt from, and a few whole products' that are not."""
    known = [(example.product, found) for example, found in zip(examples, tokens, strict=True) if found]
    products = sorted({product for product, _found in known})
    if len(known) < FEWEST_EXAMPLES or len(products) < 2:
        raise TrainingRefused(
            f"There are {len(known)} examples of {len(products)} products; it takes {FEWEST_EXAMPLES} or more, of "
            "several products. Publish more copy, or choose a category further up."
        )
    random.Random(seed).shuffle(products)  # noqa: S311
    apart = set(products[: math.ceil(len(products) * _HELD_OUT)])
    held_out = [found for product, found in known if product in apart]
    return [found for product, found in known if product not in apart], held_out[:_MOST_HELD_OUT]


def _with_adapter(model: Any, settings: Settings) -> tuple[Any, list[Any]]:
    """The model with a LoRA beside every linear layer but the last, and the parameters that are learnt: its alone."""
    from peft import LoraConfig, get_peft_model  # noqa: PLC0415

    torch.manual_seed(settings.seed)
    config = LoraConfig(
        r=settings.rank, lora_alpha=2 * settings.rank, target_modules="all-linear", task_type="CAUSAL_LM"
    )
    adapted = get_peft_model(model, config).train()
    return adapted, [parameter for parameter in adapted.parameters() if parameter.requires_grad]


def _share_of_rate(step: int, steps: int) -> float:
    return min(1.0, step / max(1.0, 0.05 * steps)) * (0.5 + 0.5 * math.cos(math.pi * (step - 1) / steps))


def _learn(model: Any, batch: Sequence[Tokens], parameters: list[Any], optimizer: Any, step: int) -> float:
    loss, _tokens = loss_of(model, batch)
    if not math.isfinite(value := loss.item()):
        raise TrainingRefused(
            f"At step {step} the loss was no number any more; the adapter in the folder is the best one before. "
            "Train again with a lower --rate."
        )
    loss.backward()
    torch.nn.utils.clip_grad_norm_(parameters, 1.0)
    optimizer.step()
    optimizer.zero_grad()
    return float(value)


@torch.no_grad()
def _mean_loss(model: Any, examples: Sequence[Tokens], size: int) -> float:
    found = [loss_of(model, batch) for batch in batches(examples, size, random.Random(0))]  # noqa: S311
    return sum(loss.item() * tokens for loss, tokens in found) / sum(tokens for _loss, tokens in found)
