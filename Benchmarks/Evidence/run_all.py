"""Trains and measures the runs of a protocol, one after another on each of a few cores, until all are done.

    python3 run_all.py PLAN PROGRAM WORK RESULTS [--cores 0,1] [--seeds 1-8]

PLAN is a JSON file beside this script; an arm is a recipe, or a list of a recipe and overrides. A plan with `parts` takes its images
from a folder of that name in WORK, which color.py made. WORK gets run folders and may be lost at any moment; RESULTS/ARM-SEED gets a finished
run's small files at once, in one move, and is what says that a run is done. Kill this program at any time: its runs stop, and
the same command goes on, in the middle of a run if WORK is still there.

All arms of a seed must come from one type of processor, so that pairs stay pairs. If RESULTS holds arms of a seed from another
one, that seed is left out with a message; delete its results to run the whole seed again.
"""

import argparse
import ctypes
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import halves

STOP = threading.Event()
CHILDREN: set[subprocess.Popen] = set()
LOCK = threading.Lock()


class Queue:
    def __init__(self, arguments):
        self.plan = json.loads(Path(arguments.plan).read_text())
        self.program = str(Path(arguments.program).resolve())
        self.work, self.results = Path(arguments.work).resolve(), Path(arguments.results).resolve()
        self.failures = 0
        self.tasks = [(seed, arm) for seed in arguments.seeds for arm in self.plan["arms"]]
        self.processor = self.said_processor()

    def said_processor(self):
        """The processor as the program writes it into run.json."""
        line = subprocess.run([self.program, "--version"], capture_output=True, text=True, check=True).stdout
        return re.sub(r"^.*, on ", "", line.strip())

    def prepare(self):
        self.results.mkdir(parents=True, exist_ok=True)
        self.parts = self.work / self.plan.get("parts", "halves")
        if "parts" not in self.plan:
            halves.write(self.parts, Path(self.plan["data"]), self.plan["resolution"])
        elif not self.parts.exists():
            sys.exit(f"{self.parts} is missing: make it with color.py, as the protocol says")

    def work_through(self, core):
        while (task := self.next_task()) is not None:
            seed, arm = task
            try:
                self.one(arm, seed, core)
            except Exception as error:
                if not STOP.is_set():
                    self.failures += 1
                    print(f"{arm}-{seed}: {error}; see {self.log(arm, seed)}", flush=True)

    def next_task(self):
        with LOCK:
            while self.tasks and not STOP.is_set():
                seed, arm = self.tasks.pop(0)
                if (self.results / f"{arm}-{seed}").exists():
                    continue
                others = self.other_processors(seed)
                if others:
                    print(f"{arm}-{seed}: left out, because the seed's runs are from {others[0]}", flush=True)
                    continue
                return seed, arm
        return None

    def other_processors(self, seed):
        found = [json.loads(path.read_text())["processor"] for path in self.results.glob(f"*-{seed}/run.json")]
        return [name for name in found if name != self.processor]

    def log(self, arm, seed):
        return self.work / f"{arm}-{seed}.log"

    def one(self, arm, seed, core):
        """Trains, measures, collects."""
        run = self.work / f"{arm}-{seed}"
        words = self.plan["arms"][arm]
        recipe, *chosen = [words] if isinstance(words, str) else words
        overrides = [
            text.replace("SEED", str(seed)).replace("WORK", str(self.work)) for text in self.plan["overrides"]] + chosen
        self.call(core, arm, seed, ["train", recipe, *overrides, "--run", str(run), "--resume", "auto"])
        shutil.rmtree(run / "evaluation", ignore_errors=True)
        for evaluation in self.plan["evaluations"]:
            for kimg in times(evaluation, run / "evaluation"):
                self.evaluate(arm, seed, core, evaluation, kimg)
        self.collect(run)

    def evaluate(self, arm, seed, core, evaluation, kimg):
        run = self.work / f"{arm}-{seed}"
        self.call(core, arm, seed, [
            "evaluate", "--run", str(run), "--checkpoint", self.step(run, kimg),
            "--reference", str(self.parts / f"{evaluation['half']}.yaml"),
            *evaluation["options"], "--out", str(run / "evaluation" / f"{evaluation['name']}-{kimg}.json")])

    def step(self, run, kimg):
        steps = [int(path.name) for path in (run / "checkpoints").iterdir() if path.name.isdigit()]
        return str(nearest(steps, kimg, self.plan["batch"]))

    def call(self, core, arm, seed, words):
        environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "NO_COLOR": "1"}
        command = ["nice", "-n", "19", "taskset", "-c", str(core), self.program, *words]
        with open(self.log(arm, seed), "a") as log:
            if STOP.is_set():
                raise subprocess.CalledProcessError(130, command)
            child = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                preexec_fn=end_with_parent)
            CHILDREN.add(child)
            status = child.wait()
            CHILDREN.discard(child)
        if status != 0:
            raise subprocess.CalledProcessError(status, command)

    def without_folders(self, text):
        """Results name files relative to WORK, the working directory or the installation, not those of one machine."""
        for folder in (self.work, Path.cwd(), Path(self.program).parent.parent / "share/ganzoo"):
            text = text.replace(f"{folder}/", "")
        return text

    def collect(self, run):
        """Copies what is small, and keeps no checkpoint but the last."""
        part = self.results / f".{run.name}.part"
        shutil.rmtree(part, ignore_errors=True)
        (part / "evaluation").mkdir(parents=True)
        texts = [Path("recipe.yaml"), Path("run.json")]
        texts += [path.relative_to(run) for path in sorted((run / "evaluation").glob("*.json"))]
        for text in texts:
            (part / text).write_text(self.without_folders((run / text).read_text()))
        sheet = sorted((run / "samples").glob("fakes-*.png"))[-1]
        shutil.copy(sheet, part / "fakes.png")
        (part / "metrics.jsonl").write_text(thinned(run / "metrics.jsonl"))
        part.rename(self.results / run.name)
        for checkpoint in sorted((run / "checkpoints").iterdir())[:-1]:
            shutil.rmtree(checkpoint)
        print(f"{run.name}: done", flush=True)


