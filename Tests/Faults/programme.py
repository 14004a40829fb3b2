"""Does to training runs what can happen to them, by the hundred, and writes what survived into a document.

    python Tests/Faults/programme.py .build/release/ganzoo [--kills 150] [--offsets 60] [--repeats 2] [--seed 0] [--jobs 2] [--only KIND ...]
        [--write docs/reliability.md | --check docs/reliability.md]

Every trial ends a run, or damages what it left, resumes it, and compares weights, metrics and sheets with an undisturbed run. Allowed are
two outcomes: the same bytes, or a refusal in words, with what to do and exit status 1 or 2. Anything else ends the programme. The kinds with
a file system of their own need root, which mounts it where no other process sees it. `--only` chooses kinds; a document needs all of
them. `--check` compares kinds, numbers of trials and outcomes; where these depend on the moment or on the lengths of names, it compares the
first two.
"""

import argparse
import collections
import concurrent.futures
import errno
import functools
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import buffers
import cells
import mounts
from check import RECIPE, build_killer, end_state
from damage import DAMAGES

PATIENCE = 180  # seconds, after which a run hangs
SAME, REFUSED, NOTHING_LEFT = "same bytes", "refused in words", "nothing was left to resume"
TOO_LATE = "it had ended before"
# Kinds whose outcome depends on the moment, or on what stands in the middle of a file: the program's version, the processor, paths.
TIMED = re.compile("killed by SIGKILL|removed while it trains|a bit in the middle|cut to half")


class Harm(Exception):
    """An outcome that is not allowed."""


class Case:
    """A recipe, and what an undisturbed run of it ends with."""

    def __init__(self, name, recipe, ganzoo, folder):
        self.name, self.recipe, self.ganzoo = name, recipe, ganzoo
        run = folder / "undisturbed"
        start = time.monotonic()
        self.finish(run)
        self.seconds = time.monotonic() - start
        self.expected = end_state(run)
        self.used = mounts.used(run)
        self.tensors = buffers.in_checkpoint(sorted((run / "checkpoints").iterdir())[-1])
        shutil.rmtree(run)

    def words(self, run):
        return [self.ganzoo, "train", self.recipe, "--run", run, "--resume", "auto"]

    def start(self, run, **environment):
        return subprocess.Popen(
            self.words(run), env=os.environ | environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True)

    def finish(self, run):
        """Trains or resumes to the end."""
        status, errors = ended(self.start(run))
        if status != 0:
            raise Harm(f"{self.name}: training ended with {status}:\n{errors}")

    def compare(self, run, what, besides=(), may_lack=lambda name: False):
        found = end_state(run)
        wrong = [
            name for name in self.expected if found.get(name) != self.expected[name] and name not in besides
            and not (name not in found and may_lack(name))]
        wrong += [name for name in found if name not in self.expected and name not in besides]
        if wrong:
            raise Harm(f"{self.name}, {what}: the resumed run differs in {', '.join(wrong)}")
        left = [path.name for path in run.rglob(".*") if path.suffix in (".partial", ".removed")]
        if left:
            raise Harm(f"{self.name}, {what}: {', '.join(left)} were left")


def ended(process):
    try:
        _, errors = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        raise Harm(f"{process.args}: still ran after {PATIENCE} s") from None
    return process.returncode, errors


def is_refusal(status, errors):
    """Words for people: no trap, no message of the system's libraries."""
    raw = re.search(r"Fatal error|Error Domain|Backtrace|NSCocoa", errors)
    advice = "fix:" in errors or "free some space" in errors
    return status in (1, 2) and advice and not raw


def refusal(status, errors, what):
    if not is_refusal(status, errors):
        raise Harm(f"{what}: ended with {status}:\n{errors[-2000:]}")
    return REFUSED


# MARK: Trials. Each takes an empty folder and a number generator of its own, and returns its outcome.


