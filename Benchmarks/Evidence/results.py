"""Rebuilds what a document says about a protocol's runs: its tables and the outcome of its rules.

    python3 results.py RESULTS                    # prints all blocks as Markdown
    python3 results.py RESULTS --write DOCUMENT   # puts them between the document's marks
    python3 results.py RESULTS --check DOCUMENT   # fails if the document holds others

A block stands in the document between the lines `<!-- results: NAME -->` and `<!-- end of results -->`.
Only the standard library. See measures.py for the measures and tests.
"""

import argparse
import math
import re
import statistics
import sys
from pathlib import Path

import measures
from measures import CONSISTENCY, CONTRASTS, DISTANCE, HEAD, SPREAD, TESTED, bootstrap, differences, holm, sign_flip

ARMS = list(measures.ARMS.values())
LEAST_GAIN = -math.log(1 / 0.9)  # 10 % in log
HEAD_LIMIT = 0.095
CONSISTENCY_LIMIT = -0.02
COLLAPSED, TESTABLE, RESTORED = 0.7, 0.9, 0.2  # of W's spread within classes over that between them


def row(*cells):
    return f"| {' | '.join(cells)} |"


def header(*cells):
    return [row(*cells), row(*["---"] * len(cells))]


def means(values):
    """Mean and deviation over seeds of each measure in each arm."""
    lines = header("measure", *ARMS)
    for name in next(iter(values.values()))["B"]:
        cells = []
        for arm in ARMS:
            own = [arms[arm][name] for arms in values.values()]
            deviation = statistics.stdev(own) if len(own) > 1 else math.nan
            cells.append(f"{statistics.mean(own):.3f} ± {deviation:.3f}")
        lines.append(row(name, *cells))
    return lines


def contrasts(values, tested=()):
    """Paired differences, with p corrected for those that are tested."""
    corrected = dict(zip(tested, holm([sign_flip(differences(values, *test)) for test in tested])))
    lines = header("measure", "contrast", "difference", "95 % interval", "p", *(["corrected p"] if tested else []))
    for name in next(iter(values.values()))["B"]:
        for one, other in CONTRASTS:
            own = differences(values, name, one, other)
            low, high = bootstrap(own)
            cells = [name, f"{one} − {other}", f"{statistics.mean(own):+.3f}", f"{low:+.3f} … {high:+.3f}", f"{sign_flip(own):.4f}"]
            if tested:
                p = corrected.get((name, one, other))
                cells.append("" if p is None else f"{p:.4f}")
            lines.append(row(*cells))
    return lines


def classes(runs, name, write):
    """A score of each class in each arm, the mean over seeds; `write` makes a cell of it."""
    some = next(iter(runs.values()))["B"]
    by_arm = {arm: list(zip(*(arms[arm].class_values(name) for arms in runs.values()))) for arm in ARMS}
    counts = training_images(some)
    lines = header("class", "training images", *ARMS)
    for index, label in enumerate(some.classes):
        lines.append(row(label, f"{counts[label]:,}", *(write(statistics.mean(by_arm[arm][index])) for arm in ARMS)))
    return lines


def training_images(run):
    rows = run.reports[run.protocol.last[-1]]["class_scores"][0]["rows"]
    return {entry["name"]: entry["training_images"] for entry in rows}


