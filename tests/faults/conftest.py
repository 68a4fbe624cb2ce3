"""Shops that stay open between the cells of the matrix, and the table at the end."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.faults.shop import BACKENDS, Shop

LONG = os.environ.get("FAULTS_FORM") == "long"
#: Cell, backend, seconds until all was done, and the tally.
_rows: list[tuple[str, str, float, dict[str, int]]] = []


def on(*backends: str, also: tuple[str, ...] = ()) -> pytest.MarkDecorator:
    """The backends of a cell: those named; in the long form `also` those, or else all three."""
    if not LONG and not backends:
        return pytest.mark.skip("only at full length: FAULTS_FORM=long")
    return pytest.mark.parametrize("backend", (also or BACKENDS) if LONG else backends)


@pytest.fixture(autouse=True)
def _own_files() -> None:
    """These tests have folders of their own."""


@pytest.fixture(scope="session")
def open_shop() -> Iterator[Callable[..., Shop]]:
    shops: dict[tuple[str, int], Shop] = {}

    def get(backend: str, hosts: int = 1) -> Shop:
        key = (backend, hosts)
        if key not in shops:
            # Two hosts: neither is to take the other's frozen worker for its own silence.
            shops[key] = Shop(backend, hosts=hosts, environment={"FAULTS_SILENCE": "60"} if hosts > 1 else {})
        shops[key].clear()
        return shops[key]

    yield get
    for shop in shops.values():
        shop.enter()
        shop.close()


@pytest.fixture
def shop(open_shop: Callable[..., Shop], backend: str) -> Shop:
    return open_shop(backend)


@pytest.fixture
def two_hosts(open_shop: Callable[..., Shop], backend: str) -> Shop:
    return open_shop(backend, hosts=2)


@pytest.fixture
def sound(request: pytest.FixtureRequest) -> Callable[..., dict[str, int]]:
    """Waits until all is done, and holds the tally against the promise."""

    def check(shop: Shop, *, within: float = 60) -> dict[str, int]:
        seconds = shop.settle(within)
        tally: dict[str, int] = shop.desk("tally")
        cell = request.node.name.removeprefix("test_").replace("_", " ").partition("[")
        place = cell[2].rstrip("]").replace(shop.backend.replace("_", " "), "").strip("-")
        _rows.append((f"{cell[0]} {place}".strip(), shop.backend, seconds, tally))
        broken = {name: tally[name] for name in ("lost", "doubled", "two_resident", "missing_files") if tally[name]}
        assert not broken, f"{tally}; the logs are in {shop.folder}"
        return tally

    return check


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if not _rows:
        return
    terminalreporter.section("fault matrix")
    terminalreporter.line(f"{'fault':72}{'backend':16}{'done in':>8} lost doubled reruns fenced crashes")
    for cell, backend, seconds, tally in sorted(_rows):
        counts = f"{tally['lost']:5}{tally['doubled']:8}{tally['reruns']:7}{tally['fenced']:7}{tally['crashes']:8}"
        terminalreporter.line(f"{cell[:71]:72}{backend:16}{seconds:6.1f} s{counts}")
