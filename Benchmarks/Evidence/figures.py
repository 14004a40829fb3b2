"""Draws the figures of a protocol's runs: how they went, what each class got, and differences between arms.

    python3 figures.py RESULTS FOLDER

Needs matplotlib. One version of it draws the same bytes of the same results.
"""

import math
import statistics
import sys
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plot

import measures
from measures import CONSISTENCY, CONTRASTS, DISTANCE, HEAD, SPREAD, bootstrap, differences

matplotlib.use("svg")
plot.rcParams.update({"svg.hashsalt": "ganzoo", "svg.fonttype": "none", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False})
# Okabe and Ito's colors, which the color-blind can tell apart.
COLORS = {"B": "#000000", "N": "#e69f00", "T0": "#56b4e9", "T": "#d55e00"}
TITLES = {"B": "B, baseline", "N": "N, noise", "T0": "T0, twins not compared", "T": "T, NoisyTwins"}


def save(figure, path, top=1):
    figure.tight_layout(rect=(0, 0, 1, top))
    figure.savefig(path, metadata={"Date": None})
    plot.close(figure)
    # matplotlib ends lines of paths with a space.
    path.write_text("".join(f"{line.rstrip()}\n" for line in path.read_text().splitlines()))


def of_arm(runs, arm):
    return [arms[arm] for arms in runs.values()]


def thin_and_mean(axes, arm, series):
    """A thin line for each seed, and a thick one for their mean. `series` holds a pair of lists, x and y, for each seed."""
    for x, y in series:
        axes.plot(x, y, color=COLORS[arm], linewidth=0.5, alpha=0.4)
    x = series[0][0]
    axes.plot(x, [statistics.mean(values) for values in zip(*(y for _, y in series))], color=COLORS[arm], linewidth=2, label=TITLES[arm])


def plain_numbers(axes):
    """Marks of a logarithmic axis as 200, not 2 · 10²."""
    axes.yaxis.set_major_formatter("{x:.0f}")
    axes.yaxis.set_minor_formatter(lambda value, _: f"{value:.0f}" if f"{value:.0f}"[0] in "24" else "")


def training(runs, path):
    figure, (left, right) = plot.subplots(1, 2, figsize=(9, 3.4))
    for arm in COLORS:
        own = of_arm(runs, arm)
        thin_and_mean(left, arm, [(list(run.distances()), list(run.distances().values())) for run in own])
        lines = [[line for line in run.lines if "spread.between" in line] for run in own]
        thin_and_mean(right, arm, [
            ([line["kimg"] for line in of_run], [run.spread(line) for line in of_run]) for run, of_run in zip(own, lines)])
    left.set(yscale="log", xlabel="images shown, thousands", ylabel=f"FD-{own[0].protocol.features}, all images, half `choose`")
    plain_numbers(left)
    right.set(xlabel="images shown, thousands", ylabel="W within classes / between, tail", ylim=(0, None))
    right.legend(frameon=False)
    save(figure, path)


def classes(runs, path):
    panels = [("intra_fd", "FD of the class", math.exp), ("feature_variance", "variance of features, real 1", float), ("gan_test", "GAN-test", float)]
    figure, all_axes = plot.subplots(1, len(panels), figsize=(11, 3.6))
    some = of_arm(runs, "B")[0]
    for axes, (name, label, change) in zip(all_axes, panels):
        for arm in COLORS:
            by_class = zip(*(run.class_values(name) for run in of_arm(runs, arm)))
            axes.plot([change(statistics.mean(values)) for values in by_class], color=COLORS[arm], marker="o", markersize=3, label=TITLES[arm])
        axes.set(ylabel=label, xticks=range(len(some.classes)))
        axes.set_xticklabels(some.classes, rotation=60, ha="right")
    all_axes[0].set(yscale="log")
    plain_numbers(all_axes[0])
    figure.legend(*all_axes[0].get_legend_handles_labels(), frameon=False, ncol=len(COLORS), loc="upper center")
    save(figure, path, top=0.92)


def contrasts(runs, path):
    values = {seed: {arm: run.measures() for arm, run in arms.items()} for seed, arms in runs.items()}
    names = [DISTANCE, HEAD, SPREAD, CONSISTENCY]
    figure, all_axes = plot.subplots(1, len(names), figsize=(11, 2.4), sharey=True)
    for axes, name in zip(all_axes, names):
        for place, (one, other) in enumerate(reversed(CONTRASTS)):
            own = differences(values, name, one, other)
            axes.plot(own, [place] * len(own), "o", color="#999999", markersize=3)
            axes.plot(bootstrap(own), [place, place], color="black", linewidth=1.5)
            axes.plot(statistics.mean(own), place, "D", color="black", markersize=5)
        axes.axvline(0, color="#bbbbbb", linewidth=0.8)
        axes.set(title=name, yticks=range(len(CONTRASTS)), yticklabels=[f"{one} − {other}" for one, other in reversed(CONTRASTS)])
    save(figure, path)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    (runs, _), folder = measures.load(Path(sys.argv[1]), measures.GRAY), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    training(runs, folder / "training.svg")
    classes(runs, folder / "classes.svg")
    contrasts(runs, folder / "contrasts.svg")


if __name__ == "__main__":
    main()
