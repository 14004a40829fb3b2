"""Kills training runs with SIGKILL, or fills their disk, and compares what they end with, resumed, with an undisturbed run.

    python Tests/Faults/check.py .build/release/ganzoo [--kills 24] [--seed 0]

Most of the kills hit changes of the file system, each kind of step in the saving of a checkpoint in turn; the others come at
random moments. Checkpoints, metrics and sheets must be the same bytes.
"""

import argparse
import hashlib
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent
RECIPE = HERE / "every_state.yaml"


def build_killer(folder):
    library = folder / "faults.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, HERE / "faults.c", "-ldl"], check=True)
    return library


def command(ganzoo, run):
    return [ganzoo, "train", RECIPE, "--run", run, "--resume", "auto"]


def train(ganzoo, run, **environment):
    """Exit status of a whole run; negative for a signal."""
    result = subprocess.run(
        command(ganzoo, run), env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        text=True)
    if result.returncode not in (0, -signal.SIGKILL):
        sys.exit(f"ganzoo ended with {result.returncode}:\n{result.stderr}")
    return result.returncode


def end_state(run):
    """Hashes of everything that a run left, by file. Times stand in times.jsonl and in TensorBoard's file alone."""
    newest = sorted((run / "checkpoints").iterdir())[-1]
    files = [*sorted(newest.iterdir()), run / "metrics.jsonl", *sorted((run / "samples").iterdir())]
    return {str(file.relative_to(run)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def kill_in_call(ganzoo, run, killer, number):
    status = train(ganzoo, run, LD_PRELOAD=str(killer), KILL_AT=str(number))
    return f"in file system call {number}" if status else None


def fill_disk(ganzoo, run, killer, number):
    """From the write of that number on; whether the run met it, and ended as it should."""
    result = subprocess.run(
        command(ganzoo, run), env=os.environ | {"LD_PRELOAD": str(killer), "FULL_AT": str(number)},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    advice = any(words in result.stderr for words in ("free some space", "make sure that the disk has space"))
    if result.returncode != 1 or "No space left on device" not in result.stderr or not advice:
        sys.exit(f"on a full disk ganzoo ended with {result.returncode}:\n{result.stderr}")
    partial = list((run / "checkpoints").glob(".*partial")) if (run / "checkpoints").exists() else []
    if partial:
        sys.exit(f"on a full disk it left {partial}")
    return f"by a full disk from call {number} on"


def kill_after(ganzoo, run, seconds):
    process = subprocess.Popen(command(ganzoo, run), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    return f"after {seconds:.3f} s" if process.wait() else None


def calls_of_saving(log):
    """Numbers of calls by what they do in saving: `fsync weights.safetensors`."""
    kinds = {}
    for line in log.read_text().splitlines():
        number, call, path = line.split(" ", 2)
        if "checkpoints" in path:
            kinds.setdefault(f"{call} {kind(path)}", []).append(int(number))
    return kinds


def kind(path):
    """A path without what differs from one checkpoint to the next."""
    name = pathlib.Path(path).name
    parts = ["N" if part.isdigit() else part for part in name.replace("-", ".").split(".")]
    return ".".join(parts)


def compare(found, expected, what):
    wrong = [key for key in expected if found.get(key) != expected[key]] + [key for key in found if key not in expected]
    if wrong:
        sys.exit(f"ended {what}, the resumed run differs in: {', '.join(wrong)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("ganzoo", type=pathlib.Path)
    parser.add_argument("--kills", type=int, default=24)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    ganzoo, chance = options.ganzoo.resolve(), random.Random(options.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        killer, log = build_killer(folder), folder / "calls.txt"
        start = time.monotonic()
        train(ganzoo, folder / "whole")
        length = time.monotonic() - start
        expected = end_state(folder / "whole")
        train(ganzoo, folder / "logged", LD_PRELOAD=str(killer), KILL_LOG=str(log))
        compare(end_state(folder / "logged"), expected, "not at all")
        kinds = calls_of_saving(log)
        total = len(log.read_text().splitlines())
        moments = [("call", chance.choice(numbers)) for numbers in kinds.values()]
        moments += [("call", chance.randint(1, total)) for _ in range(3)]
        while len(moments) < options.kills:
            moments.append(("time", chance.uniform(0.1, 0.95) * length))
        moments += [("full", chance.randint(1, total)) for _ in range(options.kills // 4)]
        for index, (how, moment) in enumerate(moments):
            run = folder / f"killed-{index}"
            if how == "call":
                killed = kill_in_call(ganzoo, run, killer, moment)
            elif how == "full":
                killed = fill_disk(ganzoo, run, killer, moment)
            else:
                killed = kill_after(ganzoo, run, moment)
            while how == "time" and not killed:
                # It had ended already: the machine is faster than it was.
                shutil.rmtree(run)
                moment /= 2
                killed = kill_after(ganzoo, run, moment)
            if not killed:
                sys.exit(f"the run made fewer than {moment} changes of the file system")
            # A second kill on the way of some: resuming must survive it too.
            if killed and index % 3 == 0:
                kill_after(ganzoo, run, chance.uniform(0.1, 0.6) * length)
            train(ganzoo, run)
            compare(end_state(run), expected, killed)
            print(f"{index + 1:3d}  ended {killed}: the same", flush=True)
        print(f"{len(kinds)} kinds of calls in saving: {', '.join(sorted(kinds))}")
        print(f"{len(moments)} passed, 0 failed")


if __name__ == "__main__":
    main()
