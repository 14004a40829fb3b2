"""What a machine with a GPU shows of GANZoo, in less than 9 minutes, into one folder. Nobody has run it on a GPU yet.

    python3 measure.py --output FOLDER [--device cuda] [--precisions float32,tf32,bfloat16]

python3 needs torch. The folder gets: facts.txt about the machine; doctor.txt, every operation against the CPU's; comparison.json, runs on
the CPU and the device, and the device twice; steps.jsonl, speed of training steps, ours and PyTorch's in turns; report.md, all of it in
short. What does not fit into the time is left out, and the report says so. The exit code is 1 if a check failed.
"""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
CYCLE = 16  # steps after which all lazy terms were due

# name -> recipe below recipes/bench, network of pytorch_networks.py, pixels, batch, group of the minibatch deviation
CASES = {
    "small32": ("stylegan2-small32", 32, 32, 32),
    "cifar32": ("stylegan2-cifar32", 32, 64, 16),
    "auto64": ("stylegan2-auto64", 64, 32, 4),
    "auto256": ("stylegan2-auto64", 256, 16, 4),
}

COMMON = """
conditioner: {type: noisy_embedding, sigma: 0.25, effective_number_beta: 0.99}
augment: {type: ada, preset: bgc, p: 0.3}
regularizers: {r1: {weight: 0.1, every: 4}, noisy_twins: {weight: 0.01, off_diagonal: 0.05}}
"""

# Small networks with what the long-tailed recipes use.
RECIPES = {
    "stylegan2": """recipe: 2
data: {type: shapes, resolution: 16, per_class: 40, long_tail: {profile: exponential, ratio: 10}}
generator: {type: stylegan2, z_dim: 8, w_dim: 8, mapping_layers: 2, channel_base: 128, channel_max: 8}
discriminator: {type: stylegan2, channel_base: 128, channel_max: 8}
loss: logistic
train: {batch: 8, kimg: 0.16, tick_kimg: 0.04, checkpoint_kimg: null, sample_kimg: null}""" + COMMON,
    "biggan": """recipe: 2
data: {type: shapes, resolution: 32, per_class: 40, long_tail: {profile: exponential, ratio: 10}}
generator: {type: biggan, ch: 4, z_dim: 20, shared_dim: 8, initialization: orthogonal}
discriminator: {type: biggan, ch: 4, initialization: orthogonal}
loss: hinge
train: {batch: 8, kimg: 0.16, tick_kimg: 0.04, checkpoint_kimg: null, sample_kimg: null, joint_batch: true, first: discriminator,
        fake_sampler: shuffled, average: {kimg: 10, buffers: averaged}}""" + COMMON,
}
COMPARED = ["loss.generator", "loss.discriminator", "regularizers.noisy_twins"]


class Session:
    """Runs commands within the time, and keeps what they print."""

    def __init__(self, options):
        self.options = options
        self.output = pathlib.Path(options.output).resolve()
        self.output.mkdir(parents=True, exist_ok=True)
        self.scratch = self.output / "scratch"
        self.start = time.monotonic()
        self.failures = []

    def left(self):
        return self.options.minutes * 60 - (time.monotonic() - self.start)

    def run(self, command, log, seconds=120):
        """The output of a command; None, with the reason in `why`, if it failed or there is no time."""
        timeout = min(seconds, self.left() - 5)
        if timeout < 5:
            self.why = "no time was left"
            return None
        began = time.monotonic()
        try:
            done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=timeout)
            output, errors, status = done.stdout, done.stderr, done.returncode
        except subprocess.TimeoutExpired:
            output, errors, status = "", "", f"stopped after {timeout:.0f} s"
        except OSError as error:
            output, errors, status = "", str(error), "not started"
        with open(self.output / log, "a") as file:
            file.write(f"$ {' '.join(map(str, command))}\n{output}{errors}[{status}, {time.monotonic() - began:.1f} s]\n\n")
        lines = errors.strip().splitlines()
        self.why = lines[0] if lines else str(status)
        return output if status == 0 else None

    def ganzoo(self, *arguments, log, on=None, seconds=120):
        device = ["--device", on or self.options.device] if arguments[0] != "--version" else []
        torch = ["--torch", self.options.torch] if device and device[1] != "cpu" else []
        return self.run([self.options.program, *arguments, *device, *torch], log, seconds)

    def fail(self, what):
        self.failures.append(what)