def times(evaluation, reports):
    """The kimg to measure at: those of the plan, and the one at which the evaluation `and_at_best_of` found its lowest distance."""
    chosen = evaluation.get("and_at_best_of")
    return sorted({*evaluation["kimg"], *([best(reports, *chosen)] if chosen else [])})


def best(reports, name, score):
    """The kimg whose report NAME-KIMG.json has the lowest score, the first of equal ones."""
    values = {
        int(path.stem.removeprefix(f"{name}-")): json.loads(path.read_text())["scores"][score]
        for path in reports.glob(f"{name}-*.json")}
    return min(values, key=lambda kimg: (values[kimg], kimg))


def nearest(steps, kimg, batch):
    """The checkpoint nearest to `kimg` thousand images: intervals are rounded to steps. None may be 1,000 images away.

    >>> nearest([781, 1562, 2343], 25, 32), nearest([8591, 9372, 9375], 300, 32)
    (781, 9375)
    >>> nearest([1562, 2343], 25, 32)
    Traceback (most recent call last):
    ValueError: there is no checkpoint at 25 kimg
    """
    found = min(steps, key=lambda step: abs(step * batch - kimg * 1000))
    if abs(found * batch - kimg * 1000) > 1000:
        raise ValueError(f"there is no checkpoint at {kimg} kimg")
    return found


def thinned(path, most=100):
    """At most about `most` of the lines, the last one included, with numbers of five digits."""
    lines = path.read_text().splitlines()
    every = -(-len(lines) // most)
    kept = lines[(len(lines) - 1) % every :: every]
    def rounded(value):
        return float(f"{value:.5g}") if isinstance(value, float) else value
    return "".join(json.dumps({k: rounded(v) for k, v in json.loads(line).items()}) + "\n" for line in kept)


def seeds(text):
    first, _, last = text.partition("-")
    return list(range(int(first), int(last or first) + 1))


def end_with_parent():
    """Linux sends SIGTERM to a run whose queue is gone, also after SIGKILL; the run then writes a checkpoint."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def yield_to_others():
    """Linux shares a processor among sessions before it looks at `nice`."""
    try:
        Path("/proc/self/autogroup").write_text("19")
    except OSError:
        pass


def stop(*_):
    STOP.set()
    for child in list(CHILDREN):
        child.terminate()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("plan", "program", "work", "results"):
        parser.add_argument(name)
    parser.add_argument("--cores", type=lambda text: [int(core) for core in text.split(",")], default=[0, 1])
    parser.add_argument("--seeds", type=seeds, default=seeds("1-8"))
    arguments = parser.parse_args()
    queue = Queue(arguments)
    queue.prepare()
    yield_to_others()
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, stop)
    workers = [threading.Thread(target=queue.work_through, args=[core]) for core in arguments.cores]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    sys.exit(130 if STOP.is_set() else 1 if queue.failures else 0)


if __name__ == "__main__":
    main()
