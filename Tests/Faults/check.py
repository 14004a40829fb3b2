"""Kills training runs with SIGKILL, or fills their disk, and compares what they end with, resumed, with an undisturbed run.

    python Tests/Faults/check.py .build/release/ganzoo [--kills 24] [--seed 0] [--jobs 2]

Most of the kills hit changes of the file system, each kind of step in the saving of a checkpoint once; the others hit any change,
or come at random moments. Checkpoints, metrics and sheets must be the same bytes.
"""

import argparse
import concurrent.futures
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
    return {str(file.relative_to(run)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files if file.is_file()}


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
    process = subprocess.Popen(command(ganzoo, run), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    _, errors = process.communicate()
    if process.returncode not in (0, -signal.SIGKILL):
        sys.exit(f"before it was killed, ganzoo ended with {process.returncode}:\n{errors}")
    return f"after {seconds:.3f} s" if process.returncode else None


def calls_by_kind(log):
    """Numbers of calls by what they do: `fsync weights.safetensors`. A file is written under a passing name, and known by that which it gets."""
    kinds, name = {}, None
    for line in reversed(log.read_text().splitlines()):
        number, call, path = line.split(" ", 2)
        if call == "rename":
            name = kind(path)
        what = name if name and kind(path).endswith(".partial") else kind(path)
        kinds.setdefault((f"{call} {what}", "checkpoints" in path), []).append(int(number))
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


def moments_of(kinds, total, length, kills, chance):
    """How and where to end each run, and after how many seconds to kill it again; None: not again."""
    moments = [("call", chance.choice(numbers)) for (_, saves), numbers in kinds.items() if saves]
    for index in range(kills - len(moments)):
        moments.append(("time", chance.uniform(0.1, 0.95) * length) if index % 2 else ("call", chance.randint(1, total)))
    # Of the earlier half: how often times are written depends on the time, so the last call of a run may not come in another.
    writes = [sorted(numbers) for (call, _), numbers in kinds.items() if call.startswith("write ")]
    moments += [("full", chance.choice(numbers[:(len(numbers) + 1) // 2])) for numbers in writes]
    moments += [("full", chance.randint(1, total)) for _ in range(kills // 4)]
    # Resuming must survive a second kill, too.
    return [
        (how, moment, chance.uniform(0.1, 0.6) * length if index % 3 == 0 else None)
        for index, (how, moment) in enumerate(moments)
    ]


def end(ganzoo, run, killer, how, moment):
    """Ends a new run before its end; what it says of it."""
    if how == "full":
        return fill_disk(ganzoo, run, killer, moment)
    if how == "call":
        killed = kill_in_call(ganzoo, run, killer, moment)
        return killed or sys.exit(f"the run made fewer than {moment} changes of the file system")
    while True:
        killed = kill_after(ganzoo, run, moment)
        if killed:
            return killed
        # It had ended already: the machine is faster than it was.
        shutil.rmtree(run)
        moment /= 2


def resume(ganzoo, run, killer, expected, how, moment, again):
    """Ends a run, resumes it and compares what it ends with."""
    killed = end(ganzoo, run, killer, how, moment)
    if again:
        kill_after(ganzoo, run, again)
    train(ganzoo, run)
    compare(end_state(run), expected, killed)
    if left := [str(path.relative_to(run)) for path in run.rglob(".*") if path.suffix in (".partial", ".removed")]:
        sys.exit(f"ended {killed}, the resumed run left {', '.join(left)}")
    shutil.rmtree(run)
    return killed


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("ganzoo", type=pathlib.Path)
    parser.add_argument("--kills", type=int, default=24)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2, help="runs at once")
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
        kinds = calls_by_kind(log)
        moments = moments_of(kinds, len(log.read_text().splitlines()), length, options.kills, chance)
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            runs = [
                pool.submit(resume, ganzoo, folder / f"killed-{index}", killer, expected, *moment)
                for index, moment in enumerate(moments)
            ]
            try:
                for index, run in enumerate(runs):
                    print(f"{index + 1:3d}  ended {run.result()}: the same", flush=True)
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
        saving = sorted(call for call, saves in kinds if saves)
        print(f"{len(saving)} kinds of calls in saving: {', '.join(saving)}")
        print(f"{len(moments)} passed, 0 failed")


if __name__ == "__main__":
    main()