def facts(session):
    commands = [
        ["uname", "-a"], ["cat", "/etc/os-release"], ["lscpu"], ["free", "-m"], ["nvidia-smi"],
        ["nvidia-smi", "--query-gpu=name,driver_version,memory.total,clocks.max.sm,clocks.max.mem,power.limit", "--format=csv"],
        [sys.executable, "-c", "import sys, torch; print(sys.version); print(torch.__config__.show()); print(torch.__version__, "
         "torch.version.cuda, torch.backends.cudnn.version(), torch.cuda.is_available() and torch.cuda.get_device_name())"],
    ]  # fmt: skip
    for command in commands:
        session.run(command, "facts.txt", 60)
    return session.ganzoo("--version", log="facts.txt") or session.fail(f"ganzoo --version: {session.why}")


def doctor(session):
    """The number of tests that passed."""
    text = session.ganzoo("doctor", "--all", log="doctor.txt", seconds=150)
    if text is None:
        session.fail(f"doctor --all: {session.why}")
        return "failed"
    device = [line.split(None, 1)[1] for line in text.splitlines() if line.startswith("device ")]
    fused = [line.split(None, 2)[2] for line in text.splitlines() if line.startswith("fused kernels ")]
    return f"{sum(line.endswith(' ok') for line in text.splitlines())} tests ok; {', '.join(device + fused)}"


def rows(run):
    with open(run / "metrics.jsonl") as file:
        return [json.loads(line) for line in file]


def disagreement(name, ours, theirs):
    """The first number of two runs that differs by more than the tolerance, which grows with the steps; None if there is none."""
    if len(ours) != len(theirs):
        return f"{name}: {len(ours)} and {len(theirs)} records"
    for index, (a, b) in enumerate(zip(ours, theirs)):
        tolerance = 1e-3 if index == 0 else 5e-2
        for key in COMPARED:
            if not abs(a[key] - b[key]) <= tolerance * max(abs(a[key]), 1):
                return f"{name}: {key} in record {index}: {a[key]} on cpu, {b[key]} on the device"
    return None


def compare(session):
    """Runs of 20 steps: on the processor, and twice on the device."""
    result = {}
    for name, text in RECIPES.items():
        recipe = session.scratch / f"{name}.yaml"
        recipe.write_text(text)
        runs = {run: session.scratch / f"{name}-{run}" for run in ["cpu", "device", "again"]}
        for run, folder in runs.items():
            on = "cpu" if run == "cpu" else None
            if session.ganzoo("train", str(recipe), "--run", str(folder), log="comparison.txt", on=on) is None:
                session.fail(f"training {name} ({run}): {session.why}")
                break
        else:
            problem = disagreement(name, rows(runs["cpu"]), rows(runs["device"]))
            equal = (runs["device"] / "metrics.jsonl").read_bytes() == (runs["again"] / "metrics.jsonl").read_bytes()
            result[name] = {"problem": problem, "two_runs_are_equal": equal} | {
                run: rows(folder) for run, folder in runs.items() if run != "again"}
            if problem:
                session.fail(problem)
    (session.output / "comparison.json").write_text(json.dumps(result, indent=1) + "\n")
    return {name: f"{value['problem'] or 'agrees with the CPU'}; two runs on the device are "
            f"{'equal' if value['two_runs_are_equal'] else 'NOT equal'}" for name, value in result.items()}


def our_step(session, case, precision, batch):
    """Images a second of each cycle but the first; none if it could not be measured."""
    network, pixels, _, group = CASES[case]
    run = session.scratch / "speed"
    shutil.rmtree(run, ignore_errors=True)
    steps = session.options.steps
    overrides = [f"train.batch={batch}", f"data.resolution={pixels}", f"discriminator.mbstd_group_size={min(group, batch)}",
                 f"train.kimg={steps * batch / 1000}", f"train.tick_kimg={CYCLE * batch / 1000}",
                 "train.checkpoint_kimg=null", "train.sample_kimg=null"]  # fmt: skip
    overrides += [] if precision == "float32" else [f"train.precision={precision}"]
    session.ganzoo("train", f"bench/{network}", *overrides, "--run", str(run), log="steps.txt")
    # A run that was stopped has measured some cycles.
    times = run / "times.jsonl"
    lines = [json.loads(line) for line in times.read_text().splitlines()] if times.exists() else []
    return [line["images_per_second"] for line in lines if "images_per_second" in line][1:]


