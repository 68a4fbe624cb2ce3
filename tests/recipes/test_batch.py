"""Many recipes, one engine call a step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from pdp_ai.engines.base import Answer, Engine, EngineContext, QuietContext, RequestFailed, stop_if_asked
from pdp_ai.exceptions import EngineUnavailable, GenerationStopped, RequestRefused
from pdp_ai.recipes.base import Ask, Steps
from pdp_ai.recipes.batch import run_batch
from pdp_ai.types import Artifact, Candidate, CopyRequest, Message


class CountingEngine(Engine[CopyRequest]):
    """Answers with the question in capitals, and remembers the sizes of its batches."""

    produces = "text/plain"

    def __init__(self, options: Any = None) -> None:
        super().__init__(options)
        self.batches: list[int] = []

    def load(self) -> None: ...

    def unload(self) -> None: ...

    def generate(self, requests: Sequence[CopyRequest], context: EngineContext) -> Iterator[Answer]:
        self.batches.append(len(requests))
        for index, request in reversed(list(enumerate(requests))):
            stop_if_asked(context)
            text = request.messages[0].content
            answer = Artifact("x", text=text.upper(), cost=0.02)
            yield index, RequestFailed(RequestRefused(text)) if text == "no" else answer


def ask(text: str) -> Ask:
    return Ask("copy", CopyRequest((Message("user", text),)))


def two_steps(text: str) -> Steps:
    [first] = yield [ask(text)]
    [second] = yield [ask(f"{first.text} again")]
    return [Candidate(slot="description", artifact=second)]


@pytest.fixture
def engine() -> CountingEngine:
    return CountingEngine()


def outcomes(steps: list[Steps], engine_for: Callable[[str], Engine[Any]]) -> dict[int, Any]:
    return {ended.index: ended.outcome for ended in run_batch(steps, engine_for, QuietContext())}


def test_the_same_step_of_all_recipes_is_one_engine_call(engine: CountingEngine) -> None:
    done = outcomes([two_steps(text) for text in "abc"], lambda _alias: engine)
    assert [done[index][0].artifact.text for index in range(3)] == ["A AGAIN", "B AGAIN", "C AGAIN"]
    assert engine.batches == [3, 3]


def test_equal_questions_are_answered_once(engine: CountingEngine) -> None:
    done = outcomes([two_steps("a"), two_steps("a")], lambda _alias: engine)
    assert engine.batches == [1, 1]
    assert done[0][0].artifact is done[1][0].artifact


def test_a_refused_request_fails_its_own_recipe(engine: CountingEngine) -> None:
    done = outcomes([two_steps("a"), two_steps("no")], lambda _alias: engine)
    assert done[0][0].artifact.text == "A AGAIN"
    assert isinstance(done[1], RequestRefused)


def test_a_recipe_may_catch_a_refusal_and_ask_otherwise(engine: CountingEngine) -> None:
    def stubborn() -> Steps:
        try:
            yield [ask("no")]
        except RequestRefused:
            [answer] = yield [ask("yes")]
        return [Candidate(slot="description", artifact=answer)]

    [ended] = run_batch([stubborn()], lambda _alias: engine, QuietContext())
    assert not isinstance(ended.outcome, Exception)
    assert ended.outcome[0].artifact.text == "YES"


def test_recipes_that_ask_the_same_share_its_price_and_a_failure_keeps_what_it_cost(engine: CountingEngine) -> None:
    def fails_after(text: str) -> Steps:
        yield [ask(text)]
        raise RequestRefused(text)

    def once(text: str) -> Steps:
        [answer] = yield [ask(text)]
        return [Candidate(slot="description", artifact=answer)]

    batch = run_batch([once("a"), once("a"), fails_after("b"), two_steps("c")], lambda _alias: engine, QuietContext())
    assert {ended.index: ended.cost for ended in batch} == {0: 0.01, 1: 0.01, 2: 0.02, 3: 0.04}


def test_a_recipe_with_a_bug_harms_no_other(engine: CountingEngine) -> None:
    def broken() -> Steps:
        raise ZeroDivisionError
        yield []

    done = outcomes([broken(), two_steps("a")], lambda _alias: engine)
    assert isinstance(done[0], ZeroDivisionError)
    assert done[1][0].artifact.text == "A AGAIN"


def test_an_engine_that_cannot_be_had_fails_only_those_that_ask_it(engine: CountingEngine) -> None:
    def picture() -> Steps:
        yield [Ask("cutout", CopyRequest((Message("user", "x"),)))]
        return []

    def engine_for(alias: str) -> Engine[Any]:
        if alias == "cutout":
            raise EngineUnavailable
        return engine

    done = outcomes([picture(), two_steps("a")], engine_for)
    assert isinstance(done[0], EngineUnavailable)
    assert done[1][0].artifact.text == "A AGAIN"


def test_a_silent_engine_is_a_failure_and_not_a_hang() -> None:
    class Silent(CountingEngine):
        def generate(self, requests: Sequence[CopyRequest], context: EngineContext) -> Iterator[Answer]:
            return iter(())

    done = outcomes([two_steps("a")], lambda _alias: Silent())
    assert isinstance(done[0], RequestRefused)


def test_stopping_ends_the_whole_batch(engine: CountingEngine) -> None:
    class Leave(QuietContext):
        def should_stop(self) -> bool:
            return True

    with pytest.raises(GenerationStopped):
        list(run_batch([two_steps("a")], lambda _alias: engine, Leave()))
