"""What every engine is: a loaded model behind one interface. Engines know nothing of Django, products or briefs."""

from __future__ import annotations

import importlib.util
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from pdp_ai.engines.starter_models import WEIGHTS
from pdp_ai.exceptions import ConfigurationError, EngineUnavailable, GenerationStopped, PdpAiError
from pdp_ai.sentences import sentence as _
from pdp_ai.types import Artifact

RequestT = TypeVar("RequestT")


class EngineContext(Protocol):
    """How an engine talks to whoever runs it, once per step (a decoded token, a denoising step, a photo)."""

    def heartbeat(self, done: float | None = None) -> None:
        """Say that work goes on; `done` is the share of this call's requests that is made, 0 to 1, where known."""

    def should_stop(self) -> bool:
        """Whether the work is no longer wanted: stop within this step."""


class QuietContext:
    """A context for scripts and benchmarks: nobody listens, nobody stops."""

    def heartbeat(self, done: float | None = None) -> None:
        return None

    def should_stop(self) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class RequestFailed:
    """One request of a batch failed; the others are unharmed."""

    error: PdpAiError
    #: What a server asks for the answer that was of no use; 0 where there was none.
    cost: float = 0.0


#: Index of the request within the batch, and its outcome.
Answer = tuple[int, Artifact | RequestFailed]


class Engine(ABC, Generic[RequestT]):
    """One model, loaded once per process and used for whole batches.

    A new engine: declare `produces`, `requires` and `Options`, then write `load`, `generate` and `unload`.
    Heavy packages are imported inside `load`, so that naming an engine in the settings costs the web server nothing.
    """

    #: MIME type of its artifacts.
    produces: ClassVar[str]
    #: Importable names of the packages `load` needs.
    requires: ClassVar[tuple[str, ...]] = ()
    #: The extra of pdp_ai that installs them.
    extra: ClassVar[str] = "worker"
    #: Requests that are worth giving it at once.
    batch_size: ClassVar[int] = 16

    @dataclass(frozen=True)
    class Options:
        """Subclasses list theirs; an unknown option is a configuration error."""

    def __init__(self, options: Mapping[str, Any] | None = None) -> None:
        try:
            self.options: Any = self.Options(**(options or {}))
        except TypeError as error:
            raise ConfigurationError(f"{type(self).__name__}: {error}") from error

    @property
    def commercial_use(self) -> bool | None:
        """Whether the model's licence allows commercial use: by the option of that name, else by the catalogue."""
        stated: bool | None = getattr(self.options, "commercial_use", None)
        listed = WEIGHTS.get(getattr(self.options, "model", ""))
        return listed.commercial_use if stated is None and listed else stated

    @classmethod
    def missing_packages(cls) -> tuple[str, ...]:
        """The packages in `requires` that are not installed, found without importing them."""
        return tuple(name for name in cls.requires if importlib.util.find_spec(name) is None)

    def require_packages(self) -> None:
        """Raise `EngineUnavailable` naming what is missing."""
        if missing := self.missing_packages():
            raise EngineUnavailable(
                _(
                    "%(name)s needs %(missing)s; install `pdp_ai[%(extra)s]` where the workers run.",
                    name=type(self).__name__,
                    missing=", ".join(missing),
                    extra=self.extra,
                )
            )

    @abstractmethod
    def load(self) -> None:
        """Bring the model into memory. Raises `EngineUnavailable`, `ModelNotFetched` or `ModelRefused`."""

    @abstractmethod
    def generate(self, requests: Sequence[RequestT], context: EngineContext) -> Iterator[Answer]:
        """Answer every request once, in any order, each as soon as it is ready.

        Raises `GenerationStopped` when `context.should_stop()`; a request it cannot answer yields `RequestFailed`.
        """

    @abstractmethod
    def unload(self) -> None:
        """Give the memory back. `load` may be called again."""


def stop_if_asked(context: EngineContext, done: float | None = None) -> None:
    """One step's courtesy: report, and raise `GenerationStopped` if the work is no longer wanted."""
    context.heartbeat(done)
    if context.should_stop():
        raise GenerationStopped
