"""Can the measures see the disease? Damages the rare classes of trained generators in known doses, and measures.

    python3 dose_response.py measure GANZOO RESULTS HALVES RUN ...   # evaluates; HALVES is a folder of halves.py
    python3 dose_response.py tables RESULTS                          # prints Markdown, and draws RESULTS/dose_response.svg

`ganzoo evaluate --damage shrink=s` moves W of the rarer half of the classes towards the mean of the class, w ← μ + s (w − μ);
`swap=p` shows a frequent class in a share p of their images. A measure is fit for a kind of damage if it moves in one
direction with the dose, in every run, and if its first step is larger than twice its deviation over seeds of the latents. The
half `choose` of the test set is the reference, so the half `report` of the protocol stays unseen.

Only the standard library. Results are one small JSON file for each run.
"""

import json
import os
import statistics
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock

DOSES = {
    "shrink": [("none", None), ("0.5", "shrink=0.5"), ("0.25", "shrink=0.25"), ("0.1", "shrink=0.1")],
    "swap": [("none", None), ("25 %", "swap=0.25"), ("50 %", "swap=0.5")],
}
SAMPLES, PER_CLASS = 1000, 150
METRICS = ["fid", "kid", "is", "prdc", "intra_fid", "few_shot_fid", "gan_test", "calibration", "intra_prdc",
    "feature_variance", "diversity", "cas", "ppl"]
SEEDS = [0, 1, 2]
TAIL = 5
# Measures of all images, and tables whose five rarest classes are averaged.
SCORES = ["fd_fmnist", "fd_fmnist_few_shot", "kid_fmnist", "is_fmnist", "precision_fmnist", "recall_fmnist",
    "density_fmnist", "coverage_fmnist", "gan_test_fmnist", "calibration_error_fmnist",
    "cluster_diversity_fmnist", "nearest_training_fmnist", "cas", "ppl_fmnist"]
TABLES = ["intra_fd_fmnist", "gan_test_fmnist", "calibration_error_fmnist", "intra_precision_fmnist",
    "intra_recall_fmnist", "intra_density_fmnist", "intra_coverage_fmnist", "feature_variance_fmnist",
    "cluster_diversity_fmnist", "nearest_training_fmnist", "cas"]


def measures(report):
    """The numbers of a report that are tested."""
    found = {name: report["scores"][name] for name in SCORES if name in report["scores"]}
    for table in report["class_scores"]:
        rows = sorted(table["rows"], key=lambda row: -row["training_images"])[-TAIL:]
        values = [row["value"] for row in rows if row.get("value") is not None]
        if table["name"] in TABLES and values:
            found[f"{table['name']}, tail"] = statistics.mean(values)
    return found


def evaluate(program, run, half, damage, seed):
    out = Path(f"{run}/evaluation/dose-{damage or 'none'}-{seed}.json")
    words = [program, "evaluate", "--run", run, "--reference", half, "--samples", str(SAMPLES),
        "--samples-per-class", str(PER_CLASS), "--seed", str(seed), "--out", str(out)]
    words += (["--damage", damage] if damage else []) + ["--metrics", *METRICS]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    found = measures(json.loads(out.read_text()))
    out.unlink()
    return {name: float(f"{value:.5g}") for name, value in found.items()}


def measure(program, results, halves, runs):
    """Evaluates what is not in RESULTS yet, as many at a time as there are processors."""
    Path(results).mkdir(parents=True, exist_ok=True)
    doses = [(damage, 0) for doses in DOSES.values() for _, damage in doses if damage]
    files = {run: Path(results) / f"{Path(run).name}.json" for run in runs}
    found = {run: json.loads(file.read_text()) if file.exists() else {} for run, file in files.items()}
    writing = Lock()

    def one(task):
        run, damage, seed = task
        key = f"{damage or 'none'} seed={seed}"
        if key in found[run]:
            return
        value = evaluate(program, run, f"{halves}/choose.yaml", damage, seed)
        with writing:
            found[run][key] = value
            files[run].write_text(json.dumps(dict(sorted(found[run].items())), indent=1) + "\n")
        print(f"{Path(run).name}: {key}", flush=True)

    tasks = [(run, damage, seed) for damage, seed in doses + [(None, seed) for seed in SEEDS] for run in runs]
    with ThreadPoolExecutor(int(os.environ.get("JOBS", os.cpu_count()))) as pool:
        list(pool.map(one, tasks))


def series(run, kind, name):
    """The values of a measure by dose, none first."""
    return [run[f"{damage or 'none'} seed=0"].get(name) for _, damage in DOSES[kind]]


