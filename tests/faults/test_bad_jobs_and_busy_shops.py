"""Jobs that kill, hang or swell; products that change under the worker's hands; many saves at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.faults.conftest import on
from tests.faults.shop import BACKENDS, Shop, await_value
from tests.faults.strikes import prepare_strike, struck
from tests.faults.test_dying_processes import titles


@on("sqlite_orm")
def test_a_job_that_kills_its_worker_is_quarantined_alone(shop: Shop, sound: Callable[..., Any]) -> None:
    shop.desk("ask", titles=["poison", *titles(15)])
    sound(shop)
    poison = shop.desk("job", title="poison")
    assert (poison["state"], poison["crashes"]) == ("quarantined", 3)
    assert {error["code"] for error in poison["errors"]} == {"worker_died"}
    assert all(shop.desk("job", title=title)["crashes"] <= 1 for title in titles(15))


@on("sqlite_orm")
def test_a_job_that_hangs_in_c_is_quarantined_alone(shop: Shop, sound: Callable[..., Any]) -> None:
    shop.desk("ask", titles=["hang", *titles(3)])
    sound(shop, within=90)
    assert shop.desk("job", title="hang")["state"] == "quarantined"


@on(also=BACKENDS)
def test_a_job_that_hangs_in_c_and_stops_every_thread_is_quarantined_alone(
    shop: Shop, sound: Callable[..., Any]
) -> None:
    shop.desk("ask", titles=["seize", *titles(3)])
    sound(shop, within=90)
    assert shop.desk("job", title="seize")["state"] == "quarantined"


@on("sqlite_orm")
def test_a_job_too_large_for_memory_fails_alone(shop: Shop, sound: Callable[..., Any]) -> None:
    shop.desk("ask", titles=["bloat", *titles(15)])
    tally = sound(shop)
    bloat = shop.desk("job", title="bloat")
    assert (bloat["state"], bloat["attempts"], tally["crashes"]) == ("failed", 5, 0)
    assert "MemoryError" in bloat["errors"][-1]["message"]


@on("sqlite_orm", "postgres_orm")
def test_fifty_concurrent_saves_of_one_product(shop: Shop, sound: Callable[..., Any]) -> None:
    assert shop.desk("save_at_once", title="busy", times=50) == 0
    sound(shop)


@on("sqlite_orm", "postgres_orm")
def test_a_save_costs_at_most_two_queries_and_survives_a_refused_note(shop: Shop, sound: Callable[..., Any]) -> None:
    assert max(shop.desk("queries_of_a_save")) <= 2
    assert shop.desk("break_the_note")
    sound(shop)


@on("sqlite_orm")
def test_a_product_edited_mid_run(shop: Shop, sound: Callable[..., Any]) -> None:
    shop.desk("ask", titles=["slow before"])
    await_value(lambda: shop.desk("running"), 10, "nothing runs")
    assert shop.desk("edit", old="slow before", new="after") == 1
    sound(shop)
    assert shop.desk("states") == {"stale": 1, "successful": 1}


@on("sqlite_orm")
def test_a_worker_dies_after_marking_a_job_stale(shop: Shop, sound: Callable[..., Any]) -> None:
    prepare_strike("stale, not asked anew", "kill")
    shop.desk("ask", titles=["slow before"])
    await_value(lambda: shop.desk("running"), 10, "nothing runs")
    shop.desk("edit", old="slow before", new="after")
    sound(shop)
    assert struck("stale, not asked anew")


@on("sqlite_orm")
def test_a_worker_dies_while_it_follows_a_save(shop: Shop, sound: Callable[..., Any]) -> None:
    prepare_strike("change followed, not committed", "kill")
    shop.desk("save", titles=titles(3))
    sound(shop)
    assert struck("change followed, not committed")


@on("sqlite_orm")
def test_a_product_deleted_mid_run(shop: Shop, sound: Callable[..., Any]) -> None:
    shop.desk("ask", titles=["slow goner"])
    await_value(lambda: shop.desk("running"), 10, "nothing runs")
    shop.desk("delete", title="slow goner")
    sound(shop)
    assert shop.desk("states") == {"cancelled": 1}


@on("sqlite_orm")
def test_a_worker_dies_in_a_large_request(shop: Shop, sound: Callable[..., Any]) -> None:
    prepare_strike("chunk written, not committed", "kill")
    asked = shop.desk("ask_in_bulk", titles=titles(450))
    sound(shop, within=90)
    assert struck("chunk written, not committed")
    assert shop.desk("bulk", pk=asked) == {"state": "done", "products": 450, "done": 450, "jobs": 450}
    assert shop.desk("states") == {"successful": 450}
