"""What every engine on torch needs to be told: which model, where it runs and how. Costs nothing to import."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pdp_ai.engines.weights import locate, revision_of
from pdp_ai.exceptions import ConfigurationError

DTYPES = ("float32", "bfloat16", "float16")


@dataclass(frozen=True)
class TorchOptions:
    """An engine's own options come after these, and may give the model a default."""

    #: ``org/name@<commit>``, local directory, or a starter model of that kind (see `engines.weights.locate`).
    model: str
    #: Directory of the model cache; empty for the default.
    cache: str = ""
    #: ``cpu``, ``cuda``, or ``auto`` for cuda where there is one.
    device: str = "cpu"
    #: ``float32``, ``bfloat16`` or ``float16``. Half precision is many times slower on most CPUs.
    dtype: str = "float32"
    #: CPU threads; one worker process per core beats threads. 0 leaves torch's own choice.
    threads: int = 1
    #: Whether the model's licence allows commercial use, where you know better than the catalogue.
    commercial_use: bool | None = None

    def __post_init__(self) -> None:
        if self.dtype not in DTYPES:
            raise ConfigurationError(f"dtype is one of {', '.join(DTYPES)}, not {self.dtype!r}.")

    @property
    def path(self) -> Path:
        """Of the model's files. Raises `ModelNotFetched` or `ModelRefused`."""
        return locate(self.model, self.cache)

    @property
    def name(self) -> str:
        """For the provenance of what the model makes."""
        return self.model.partition("@")[0]

    @property
    def revision(self) -> str:
        return revision_of(self.model)
