"""The long form: thousands of jobs in storms of random faults, on every backend (`make faults`).

The draw of the faults follows from the seed; what they meet depends on the machine's timing, so a seed narrows a
failure down and does not replay it. The last line printed is the sum of all.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from tests.faults.safeguards import controls_failing
from tests.faults.shop import BACKENDS, ROOT, Shop, ShopError
from tests.faults.weather import Weather

#: Jobs asked for in one storm; then the shop comes to rest.
STORM = 1_000
#: Work that lies before the workers, so that every fault meets some.
BACKLOG = range(60, 300)
#: Seconds between faults.
PAUSE = (0.8, 3.5)
#: A storm strikes innocent jobs more often than a shop sees in years; here they must all be done nevertheless.
PATIENCE = {"FAULTS_SILENCE": "4", "FAULTS_MAX_CRASHES": "200", "FAULTS_MAX_ATTEMPTS": "1000"}
SUMMED = ("jobs", "lost", "doubled", "reruns", "fenced", "two_resident", "missing_files")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=10_000, help="on each backend")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--backend", choices=BACKENDS, action="append")
    parser.add_argument("--at-once", type=int, default=1, help="backends under way at the same time")
    parser.add_argument("--only-storms", action="store_true", help="print one backend's tally as JSON")
    options = parser.parse_args()
    if options.only_storms:
        print(json.dumps(weather_storms(options.backend[0], options.jobs, options.seed)))
        return 0
    backends = options.backend or list(BACKENDS)
    with ThreadPoolExecutor(options.at_once) as pool:
        tallies = list(pool.map(lambda backend: in_its_own_process(backend, options.jobs, options.seed), backends))
    print_table(dict(zip(backends, tallies, strict=True)), options.seed)
    failing = controls_failing("sqlite_orm")
    total = {name: sum(tally[name] for tally in tallies) for name in SUMMED}
    print(
        f"faults: jobs={total['jobs']} lost={total['lost']} doubled={total['doubled']} reruns={total['reruns']}"
        f" fenced={total['fenced']} controls_failing={failing}/2"
    )
    broken = total["lost"] + total["doubled"] + total["two_resident"] + total["missing_files"]
    broken += sum(tally["overdue"] for tally in tallies)
    return int(bool(broken) or failing < 2)


def in_its_own_process(backend: str, jobs: int, seed: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.faults.storm", "--only-storms"]
    command += ["--backend", backend, "--jobs", str(jobs), "--seed", str(seed)]
    output = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    tally: dict[str, Any] = json.loads(output)
    return tally


def weather_storms(backend: str, jobs: int, seed: int) -> dict[str, Any]:
    """Every storm on one backend; the tally of all that was asked for."""
    dice = random.Random(f"{seed} {backend}")
    began = time.monotonic()
    shop = Shop(backend, hosts=2, environment=PATIENCE)
    weather = Weather(shop, dice)
    asked, tally = 0, {"jobs": 0}
    while tally["jobs"] < jobs:
        asked = storm(shop, weather, asked, min(asked + STORM, asked + jobs - tally["jobs"]))
        tally = shop.desk("tally")
        seconds = time.monotonic() - began
        say(f"{backend} seed={seed}: {tally} after {seconds:.0f} s and {sum(weather.counts.values())} faults")
    broken = tally["lost"] or tally["doubled"]
    if broken:
        say(f"the logs are in {shop.folder}")
    shop.close(keep=bool(broken))
    return tally | {
        "seconds": round(time.monotonic() - began),
        "faults": sum(weather.counts.values()),
        "overdue": weather.overdue,
        "kinds": weather.counts,
    }


def storm(shop: Shop, weather: Weather, asked: int, until: int) -> int:
    """Ask for products up to number `until` under random faults, then let the shop finish; the number asked for."""
    next_fault = time.monotonic()
    while asked < until:
        weather.relent()
        with suppress(ShopError):
            if shop.desk("unfinished") < BACKLOG.start:
                asked = ask_more(shop, weather.dice, asked, min(until, asked + BACKLOG.stop))
        if time.monotonic() > next_fault:
            with suppress(ShopError):
                weather.strike()
            next_fault = time.monotonic() + weather.dice.uniform(*PAUSE)
        time.sleep(0.05)
    weather.end()
    with suppress(AssertionError):  # what is left then counts as lost
        shop.settle(180)
    return asked


def ask_more(shop: Shop, dice: random.Random, asked: int, until: int) -> int:
    """Products asked for, or merely saved, or both."""
    while asked < until:
        count = min(until - asked, dice.randint(1, 60))
        titles = [f"product {number}" for number in range(asked, asked + count)]
        if dice.random() < 0.3:
            shop.desk("save", titles=titles)
        else:
            shop.desk("ask", titles=titles, priority=dice.choice((10, 50, 100)))
        asked += count
    return asked


def print_table(tallies: dict[str, dict[str, Any]], seed: int) -> None:
    print(f"seed {seed}")
    columns = (*SUMMED, "crashes", "faults", "overdue", "seconds")
    print(f"{'backend':16}" + "".join(f"{name:>14}" for name in columns))
    for backend, tally in tallies.items():
        print(f"{backend:16}" + "".join(f"{tally[name]:14}" for name in columns))
        print("    " + ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in sorted(tally["kinds"].items())))


def say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
