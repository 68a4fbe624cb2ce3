"""What every recipe is: the steps from a brief to candidates, a generator that asks engines and is told the answers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from pdp_ai.exceptions import ConfigurationError
from pdp_ai.languages import same_language
from pdp_ai.types import Artifact, Brief, Candidate, EngineRequest, Photo, ProductFacts

#: Gives the bytes of one of the product's photos; raises `PhotoUnreadable`.
OpenPhoto = Callable[[Photo], bytes]


@dataclass(frozen=True, slots=True)
class Ask:
    """One question to the engine with this alias."""

    engine: str
    request: EngineRequest


#: Yields the questions of one step, is sent their artifacts in the same order, and returns the candidates.
Steps = Generator[list[Ask], list[Artifact], list[Candidate]]


class Recipe(ABC):
    """How a slot, or a set of slots made by one model call, is filled.

    Written as a generator, so that the same step of many briefs reaches an engine as one batch (`recipes.batch`):

        def steps(self, brief, open_photo):
            [answer] = yield [Ask(self.options.engine, CopyRequest(messages=…))]
            return [Candidate(slot="description", artifact=answer)]
    """

    #: The slots it fills.
    slots: tuple[str, ...]
    #: The worker lane that runs it: ``gpu`` for large resident models, ``cpu`` for the rest.
    lane: ClassVar[str]

    @dataclass(frozen=True)
    class Options:
        """Subclasses list theirs; every recipe names the engine it leans on most."""

        engine: str

    def __init__(self, options: Mapping[str, Any] | None = None) -> None:
        try:
            self.options: Any = self.Options(**(options or {}))
        except TypeError as error:
            raise ConfigurationError(f"{type(self).__name__}: {error}") from error

    @property
    def batch_key(self) -> str:
        """Jobs with the same key may be claimed together: their steps ask the same engine."""
        return str(self.options.engine)

    @property
    def engines(self) -> tuple[str, ...]:
        """The aliases of all engines it asks: its options named ``engine`` or ``…_engine``, where they are set."""
        named = (name for name in self.options.__dataclass_fields__ if f"_{name}".endswith("_engine"))
        return tuple(alias for name in named if (alias := getattr(self.options, name)))

    def writes(self, language: str) -> bool:
        """Whether it knows the language, by its option `languages`; one without that option writes in any."""
        known = getattr(self.options, "languages", None)
        return known is None or any(same_language(language, tag) for tag in known)

    def refusal(self, facts: ProductFacts, language: str) -> str:
        """Why nothing can be made from these facts, in one sentence for staff; empty when it can."""
        return ""

    @abstractmethod
    def steps(self, brief: Brief, open_photo: OpenPhoto) -> Steps:
        """The recipe itself."""
