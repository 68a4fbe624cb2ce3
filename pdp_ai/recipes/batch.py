"""Runs the recipes of a batch of briefs together, so that the same step of many briefs reaches an engine at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pdp_ai.engines.base import Engine, EngineContext, RequestFailed
from pdp_ai.exceptions import EngineBroke, GenerationStopped, PdpAiError, RequestRefused
from pdp_ai.recipes.base import Ask, Steps
from pdp_ai.sentences import sentence as _
from pdp_ai.types import Artifact, Candidate, EngineRequest

#: What became of one brief.
Outcome = list[Candidate] | Exception


@dataclass(frozen=True, slots=True)
class Ended:
    """One brief's recipe has come to its end."""

    #: Of the recipe within the batch.
    index: int
    outcome: Outcome
    #: What its answers cost; recipes that asked the same share the price.
    cost: float


def run_batch(
    steps: Sequence[Steps],
    engine_for: Callable[[str], Engine[Any]],
    context: EngineContext,
) -> Iterator[Ended]:
    """Run every recipe to its end; yield what became of it as soon as it is known.

    Each round advances the recipes that have their answers, then puts all open questions for one engine to it as one
    batch. Equal requests are answered once: two recipes on one photo share its cut-out. One recipe's failure is its
    own; only `GenerationStopped` ends the whole batch.
    """
    runs = [_Run(index, generator) for index, generator in enumerate(steps)]
    waiting: list[_Run] = []
    for run in runs:
        yield from _advance(run, None, waiting)
    while waiting:
        alias = waiting[0].asks[0].engine
        group = [run for run in waiting if run.asks[0].engine == alias]
        requests = list(dict.fromkeys(ask.request for run in group for ask in run.asks))
        for run in _answered(alias, requests, group, engine_for, context):
            waiting.remove(run)
            yield from _advance(run, run.answers(), waiting)


@dataclass(eq=False)
class _Run:
    """One recipe on its way."""

    index: int
    steps: Steps
    asks: list[Ask] = field(default_factory=list)
    received: dict[EngineRequest, Artifact | RequestFailed] = field(default_factory=dict)
    cost: float = 0.0

    def ended(self, outcome: Outcome) -> Ended:
        return Ended(self.index, outcome, self.cost)

    def answers(self) -> list[Artifact] | Exception:
        outcomes = [self.received[ask.request] for ask in self.asks]
        failed = next((outcome.error for outcome in outcomes if isinstance(outcome, RequestFailed)), None)
        return failed or [outcome for outcome in outcomes if isinstance(outcome, Artifact)]

    @property
    def complete(self) -> bool:
        return all(ask.request in self.received for ask in self.asks)


def _advance(run: _Run, answers: list[Artifact] | Exception | None, waiting: list[_Run]) -> Iterator[Ended]:
    """Take one recipe to its next question, or to its end."""
    try:
        if isinstance(answers, Exception):
            run.asks = run.steps.throw(answers)
        else:
            run.asks = run.steps.send(answers)  # type: ignore[arg-type]  # None starts a generator
    except StopIteration as stop:
        yield run.ended(stop.value)
        return
    except GenerationStopped:
        raise
    except Exception as error:  # noqa: BLE001  # whatever a recipe raises is its own job's failure
        yield run.ended(error)
        return
    if len({ask.engine for ask in run.asks}) != 1:
        yield run.ended(RequestRefused(_("A recipe's step must ask exactly one engine.")))
        return
    run.received = {}
    waiting.append(run)


def _answered(
    alias: str,
    requests: list[EngineRequest],
    group: list[_Run],
    engine_for: Callable[[str], Engine[Any]],
    context: EngineContext,
) -> Iterator[_Run]:
    """Put the requests to the engine; yield each recipe once all its questions are answered."""
    open_runs = list(group)
    try:
        for index, outcome in engine_for(alias).generate(requests, context):
            yield from _deliver(requests[index], outcome, open_runs)
        error: Exception = RequestRefused(_("The engine %(alias)s left a request unanswered.", alias=repr(alias)))
    except GenerationStopped:
        raise
    except Exception as raised:  # noqa: BLE001  # an engine that breaks fails the jobs that wait for it, no others
        error = raised
    failure = error if isinstance(error, PdpAiError) else _wrapped(error)
    for request in requests:
        yield from _deliver(request, RequestFailed(failure), open_runs)


def _deliver(request: EngineRequest, outcome: Artifact | RequestFailed, open_runs: list[_Run]) -> Iterator[_Run]:
    asked_by = [run for run in open_runs if any(ask.request == request for ask in run.asks)]
    for run in asked_by:
        if request not in run.received:
            run.received[request] = outcome
            run.cost += outcome.cost / len(asked_by)
        if run.complete:
            open_runs.remove(run)
            yield run


def _wrapped(error: Exception) -> EngineBroke:
    broke = EngineBroke(_("%(name)s: %(error)s", name=type(error).__name__, error=error))
    broke.__cause__ = error
    return broke