class Rules:
    """The protocol's rules of what would count, each with its numbers and whether it holds."""

    def __init__(self, values, chosen):
        self.values, self.chosen = values, chosen
        self.corrected = dict(zip(TESTED, holm([sign_flip(differences(values, *test)) for test in TESTED])))

    def difference(self, name, one, other, values=None):
        own = differences(values or self.values, name, one, other)
        return statistics.mean(own), *bootstrap(own)

    def tested(self, *test):
        """The mean difference, its text, and whether it is significant."""
        mean, low, high = self.difference(*test)
        p = self.corrected[test]
        return mean, f"{mean:+.3f} ({low:+.3f} … {high:+.3f}), corrected p {p:.3f}", p < 0.05

    def baseline_spread(self):
        return statistics.mean(arms["B"][SPREAD] for arms in self.values.values())

    def helps(self):
        """The rules of "NoisyTwins helps here"; all must hold."""
        gain, gain_text, is_gain = self.tested(DISTANCE, "T", "B")
        over_twins, twins_text, is_over_twins = self.tested(DISTANCE, "T", "T0")
        spread, spread_text, is_spread = self.tested(SPREAD, "T", "B")
        head = self.difference(HEAD, "T", "B")[2]
        consistency = self.difference(CONSISTENCY, "T", "B")[0]
        yield "the tail is nearer in T than in B, significantly and by 10 %", gain_text, is_gain and gain <= LEAST_GAIN
        yield "the tail is nearer in T than in T0, significantly", twins_text, is_over_twins and over_twins < 0
        yield "W keeps more spread in T than in B, significantly", spread_text, is_spread and spread > 0
        yield "the head is at most 10 % farther", f"upper limit {head:+.3f}", head < HEAD_LIMIT
        yield "GAN-test of the tail is at most 2 points lower", f"{consistency:+.3f}", consistency >= CONSISTENCY_LIMIT
        if self.chosen:
            others = [self.difference(DISTANCE, "T", other, self.chosen)[0] for other in ("B", "T0")]
            text = f"{others[0]:+.3f} against B, {others[1]:+.3f} against T0 ({len(self.chosen)} seeds)"
            yield "the tail is nearer at the chosen checkpoints, too", text, max(others) < 0
        else:
            yield "the tail is nearer at the chosen checkpoints, too", "not measured", False

    def explanations(self):
        gain, low, high = self.difference(DISTANCE, "T", "B")
        twins, twins_low, twins_high = self.difference(DISTANCE, "T", "T0")
        batch, batch_low, batch_high = self.difference(DISTANCE, "T0", "N")
        noise, other = self.difference(DISTANCE, "N", "B")[0], self.difference(DISTANCE, "T0", "B")[0]
        spread = self.baseline_spread()
        restored = self.difference(SPREAD, "T", "B")[0]
        # "As much as T does": the interval of T − B includes the mean of N − B or of T0 − B.
        as_much = any(low <= value <= high for value in (noise, other))
        yield ("it is the noise: N or T0 differs from B as much as T does, and T − T0 includes 0",
            f"N − B {noise:+.3f}, T0 − B {other:+.3f}, T − B {gain:+.3f}; T − T0 {twins_low:+.3f} … {twins_high:+.3f}",
            as_much and twins_low <= 0 <= twins_high)
        yield "it is the batch structure: T0 − N lies below 0", f"{batch_low:+.3f} … {batch_high:+.3f}", batch_high < 0
        yield ("falsified: W collapsed in B and T restores it, but the tail is not 10 % nearer",
            f"B {spread:.2f}, T − B {restored:+.2f}; the tail {low:+.3f} … {high:+.3f}",
            spread < COLLAPSED and restored >= RESTORED and low > LEAST_GAIN)
        yield "not testable: W of B stays above 0.9", f"{spread:.2f}", spread > TESTABLE


def outcome(rules):
    lines = header("rule", "measured", "holds")
    helps = list(rules.helps())
    for text, measured, holds in helps:
        lines.append(row(text, measured, "yes" if holds else "no"))
    lines.append(row("**NoisyTwins helps here**: all of these", "", "**yes**" if all(rule[2] for rule in helps) else "**no**"))
    for text, measured, holds in rules.explanations():
        lines.append(row(text, measured, "yes" if holds else "no"))
    return lines


def seeds(values, incomplete=()):
    left_out = f" Seeds that lack an arm are left out: {', '.join(map(str, incomplete))}." if incomplete else ""
    return f"Seeds {', '.join(map(str, values))}.{left_out}"


def blocks(runs, incomplete):
    values = {seed: {arm: run.measures() for arm, run in arms.items()} for seed, arms in runs.items()}
    chosen = {seed: {arm: run.chosen_measures() for arm, run in arms.items()} for seed, arms in runs.items()}
    chosen = {seed: arms for seed, arms in chosen.items() if None not in arms.values()}
    found = {
        "outcome": outcome(Rules(values, chosen)),
        "means": [f"{seeds(values, incomplete)} Mean ± standard deviation over seeds.", "", *means(values)],
        "contrasts": contrasts(values, TESTED),
        "distances of classes": classes(runs, "intra_fd", lambda value: f"{math.exp(value):.0f}"),
        "variance of classes": classes(runs, "feature_variance", lambda value: f"{value:.2f}"),
        "GAN-test of classes": classes(runs, "gan_test", lambda value: f"{100 * value:.0f}"),
    }
    if chosen:
        found["chosen checkpoints"] = [f"{seeds(chosen)} Mean ± standard deviation over seeds.", "", *means(chosen)]
        found["contrasts of chosen checkpoints"] = contrasts(chosen)
    return {name: "\n".join(lines) for name, lines in found.items()}


def replaced(document, found):
    """The document with its blocks as the results give them.

    >>> replaced("a\\n<!-- results: x -->\\nold\\n<!-- end of results -->\\nb\\n", {"x": "new"})
    'a\\n<!-- results: x -->\\n\\nnew\\n\\n<!-- end of results -->\\nb\\n'
    """
    def block(match):
        name = match.group(1)
        if name not in found:
            sys.exit(f"the document has a block \"{name}\"; the results give {', '.join(found)}")
        return f"<!-- results: {name} -->\n\n{found[name]}\n\n<!-- end of results -->"
    return re.sub(r"<!-- results: (.+?) -->.*?<!-- end of results -->", block, document, flags=re.DOTALL)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=Path)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--check", type=Path)
    arguments = parser.parse_args()
    found = blocks(*measures.load(arguments.results, measures.GRAY))
    if document := arguments.write or arguments.check:
        old = document.read_text()
        new = replaced(old, found)
        if "<!-- results: " not in old:
            sys.exit(f"{document} has no block of results")
        if arguments.write:
            document.write_text(new)
        elif new != old:
            sys.exit(f"{document} holds other numbers than {arguments.results} gives: run results.py with --write, and look at what changed")
    else:
        print("\n\n".join(f"## {name}\n\n{text}" for name, text in found.items()))


if __name__ == "__main__":
    main()