def kill(folder, chance, case):
    """SIGKILL at a random moment, and in one of three trials again while it resumes."""
    run = folder / "run"
    outcome = TOO_LATE
    for share in (chance.uniform(0, 1), *([chance.uniform(0, 0.6)] if chance.random() < 1 / 3 else [])):
        process = case.start(run)
        try:
            process.wait(timeout=share * case.seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        status, errors = ended(process)
        # What ends by itself in another way would look like a kill.
        if status not in (0, -signal.SIGKILL):
            raise Harm(f"{case.name}: before it was killed, it ended with {status}:\n{errors[-2000:]}")
        if status != 0:
            outcome = SAME
    case.finish(run)
    case.compare(run, "killed")
    return outcome


def failing(folder, chance, case, killer, what, **environment):
    """The file system fails from a call on; later it works again."""
    run = folder / "run"
    status, errors = ended(case.start(run, LD_PRELOAD=str(killer), **environment))
    if status == 0:
        raise Harm(f"{what}: the run met no failure")
    refusal(status, errors, what)
    case.finish(run)
    case.compare(run, what)
    return SAME


def small_disk(folder, chance, case, what, limits):
    """The file system has too few bytes or inodes for the run; later it has enough."""
    with mounts.disk(folder, **limits) as disk:
        run = disk / "run"
        status, errors = ended(case.start(run))
        if status == 0:
            raise Harm(f"{what}: the run met no failure")
        refusal(status, errors, what)
        mounts.change(disk, "size=1g,nr_inodes=100000")
        case.finish(run)
        case.compare(run, what)
    return SAME


def read_only(folder, chance, case, killer, number):
    """A run is killed, and its file system is read-only when it resumes; later it is not."""
    with mounts.disk(folder) as disk:
        run = disk / "run"
        ended(case.start(run, LD_PRELOAD=str(killer), KILL_AT=str(number)))
        mounts.change(disk, "ro")
        refusal(*ended(case.start(run)), "a read-only file system")
        checked = subprocess.run([case.ganzoo, "run", "check", run], capture_output=True, text=True, timeout=PATIENCE)
        if checked.returncode not in (0, 1):
            raise Harm(f"run check, read-only: ended with {checked.returncode}:\n{checked.stdout}{checked.stderr}")
        mounts.change(disk, "rw")
        case.finish(run)
        case.compare(run, "a read-only file system")
    return SAME


def calls_of(case, folder, killer):
    """The number of changes of the file system, and of files and folders that are made, in a run."""
    log = folder / "calls"
    status, errors = ended(case.start(folder / "logged", LD_PRELOAD=str(killer), KILL_LOG=str(log)))
    if status != 0:
        raise Harm(f"a logged run ended with {status}:\n{errors}")
    return len(log.read_text().splitlines())


def removed(folder, chance, case, name):
    """A folder of the run is removed while it trains."""
    run = folder / "run"
    process = case.start(run)
    wait_for(run / "metrics.jsonl", process)
    if process.poll() == 0:
        return TOO_LATE
    shutil.rmtree(run / name, ignore_errors=True)
    status, errors = ended(process)
    what = f"{name or 'the whole folder'} removed"
    if status != 0:
        refusal(status, errors, what)
    elif not name:
        raise Harm(f"{what}: training ended with 0")
    if not run.exists():
        return NOTHING_LEFT
    status, errors = ended(case.start(run))
    if status != 0:
        return refusal(status, errors, f"{what}, resumed")
    # Sheets that are gone are not drawn again. The last checkpoint is written after all others are gone.
    case.compare(run, what, may_lack=lambda file: name == "samples" and file.startswith("samples/"))
    return SAME


def wait_for(path, process):
    while not (path.exists() and path.stat().st_size > 0):
        if process.poll() is not None:
            return
        time.sleep(0.005)


def two_starters(folder, chance, case):
    """Two processes start in one folder at nearly the same time."""
    run = folder / "run"
    first = case.start(run)
    time.sleep(chance.uniform(0, 0.05))
    second = case.start(run)
    outcomes = [ended(first), ended(second)]
    done = [status for status, _ in outcomes if status == 0]
    for status, errors in outcomes:
        if status != 0:
            refusal(status, errors, "two starters")
    if not done:
        raise Harm("two starters: neither trained")
    case.compare(run, "two starters")
    return SAME


def stopped(folder, chance, case):
    """SIGSTOP for a second, at a random moment."""
    process = case.start(folder / "run")
    time.sleep(chance.uniform(0, 0.8) * case.seconds)
    process.send_signal(signal.SIGSTOP)
    time.sleep(1)
    process.send_signal(signal.SIGCONT)
    status, errors = ended(process)
    if status != 0:
        raise Harm(f"stopped and continued: ended with {status}:\n{errors}")
    case.compare(folder / "run", "stopped and continued")
    return SAME


def stopped_clock(folder, chance, case, killer):
    status, errors = ended(case.start(folder / "run", LD_PRELOAD=str(killer), STOPPED_CLOCK="1"))
    if status != 0:
        raise Harm(f"with a stopped clock it ended with {status}:\n{errors}")
    case.compare(folder / "run", "a stopped clock")
    return SAME


def asked_to_stop(folder, chance, case):
    """Ctrl-C, SIGTERM or SIGHUP at a random moment, until the run is done."""
    run = folder / "run"
    for _ in range(20):
        process = case.start(run)
        try:
            process.wait(timeout=chance.uniform(0.2, 1) * case.seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(chance.choice([signal.SIGINT, signal.SIGTERM, signal.SIGHUP]))
        status, errors = ended(process)
        if status == 0:
            break
        if status not in (130, -signal.SIGINT, -signal.SIGTERM, -signal.SIGHUP):
            raise Harm(f"asked to stop, it ended with {status}:\n{errors}")
    case.finish(run)
    case.compare(run, "asked to stop")
    return SAME


def damaged(folder, chance, case, half, name, how):
    """A file of a killed run is damaged; it is resumed."""
    run = folder / "run"
    shutil.copytree(half, run, symlinks=True)
    DAMAGES[how](run / name)
    what = f"{name}: {how}"
    expected = (0, 1) if is_harmless(half, run, name, how) else (1,)
    checked = subprocess.run([case.ganzoo, "run", "check", run], capture_output=True, text=True, timeout=PATIENCE)
    if checked.returncode not in expected:
        raise Harm(f"run check, {what}: ended with {checked.returncode}:\n{checked.stdout}{checked.stderr}")
    status, errors = ended(case.start(run))
    if status != 0:
        return refusal(status, errors, what)
    # A checkpoint says how long the logs are, and one that is gone begins anew.
    is_log = "tfevents" in name or name == "metrics.jsonl"
    states = {name for name in case.expected if name.endswith("state.json")} if is_log else set()
    case.compare(run, what, besides={name, *states})
    return SAME


# Damage after which a text may say the same, or something else that is as possible: nothing holds a checksum of it.
READABLE = {
    "run.json": {"a byte less", "a bit in the middle"},
    ".yaml": {"a byte less", "a bit of the first byte", "a bit in the middle", "a bit of the last byte", "cut to half", "empty"},
    ".json": {"a byte less", "a bit in the middle"},
}


def is_harmless(half, run, name, how):
    """Whether `ganzoo run check` may find nothing: nobody can see the damage, or nothing that a run needs is damaged."""
    file = run / name
    if ".partial/" in name:
        # Left by the process that was killed; nothing reads it.
        return True
    if how in ("a folder in its place", "a link in its place", "a FIFO in its place"):
        return False
    if name in ("metrics.jsonl", "times.jsonl") or "tfevents" in name:
        # The next training cuts off what comes after the newest checkpoint, and reads no times.
        if name == "times.jsonl":
            return how not in ("zeros", "a bit of the first byte")
        state = json.loads(sorted(half.glob("checkpoints/*/state.json"))[-1].read_text())[0]
        length = state["logs"]["metrics" if name == "metrics.jsonl" else "events"]
        before, after = ((half / name).read_bytes(), file.read_bytes() if file.exists() else b"")
        return before[:length] == after[:length] or name == "metrics.jsonl" and how == "a bit in the middle"
    if how == "removed":
        return name.endswith(".png") or name == "recipe.yaml" or name.startswith("evaluation/")
    if name.startswith("checkpoints/") or name.endswith(".png"):
        # Every byte is covered by a checksum.
        return False
    return how in next((kinds for ending, kinds in READABLE.items() if name.endswith(ending)), ())


def half_run(case, folder, killer, calls):
    """A run that was killed after half of its changes of the file system."""
    run = folder / "half"
    process = case.start(run, LD_PRELOAD=str(killer), KILL_AT=str(calls // 2))
    if ended(process)[0] != -signal.SIGKILL:
        raise Harm("a run that was to be killed was not")
    return run


# MARK: The programme


def trials(case, others, options, folder, killer):
    """Names of kinds, and functions of a folder and a number generator."""
    calls = calls_of(case, folder, killer)
    half = half_run(case, folder, killer, calls)
    found = []

    def add(kind, trial, **given):
        found.append((kind, functools.partial(trial, **given)))

    cases, few = [case, *others], options.offsets // 10
    for number in range(options.kills):
        add(f"killed by SIGKILL at a random moment, {len(cases)} recipes", kill, case=cases[number % len(cases)])
    for kind, count, environment in (
            ("the disk is full from a write on", options.offsets, {"FULL_AT": 0}),
            ("the file system becomes read-only", few, {"FAIL_AT": 0, "FAIL_CODE": errno.EROFS}),
            ("the disk fails", few, {"FAIL_AT": 0, "FAIL_CODE": errno.EIO}),
            ("the quota is used up", few, {"FAIL_AT": 0, "FAIL_CODE": errno.EDQUOT})):
        for number in range(count):
            at = {name: str(value or 1 + number * calls // count) for name, value in environment.items()}
            add(kind, failing, case=case, killer=killer, what=f"{kind}, {at}", **at)
    for number in range(few):
        add("no inode is left", failing, case=case, killer=killer, what=f"no inode from {number + 1} on", CREATE_FAIL_AT=str(number + 1))
    size, files = case.used
    for part in range(1, few + 1):
        # A page or an inode less than the run ends with is too little in any case.
        for kind, limit, value in (
                ("a file system with too few bytes", "size", max(size * part // (few + 1), mounts.PAGE)),
                ("a file system with too few inodes", "nr_inodes", max(files * part // (few + 1), 2))):
            add(kind, small_disk, case=case, what=f"{kind}, {value}", limits={limit: value})
        add("a file system is read-only when a run resumes", read_only, case=case, killer=killer, number=calls * part // (few + 1))
    for _ in range(options.repeats):
        for name in ("samples", "checkpoints", ""):
            add(f"{name or 'the whole folder'} removed while it trains", removed, case=case, name=name)
        add("two processes start at once", two_starters, case=case)
        add("SIGSTOP for a second", stopped, case=case)
        add("clocks stand still", stopped_clock, case=case, killer=killer)
        add("Ctrl-C, SIGTERM or SIGHUP, again and again", asked_to_stop, case=case)
    files = sorted(str(path.relative_to(half)) for path in half.rglob("*") if path.is_file() and not path.name.startswith("."))
    for how in DAMAGES:
        for name in files:
            add(f"damage: {how}", damaged, case=case, half=half, name=name, how=how)
    return found


def perform(number, kind, trial, options, folder):
    place = folder / f"trial-{number}"
    place.mkdir()
    try:
        return trial(place, random.Random(f"{options.seed} {number}"))
    except Harm as harm:
        raise Harm(f"trial {number}, {kind}: {harm}") from None
    finally:
        shutil.rmtree(place, ignore_errors=True)


def table(counts, options):
    outcomes = [SAME, REFUSED, NOTHING_LEFT, TOO_LATE]
    lines = ["| what was done to a run | trials | " + " | ".join(outcomes) + " |", "| --- |" + " ---: |" * (len(outcomes) + 1)]
    for kind, found in counts.items():
        cells_of_row = [str(found[outcome] or "") for outcome in outcomes]
        lines.append(f"| {kind} | {sum(found.values())} | " + " | ".join(cells_of_row) + " |")
    total = sum(sum(found.values()) for found in counts.values())
    return [f"{total} trials, seed {options.seed}.", "", *lines]


def without_moments(lines):
    """The lines of a table. Where the outcome depends on the moment, the kind and the number of trials alone."""
    return ["|".join(line.split("|")[:3]) if TIMED.search(line) else line for line in lines if line]


def lines_in(text):
    """The lines of the table in a document."""
    found = re.search(r"<!-- trials -->(.*?)<!-- end of trials -->", text, flags=re.DOTALL)
    return found[1].splitlines() if found else []


def document(text, lines):
    block = "<!-- trials -->\n\n" + "\n".join(lines) + "\n\n<!-- end of trials -->"
    return re.sub(r"<!-- trials -->.*?<!-- end of trials -->", lambda _: block, text, flags=re.DOTALL)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ganzoo", type=lambda path: pathlib.Path(path).resolve())
    for name, default in (("kills", 150), ("offsets", 60), ("repeats", 2), ("seed", 0), ("jobs", 2)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--only", nargs="*", default=[], help="words of kinds")
    parser.add_argument("--write", type=pathlib.Path)
    parser.add_argument("--check", type=pathlib.Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        killer = build_killer(folder)
        case, others = prepared(options.ganzoo, folder, is_short=bool(options.only) and "killed" not in options.only)
        chosen = [
            (kind, trial) for kind, trial in trials(case, others, options, folder, killer)
            if not options.only or any(word in kind for word in options.only)]
        if any(trial.func in (small_disk, read_only) for _, trial in chosen):
            mounts.begin()
        counts = collections.defaultdict(collections.Counter)
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            started = [
                (kind, pool.submit(perform, number, kind, trial, options, folder))
                for number, (kind, trial) in enumerate(chosen)]
            try:
                for number, (kind, result) in enumerate(started):
                    counts[kind][result.result()] += 1
                    if number % 20 == 19:
                        print(f"{number + 1} of {len(started)} trials", flush=True)
            except BaseException as problem:
                pool.shutdown(cancel_futures=True)
                sys.exit(str(problem)) if isinstance(problem, Harm) else None
                raise
        lines = table(counts, options)
        print("\n".join(lines))
        if options.write:
            options.write.write_text(document(options.write.read_text(), lines))
        if options.check and without_moments(lines_in(options.check.read_text())) != without_moments(lines):
            sys.exit(f"{options.check} has another table")


def prepared(ganzoo, folder, is_short):
    """The recipe that most trials use, and others with all components."""
    whole = Case("every state", RECIPE, ganzoo, folder)
    if is_short:
        return whole, []
    texts = cells.recipes()
    source, run = folder / "source.yaml", folder / "source"
    source.write_text(cells.source_recipe())
    if ended(subprocess.Popen([ganzoo, "train", source, "--run", run], stderr=subprocess.PIPE, text=True))[0] != 0:
        sys.exit("the source of transfers could not be trained")
    texts |= cells.transfers(run)
    others = []
    for number, (name, text) in enumerate(texts.items()):
        recipe = folder / f"recipe-{number}.yaml"
        recipe.write_text(text)
        others.append(Case(name, recipe, ganzoo, folder))
    missing = buffers.declared() - set().union(*(case.tensors for case in [whole, *others]))
    if missing:
        sys.exit(f"no recipe of cells.py has the buffers {', '.join(sorted(missing))}")
    return whole, others


if __name__ == "__main__":
    main()
