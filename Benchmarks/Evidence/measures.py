"""What a protocol measures of a finished run, and how runs of several seeds are compared.

Only the standard library: an independent reader can follow every number. See docs/protocol.md for the measures and tests.
"""

import itertools
import json
import math
import random
import statistics
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ARMS = {"baseline": "B", "noise": "N", "uncompared": "T0", "noisy_twins": "T"}
CONTRASTS = [("T", "B"), ("T", "T0"), ("T", "N"), ("T0", "N"), ("N", "B")]
DISTANCE, SPREAD, HEAD, CONSISTENCY = "log FD, tail", "W within / between, tail", "log FD, head", "GAN-test, tail"
# Contrasts whose p is corrected: measure, arm, arm.
TESTED = [(DISTANCE, "T", "B"), (DISTANCE, "T", "T0"), (SPREAD, "T", "B")]


@dataclass(frozen=True)
class Protocol:
    """How runs of a set of images are measured."""

    features: str
    last: tuple[int, ...]  # kimg of the checkpoints whose mean is a run's value
    group: int  # classes in the head, and in the tail


GRAY = Protocol(features="fmnist", last=(125, 150, 175, 200), group=5)


class Run:
    """A finished run's reports and metrics."""

    def __init__(self, folder: Path, protocol: Protocol):
        self.protocol = protocol
        self.reports, self.choices = reports(folder, "report"), reports(folder, "choose")
        self.lines = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]

    def score(self, name):
        return f"{name}_{self.protocol.features}"

    @cached_property
    def classes(self):
        """The names of the classes, most frequent first."""
        rows = self.reports[self.protocol.last[-1]]["class_scores"][0]["rows"]
        return [row["name"] for row in sorted(rows, key=lambda row: -row["training_images"])]

    def class_values(self, name, checkpoints=None):
        """A score of each class, the mean over checkpoints (of the logarithm of distances), most frequent class first."""
        change = math.log if name == "intra_fd" else float
        return [
            statistics.mean(change(self.table(kimg, name)[label]) for kimg in checkpoints or self.protocol.last)
            for label in self.classes]

    def table(self, kimg, name):
        rows = next(table["rows"] for table in self.reports[kimg]["class_scores"] if table["name"] == self.score(name))
        return {row["name"]: row["value"] for row in rows}

    def spread(self, line):
        """W's spread within the classes of the tail over that between classes."""
        tail = self.classes[-self.protocol.group:]
        return statistics.mean(line[f"spread.w.{name}"] for name in tail) / line["spread.between"]

    def distances(self):
        """The distance over all images on the half `choose`, by kimg."""
        return {kimg: report["scores"][self.score("fd")] for kimg, report in sorted(self.choices.items())}

    @cached_property
    def chosen(self):
        """The kimg of the checkpoint that is best on the half `choose`."""
        distances = self.distances()
        return min(distances, key=lambda kimg: (distances[kimg], kimg))

    def measures(self):
        """The measures over the last checkpoints."""
        after = [line for line in self.lines if line["kimg"] > self.protocol.last[0]]
        return {
            DISTANCE: self.tail("intra_fd"),
            SPREAD: statistics.mean(self.spread(line) for line in after),
            **self.other_measures(self.protocol.last),
        }

    def chosen_measures(self):
        """The measures of reports at the chosen checkpoint; None where the half `report` was not measured there."""
        if self.chosen not in self.reports:
            return None
        return {DISTANCE: self.tail("intra_fd", [self.chosen]), **self.other_measures([self.chosen])}

    def other_measures(self, checkpoints):
        group = self.protocol.group
        return {
            HEAD: statistics.mean(self.class_values("intra_fd", checkpoints)[:group]),
            CONSISTENCY: self.tail("gan_test", checkpoints),
            "recall, tail": self.tail("intra_recall", checkpoints),
            "coverage, tail": self.tail("intra_coverage", checkpoints),
            "feature variance, tail": self.tail("feature_variance", checkpoints),
            "log FD, all images": statistics.mean(
                math.log(self.reports[kimg]["scores"][self.score("fd")]) for kimg in checkpoints),
        }

    def tail(self, name, checkpoints=None):
        return statistics.mean(self.class_values(name, checkpoints)[-self.protocol.group:])


def reports(folder, name):
    """The reports NAME-KIMG.json of a run, by kimg."""
    return {
        int(path.stem.removeprefix(f"{name}-")): json.loads(path.read_text())
        for path in (folder / "evaluation").glob(f"{name}-*.json")}


def load(results: Path, protocol: Protocol):
    """Runs by seed and arm, of the seeds that all arms have, and the seeds that lack an arm."""
    runs = {}
    for folder in sorted(results.iterdir()):
        name, _, seed = folder.name.rpartition("-")
        if name in ARMS and seed.isdigit():
            runs.setdefault(int(seed), {})[ARMS[name]] = Run(folder, protocol)
    whole = {seed: arms for seed, arms in sorted(runs.items()) if len(arms) == len(ARMS)}
    return whole, sorted(set(runs) - set(whole))


def differences(values, name, one, other):
    """Differences of a measure between two arms, a number for each seed. `values` are measures by seed and arm."""
    return [arms[one][name] - arms[other][name] for arms in values.values()]


def bootstrap(values, count=10_000):
    """The 95 % interval of the mean over resampled seeds."""
    draw = random.Random(0)
    means = sorted(statistics.mean(draw.choices(values, k=len(values))) for _ in range(count))
    return means[int(0.025 * count)], means[int(0.975 * count) - 1]


def sign_flip(values):
    """The exact two-sided p: the share of sign choices whose sum is at least as far from 0.

    Eight equal signs are 2 of 256 choices. 4 of 8 choices bring 1, 2 and 3 to a sum of 4 or more from 0, as SciPy's
    permutation_test counts, too.

    >>> sign_flip([1] * 8)
    0.0078125
    >>> sign_flip([-1, 2, 3])
    0.5
    """
    observed = abs(sum(values)) * (1 - 1e-12)
    flips = itertools.product((1, -1), repeat=len(values))
    sums = [abs(sum(sign * value for sign, value in zip(signs, values))) for signs in flips]
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