def their_step(session, case, precision, batch):
    network, pixels, _, group = CASES[case]
    device = "cuda" if session.options.device.startswith("cuda") else "cpu"
    text = session.run(
        [sys.executable, HERE / "pytorch_steps.py", network, "--device", device, "--precision", precision, "--resolution", pixels,
         "--batch", batch, "--group", min(group, batch), "--steps", session.options.steps, "--cycle", CYCLE], "steps.txt") \
        if session.options.pytorch else None  # fmt: skip
    return json.loads(text.splitlines()[-1])["images_per_second"] if text else None


def steps(session):
    """Ours and PyTorch's in turns: first each once, then again while there is time."""
    found = {}
    with open(session.output / "steps.jsonl", "w") as file:
        for turn in range(session.options.turns):
            for precision in session.options.precisions:
                for case in session.options.cases:
                    batch = session.options.batch or CASES[case][2]
                    for who, measure in [("ganzoo", our_step), ("pytorch", their_step)]:
                        session.why = "left out"
                        rates = measure(session, case, precision, batch)
                        line = {"case": case, "precision": precision, "batch": batch, "who": who, "turn": turn}
                        line |= {"images_per_second": rates} if rates else {"not_measured": session.why}
                        file.write(json.dumps(line) + "\n")
                        file.flush()
                        found.setdefault((case, precision, batch), {}).setdefault(who, []).append(line)
    return found


def figure(lines):
    """The median of all cycles, or why there is none."""
    rates = [rate for line in lines for rate in line.get("images_per_second", [])]
    return (f"{statistics.median(rates):.4g}", statistics.median(rates)) if rates else (lines[0]["not_measured"], None)


def report(session, version, checks, compared, found):
    lines = [f"# GANZoo on {session.options.device}", "", f"- {(version or 'unknown').strip()}", f"- doctor --all: {checks}"]
    lines += [f"- {name}: {text}" for name, text in compared.items()]
    lines += [f"- FAILED: {text}" for text in session.failures]
    lines += ["", "| step | pixels | batch | precision | GANZoo, img/s | PyTorch, img/s | ratio |", "| --- | ---: | ---: | --- | ---: | ---: | ---: |"]
    for (case, precision, batch), who in found.items():
        (ours, a), (theirs, b) = figure(who["ganzoo"]), figure(who["pytorch"])
        ratio = f"{a / b:.3g}" if a and b else ""
        lines.append(f"| {case} | {CASES[case][1]} | {batch} | {precision} | {ours} | {theirs} | {ratio} |")
    lines += ["", f"Medians of cycles of {CYCLE} steps, lazy terms included, the first cycle of a process left out. PyTorch: eager, cuDNN chooses by "
              "trying (as in the official code), bfloat16 by autocast.", f"{time.monotonic() - session.start:.0f} s in all."]  # fmt: skip
    (session.output / "report.md").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", required=True, metavar="FOLDER")
    parser.add_argument("--device", default="cuda", help="cuda, cuda:1 ... or torch-cpu")
    parser.add_argument("--program", default=str(HERE.parent / "bin/ganzoo"), help="the program; default: that of the archive")
    parser.add_argument("--torch", help="the folder of the package torch; default: that of this python")
    parser.add_argument("--precisions", default="float32", type=lambda text: text.split(","))
    parser.add_argument("--cases", default=",".join(CASES), type=lambda text: text.split(","))
    parser.add_argument("--batch", type=int, help="instead of each case's own")
    parser.add_argument("--steps", type=int, default=4 * CYCLE)
    parser.add_argument("--turns", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=8.5)
    options = parser.parse_args()
    if unknown := set(options.cases) - set(CASES):
        parser.error(f"--cases {','.join(sorted(unknown))}: known are {','.join(CASES)}")
    if options.steps < 2 * CYCLE or options.steps % CYCLE:
        parser.error(f"--steps is {options.steps}: at least two cycles of {CYCLE} are needed")
    if not os.access(options.program, os.X_OK):
        parser.error(f"{options.program} is no program; name it with --program")
    import importlib.util

    spec = importlib.util.find_spec("torch")
    options.pytorch = spec is not None
    options.torch = options.torch or (spec.submodule_search_locations[0] if spec else None)
    if not options.torch:
        parser.error(f"{sys.executable} has no package torch; name its folder with --torch")
    return options


def main():
    session = Session(parse())
    session.scratch.mkdir(exist_ok=True)
    version = facts(session)
    checks = doctor(session)
    compared = compare(session)
    found = steps(session)
    shutil.rmtree(session.scratch, ignore_errors=True)
    report(session, version, checks, compared, found)
    sys.exit(1 if session.failures else 0)


if __name__ == "__main__":
    main()
