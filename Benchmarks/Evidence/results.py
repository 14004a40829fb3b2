"""Rebuilds the tables of a protocol's measures from the results of its runs.

    python3 results.py RESULTS            # prints the tables as Markdown
    python3 results.py RESULTS --check F  # fails if file F does not hold exactly these tables

Only the standard library: an independent reader can follow every number. See docs/protocol.md for the measures and tests.
"""

import argparse
import itertools
import json
import math
import random
import statistics
import sys
from pathlib import Path

ARMS = {"baseline": "B", "noise": "N", "uncompared": "T0", "noisy_twins": "T"}
CONTRASTS = [("T", "B"), ("T", "T0"), ("T", "N"), ("T0", "N"), ("N", "B")]
# Contrasts whose p is corrected: measure, arm, arm.
TESTED = [("log FD, tail", "T", "B"), ("log FD, tail", "T", "T0"), ("W within / between, tail", "T", "B")]
LAST = [125, 150, 175, 200]
GROUP = 5


class Run:
    """The measures of a run."""

    def __init__(self, folder: Path):
        self.reports = {
            kimg: json.loads((folder / "evaluation" / f"report-{kimg}.json").read_text()) for kimg in LAST}
        self.choices = {
            int(path.stem.removeprefix("choose-")): json.loads(path.read_text())
            for path in (folder / "evaluation").glob("choose-*.json")}
        self.lines = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]

    def table(self, report, name):
        """The values of a table of classes, most frequent class first."""
        rows = next(table["rows"] for table in report["class_scores"] if table["name"] == name)
        return [row["value"] for row in sorted(rows, key=lambda row: -row["training_images"])]

    def classes(self, name, change=lambda value: value):
        """The mean over the last checkpoints for each class."""
        tables = [[change(value) for value in self.table(report, name)] for report in self.reports.values()]
        return [statistics.mean(values) for values in zip(*tables)]

    def spread(self):
        last = [line for line in self.lines if line["kimg"] > LAST[0]]
        order = [row["name"] for row in sorted(
            self.reports[LAST[-1]]["class_scores"][0]["rows"], key=lambda row: -row["training_images"])]
        ratios = [
            statistics.mean(line[f"spread.w.{name}"] for name in order[-GROUP:]) / line["spread.between"] for line in last]
        return statistics.mean(ratios)

    def chosen(self):
        """The kimg of the checkpoint that is best on the half `choose`."""
        return min(self.choices, key=lambda kimg: (self.choices[kimg]["scores"]["fd_fmnist"], kimg))

    def measures(self):
        distance = self.classes("intra_fd_fmnist", math.log)
        def tail(name):
            return statistics.mean(self.classes(name)[-GROUP:])
        return {
            "log FD, tail": statistics.mean(distance[-GROUP:]),
            "W within / between, tail": self.spread(),
            "log FD, head": statistics.mean(distance[:GROUP]),
            "GAN-test, tail": tail("gan_test_fmnist"),
            "recall, tail": tail("intra_recall_fmnist"),
            "coverage, tail": tail("intra_coverage_fmnist"),
            "feature variance, tail": tail("feature_variance_fmnist"),
            "log FD, all images": statistics.mean(math.log(r["scores"]["fd_fmnist"]) for r in self.reports.values()),
            "best log FD on `choose`": math.log(self.choices[self.chosen()]["scores"]["fd_fmnist"]),
        }


def bootstrap(differences, count=10_000):
    """The 95 % interval of the mean over resampled seeds."""
    draw = random.Random(0)
    means = sorted(statistics.mean(draw.choices(differences, k=len(differences))) for _ in range(count))
    return means[int(0.025 * count)], means[int(0.975 * count) - 1]


def sign_flip(differences):
    """The exact two-sided p: the share of sign choices whose sum is at least as far from 0.

    Eight equal signs are 2 of 256 choices. 4 of 8 choices bring 1, 2 and 3 to a sum of 4 or more from 0, as SciPy's
    permutation_test counts, too.

    >>> sign_flip([1] * 8)
    0.0078125
    >>> sign_flip([-1, 2, 3])
    0.5
    """
    observed = abs(sum(differences)) * (1 - 1e-12)
    flips = itertools.product((1, -1), repeat=len(differences))
    sums = [abs(sum(sign * value for sign, value in zip(signs, differences))) for signs in flips]
    return sum(value >= observed for value in sums) / len(sums)


def holm(values):
    """Corrected p, in the order of `values`. By hand: 3 · 0.01, 2 · 0.03, and not below the one before.

    >>> [round(p, 6) for p in holm([0.01, 0.04, 0.03])]
    [0.03, 0.06, 0.06]
    """
    order = sorted(range(len(values)), key=lambda index: values[index])
    corrected, largest = [0.0] * len(values), 0.0
    for rank, index in enumerate(order):
        largest = max(largest, min(1.0, values[index] * (len(values) - rank)))
        corrected[index] = largest
    return corrected


def load(results: Path):
    """Measures by arm and seed, for seeds that all arms have."""
    runs = {}
    for folder in sorted(results.iterdir()):
        name, _, seed = folder.name.rpartition("-")
        if name in ARMS and seed.isdigit():
            runs.setdefault(int(seed), {})[ARMS[name]] = Run(folder).measures()
    return {seed: arms for seed, arms in sorted(runs.items()) if len(arms) == len(ARMS)}


def tables(runs):
    names = list(next(iter(runs.values()))["B"])
    lines = [f"Seeds {', '.join(map(str, runs))}. Mean ± standard deviation over seeds.", ""]
    lines += ["| measure | " + " | ".join(ARMS.values()) + " |", "| --- |" + " --- |" * len(ARMS)]
    for name in names:
        cells = []
        for arm in ARMS.values():
            values = [arms[arm][name] for arms in runs.values()]
            deviation = statistics.stdev(values) if len(values) > 1 else math.nan
            cells.append(f"{statistics.mean(values):.3f} ± {deviation:.3f}")
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    lines += ["", "Paired differences: mean, 95 % interval over seeds, exact p, corrected p where it is tested.", ""]
    lines += ["| measure | contrast | difference | interval | p | Holm |", "| --- | --- | --- | --- | --- | --- |"]
    def differences(name, one, other):
        return [arms[one][name] - arms[other][name] for arms in runs.values()]
    corrected = dict(zip(TESTED, holm([sign_flip(differences(*test)) for test in TESTED])))
    for name in names:
        for one, other in CONTRASTS:
            values = differences(name, one, other)
            low, high = bootstrap(values)
            p = corrected.get((name, one, other))
            lines.append(
                f"| {name} | {one} − {other} | {statistics.mean(values):+.3f} | {low:+.3f} … {high:+.3f} |"
                f" {sign_flip(values):.4f} | {'' if p is None else f'{p:.4f}'} |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=Path)
    parser.add_argument("--check", type=Path)
    arguments = parser.parse_args()
    text = tables(load(arguments.results))
    if arguments.check is None:
        print(text, end="")
    elif text not in arguments.check.read_text():
        sys.exit(f"{arguments.check} does not hold the tables that {arguments.results} gives")


if __name__ == "__main__":
    main()