def deviation(run, name):
    """Over seeds of the latents, without damage."""
    return statistics.stdev(run[f"none seed={seed}"][name] for seed in SEEDS)


def verdict(runs, kind, name):
    """`up` or `down` if the measure moves with the dose in every run; else what is wrong.

    >>> base = {f"none seed={s}": {"m": 10 + s / 10} for s in SEEDS}
    >>> def run(*values): return base | {f"shrink={d} seed=0": {"m": v} for d, v in zip(("0.5", "0.25", "0.1"), values)}
    >>> verdict([run(11, 12, 13), run(10.5, 11, 12)], "shrink", "m")
    'up'
    >>> verdict([run(11, 12, 13), run(9, 8, 7)], "shrink", "m"), verdict([run(11, 10.5, 13)], "shrink", "m")
    ('unfit: up and down', 'unfit: not monotonic')
    >>> verdict([run(10.01, 12, 13)], "shrink", "m")
    'weak: up, but the first dose is within noise'
    """
    directions, is_weak = set(), False
    for run in runs:
        values = series(run, kind, name)
        if None in values:
            return "unfit: no value"
        steps = [second - first for first, second in zip(values, values[1:])]
        if not (all(step > 0 for step in steps) or all(step < 0 for step in steps)):
            return "unfit: not monotonic"
        directions.add("up" if steps[0] > 0 else "down")
        is_weak = is_weak or abs(steps[0]) < 2 * deviation(run, name)
    if len(directions) > 1:
        return "unfit: up and down"
    return f"weak: {directions.pop()}, but the first dose is within noise" if is_weak else directions.pop()


def load(results):
    return {path.stem: json.loads(path.read_text()) for path in sorted(Path(results).glob("*.json"))}


def tables(runs):
    names = list(next(iter(runs.values()))["none seed=0"])
    lines = []
    for kind, doses in DOSES.items():
        heads = [f"{name} {dose}" for name in runs for dose, _ in doses]
        lines += [f"| measure, `{kind}` | " + " | ".join(heads) + " | verdict |", "| --- |" + " --- |" * (len(heads) + 1)]
        for name in names:
            cells = [f"{value:.4g}" if value is not None else "" for run in runs.values() for value in series(run, kind, name)]
            lines.append(f"| {name} | " + " | ".join(cells) + f" | {verdict(list(runs.values()), kind, name)} |")
        lines.append("")
    return "\n".join(lines)


def picture(runs):
    """A panel for each measure and kind of damage: a line for each run, as a share of the range of all its values."""
    names = list(next(iter(runs.values()))["none seed=0"])
    width, height, left = 150, 60, 230
    colors = ["#1f5ab4", "#e67814", "#28963c", "#cd282d"]
    parts = [f'<text x="{left + index * (width + 40)}" y="16">{kind}: {", ".join(dose for dose, _ in doses)}</text>'
        for index, (kind, doses) in enumerate(DOSES.items())]
    parts += [f'<text x="{left + 420}" y="{32 + 14 * index}" fill="{color}">{name}</text>'
        for index, (name, color) in enumerate(zip(runs, colors))]
    for row, name in enumerate(names):
        top = 28 + row * (height + 14)
        parts.append(f'<text x="6" y="{top + height / 2}">{name}</text>')
        for column, kind in enumerate(DOSES):
            x0 = left + column * (width + 40)
            values = [value for run in runs.values() for value in series(run, kind, name) if value is not None]
            low, span = min(values), (max(values) - min(values)) or 1
            parts.append(f'<rect x="{x0}" y="{top}" width="{width}" height="{height}" fill="none" stroke="#bbb"/>')
            for run, color in zip(runs.values(), colors):
                own = [value for value in series(run, kind, name) if value is not None]
                points = " ".join(
                    f"{x0 + 5 + index * (width - 10) / max(len(own) - 1, 1):.1f},"
                    f"{top + height - 5 - (value - low) / span * (height - 10):.1f}" for index, value in enumerate(own))
                parts.append(f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="1.5"/>')
    size = f'width="{left + 620}" height="{40 + len(names) * (height + 14)}"'
    return (f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="11">'
        '<rect width="100%" height="100%" fill="white"/>' + "".join(parts) + "</svg>\n")


def main():
    if len(sys.argv) > 5 and sys.argv[1] == "measure":
        measure(sys.argv[2], sys.argv[3], sys.argv[4], sys.argv[5:])
    elif len(sys.argv) == 3 and sys.argv[1] == "tables":
        runs = load(sys.argv[2])
        print(tables(runs), end="")
        (Path(sys.argv[2]) / "dose_response.svg").write_text(picture(runs))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
