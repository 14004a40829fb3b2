"""Kills processes that train together, and compares what they end with, resumed on another number, with an undisturbed run of one process.

    python Tests/Faults/ranks.py .build/release/ganzoo [--kills 24] [--seed 0] [--launchers openmpi,mpich] [--hosts]

Each kill is SIGKILL to a random process at a random moment. All processes must end within seconds, and no process of theirs may be left.
So it is when a process hangs: one is stopped by SIGSTOP.
With --hosts (as root) the processes also train on two network namespaces that are joined by a pair of virtual devices, as on two
machines. Checkpoints, metrics and sheets must be the same bytes.
"""

import argparse
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from check import RECIPE, end_state
from hosts import megabytes_sent, two_hosts

LAUNCHERS = {
    "openmpi": ["mpirun.openmpi", "--oversubscribe", "--bind-to", "none", "--mca", "mpi_yield_when_idle", "1"],
    "mpich": ["mpiexec.mpich"],
}
ROOT = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OPENBLAS_NUM_THREADS": "1"}
SLICES = "train.microbatch=4"  # 4 slices
WITHIN = 30  # seconds from a kill to the end of all
GONE_WITHIN = 5  # seconds from the end of the launcher to the end of its processes


def command(ganzoo, launcher, count, run):
    start = [*LAUNCHERS[launcher], "-n", str(count)] if count > 1 else []
    return [*start, ganzoo, "train", str(RECIPE), SLICES, "--run", str(run), "--resume", "auto"]


def finish(ganzoo, launcher, count, run):
    result = subprocess.run(
        command(ganzoo, launcher, count, run), env=os.environ | ROOT, capture_output=True, text=True)
    if result.returncode:
        sys.exit(f"{count} processes of {launcher} ended with {result.returncode}:\n{result.stdout}{result.stderr}")


def ranks_of(run):
    """The processes that train in a folder, without their launcher."""
    found = []
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if len(words) > 2 and words[0].endswith(b"/ganzoo") and str(run).encode() in words:
            found.append(int(folder.name))
    return sorted(found)


def left_of(run):
    """The processes that still train in a folder some seconds after their launcher's end: the kernel ends them after it."""
    end = time.monotonic() + GONE_WITHIN
    while (left := ranks_of(run)) and time.monotonic() < end:
        time.sleep(0.05)
    return left


def kill_one(ganzoo, launcher, count, run, seconds, choice):
    """Returns what was killed; None if training ended before."""
    process = subprocess.Popen(
        command(ganzoo, launcher, count, run), env=os.environ | ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    time.sleep(seconds)
    ranks = ranks_of(run)
    if len(ranks) < count:
        process.wait()
        return None
    victim = ranks[choice % len(ranks)]
    os.kill(victim, signal.SIGKILL)
    try:
        process.wait(timeout=WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        sys.exit(f"{launcher}: {WITHIN} s after process {ranks.index(victim)} was killed the others still ran")
    left = left_of(run)
    if left:
        sys.exit(f"{launcher}: processes {left} were left after a kill")
    return f"one of {count} processes after {seconds:.2f} s"


def compare(run, expected, what):
    found = end_state(run)
    differences = [name for name in expected if found.get(name) != expected[name]]
    if differences:
        sys.exit(f"{what}: {', '.join(differences)} differ")


def kills(ganzoo, folder, expected, launchers, count, draw, duration):
    number = killed = 0
    while killed < count:
        if number > 4 * count:
            sys.exit(f"only {killed} of {number} runs were killed before they ended")
        launcher = launchers[number % len(launchers)]
        before, after = draw.choice([2, 3, 4]), draw.choice([1, 2, 4])
        run = folder / f"kill-{number}"
        seconds = draw.uniform(0.1, duration)
        what = kill_one(ganzoo, launcher, before, run, seconds, draw.randrange(before))
        finish(ganzoo, launcher, after, run)
        compare(run, expected, f"{launcher}: {what}, resumed on {after}")
        if what:
            killed += 1
            print(f"{killed}: {launcher}: killed {what}; resumed on {after}: equal", flush=True)
        number += 1
        shutil.rmtree(run)


def on_two_hosts(ganzoo, launcher, folder, expected):
    run = folder / f"{launcher}-hosts"
    with two_hosts(folder, LAUNCHERS[launcher]) as start:
        words = [*start, ganzoo, "train", str(RECIPE), SLICES, "--run", str(run), "--resume", "auto"]
        result = subprocess.run(words, env=os.environ | ROOT, capture_output=True, text=True)
        if result.returncode:
            sys.exit(f"{launcher}: on two hosts training ended with {result.returncode}:\n{result.stdout}{result.stderr}")
        compare(run, expected, f"two hosts of {launcher}")
        sent = megabytes_sent()
        if sent < 0.1:
            sys.exit(f"{launcher}: on two hosts nothing went over the link")
        print(f"{launcher}: two hosts: equal; {sent:.1f} MB were sent by the first", flush=True)


def a_process_hangs(ganzoo, launcher, folder):
    """One process is stopped; the others wait for it no longer than their limit, and none is left."""
    run = folder / f"{launcher}-hangs"
    words = command(ganzoo, launcher, 3, run) + ["train.kimg=100", "--rank-timeout", "5"]
    process = subprocess.Popen(words, env=os.environ | ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    while not (run / "metrics.jsonl").exists() or (run / "metrics.jsonl").stat().st_size == 0:
        if process.poll() is not None:
            sys.exit(f"{launcher}: training ended before a process could be stopped:\n{process.stderr.read()}")
        time.sleep(0.1)
    ranks = ranks_of(run)
    os.kill(ranks[1], signal.SIGSTOP)
    start = time.monotonic()
    try:
        errors = process.communicate(timeout=WITHIN)[1]
    except subprocess.TimeoutExpired:
        process.kill()
        sys.exit(f"{launcher}: the others still waited {WITHIN} s after a process was stopped")
    left = left_of(run)
    for rank in left:
        os.kill(rank, signal.SIGKILL)
    if left:
        sys.exit(f"{launcher}: processes {left} were left after one hung")
    if process.returncode == 0 or "did not answer for 5 seconds" not in errors:
        sys.exit(f"{launcher}: a process that hangs was not named:\n{errors}")
    print(f"{launcher}: a process that hangs ended all after {time.monotonic() - start:.0f} s", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ganzoo", type=lambda path: str(pathlib.Path(path).resolve()))
    parser.add_argument("--kills", type=int, default=24)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--launchers", type=lambda text: text.split(","), default=list(LAUNCHERS))
    parser.add_argument("--hosts", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        start = time.monotonic()
        finish(arguments.ganzoo, None, 1, folder / "alone")
        expected = end_state(folder / "alone")
        for launcher in arguments.launchers:
            for count in (2, 4):
                run = folder / f"{launcher}-{count}"
                started = time.monotonic()
                finish(arguments.ganzoo, launcher, count, run)
                duration = time.monotonic() - started
                compare(run, expected, f"{count} processes of {launcher}")
                print(f"{launcher}: {count} processes: equal, in {duration:.1f} s", flush=True)
            a_process_hangs(arguments.ganzoo, launcher, folder)
        kills(
            arguments.ganzoo, folder, expected, arguments.launchers, arguments.kills, random.Random(arguments.seed), duration)
        for launcher in arguments.launchers if arguments.hosts else []:
            on_two_hosts(arguments.ganzoo, launcher, folder, expected)
        print(f"all equal, {time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main()
