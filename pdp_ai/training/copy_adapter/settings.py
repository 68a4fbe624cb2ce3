"""How an adapter is trained. Known without torch, which is slow to import, so that a command can tell the defaults."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Settings:
    epochs: int = 3
    #: Examples of a step.
    batch_size: int = 8
    #: Of the two narrow matrices beside each linear layer.
    rank: int = 8
    #: Highest learning rate: it rises over the first steps, then falls along a cosine.
    rate: float = 5e-4
    seed: int = 1

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)
