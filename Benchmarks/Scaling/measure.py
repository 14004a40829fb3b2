"""Measures training by one and by two processes, on one machine and over links of several speeds. Needs root for the links.

    python3 measure.py .build/release/ganzoo RESULT.json [--rounds 3] [--kimg 1.28] [--ways 2]

`--ways 2` leaves the links out.

The two processes run on one core each, the one process on both. All ways take turns in each round, so that a machine whose speed
changes does not favor one. A link is a pair of virtual devices between two network namespaces, as in Tests/Faults/hosts.py.
"""

import argparse
import contextlib
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "Tests/Faults"))
from hosts import two_hosts  # noqa: E402
from ranks import LAUNCHERS, ROOT  # noqa: E402

RECIPE = pathlib.Path(__file__).parents[2] / "recipes/bench/stylegan2-small32.yaml"
LINKS = {"10 Gb/s": "10gbit", "1 Gb/s": "1gbit", "100 Mb/s": "100mbit"}


# Runs the rest of the line on the core that has the process's number: a process has as many threads as cores.
ON_ITS_CORE = ["sh", "-c", 'exec taskset -c "$OMPI_COMM_WORLD_RANK" "$@"', "sh"]


@contextlib.contextmanager
def one_process(folder):
    yield ["taskset", "-c", "0,1"]


@contextlib.contextmanager
def one_machine(folder):
    yield [*LAUNCHERS["openmpi"], "-n", "2", *ON_ITS_CORE]


def over(rate):
    @contextlib.contextmanager
    def hosts(folder):
        with two_hosts(folder, LAUNCHERS["openmpi"], rate) as words:
            yield [*words, *ON_ITS_CORE]

    return hosts


WAYS = {
    "one process, two threads": one_process,
    "two processes, one machine": one_machine,
    "two processes, a link": over(None),
} | {f"two processes, {name}": over(rate) for name, rate in LINKS.items()}


def train(ganzoo, start, kimg):
    """The last tick's numbers of a run of two ticks; the first tick warms up. Open MPI's daemon on the second host crashes at times
    (hwloc's shared topology), before our program begins; then it is started again."""
    for _ in range(5):
        ticks = ticks_of_run(ganzoo, start, kimg)
        if ticks:
            return ticks[-1]
    sys.exit("mpirun could not start its daemons five times")


def ticks_of_run(ganzoo, start, kimg):
    """Nothing if mpirun could not start."""
    with tempfile.TemporaryDirectory() as name:
        folder, run = pathlib.Path(name), pathlib.Path(name) / "run"
        with start(folder) as words:
            command = [
                *words, ganzoo, "train", str(RECIPE), "train.microbatch=16", f"train.kimg={2 * kimg}", f"train.tick_kimg={kimg}",
                "train.sample_kimg=1000", "--run", str(run)]
            result = subprocess.run(command, env=os.environ | ROOT, capture_output=True, text=True)
        if "ORTE was unable to reliably start one or more daemons" in result.stderr:
            return []
        if result.returncode:
            sys.exit(f"{' '.join(command)} ended with {result.returncode}:\n{result.stderr}")
        ticks = [json.loads(line) for line in (run / "times.jsonl").read_text().splitlines()]
        return [tick for tick in ticks if "images_per_second" in tick]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ganzoo", type=lambda path: str(pathlib.Path(path).resolve()))
    parser.add_argument("result", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kimg", type=float, default=1.28)
    parser.add_argument("--ways", type=int, default=len(WAYS))
    arguments = parser.parse_args()
    ways = dict(list(WAYS.items())[: arguments.ways])
    found = {way: [] for way in ways}
    for _ in range(arguments.rounds):
        for way, start in ways.items():
            found[way].append(train(arguments.ganzoo, start, arguments.kimg))
            print(way, found[way][-1], flush=True)
    version = subprocess.run([arguments.ganzoo, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    base = [tick["images_per_second"] for tick in found["one process, two threads"]]
    rows = {}
    for way, ticks in found.items():
        rates = [tick["images_per_second"] for tick in ticks]
        rows[way] = {
            "images_per_second": round(statistics.median(rates), 2),
            "ratio": round(statistics.median(rate / first for rate, first in zip(rates, base)), 3),
            "exchanging": round(statistics.median(tick.get("exchanging", 0) for tick in ticks), 4),
            "sent_mb_per_step": round(statistics.median(tick.get("sent_mb_per_step", 0) for tick in ticks), 3),
        }
    arguments.result.write_text(json.dumps({"program": version, "recipe": RECIPE.stem, "ways": rows}, indent=2) + "\n")


if __name__ == "__main__":
    main()
