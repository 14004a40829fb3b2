"""Writes Tests/GANMetricsTests/Fixtures/diversity.safetensors: how images around training images differ, by numpy.

    python -m venv venv && venv/bin/pip install numpy scipy safetensors
    venv/bin/python Tests/Reference/diversity.py

Reference: our own re-implementation of the formulas with numpy and SciPy; no published code is run.

Three classes of 6, 3 and 1 training images, 40 generated ones of each; of the second all are near one training image.
"""
from pathlib import Path

import numpy
from safetensors.numpy import save_file
from scipy.spatial.distance import cdist, pdist

random = numpy.random.default_rng(11)
COUNTS, FAKES, SIZE = [6, 3, 1], 40, 5


def scores(training, fake):
    distances = cdist(fake, training)
    owner = distances.argmin(1)
    spreads = [pdist(fake[owner == k]).mean() for k in range(len(training)) if (owner == k).sum() > 1]
    own = cdist(training, training)
    numpy.fill_diagonal(own, numpy.inf)
    return spreads, distances.min(1), own.min(1) if len(training) > 1 else numpy.empty(0)


training = random.normal(size=(sum(COUNTS), SIZE)).astype(numpy.float32)
classes = numpy.repeat(numpy.arange(3), COUNTS).astype(numpy.int32)
fake = random.normal(size=(3 * FAKES, SIZE)).astype(numpy.float32)
fake_classes = numpy.repeat(numpy.arange(3), FAKES).astype(numpy.int32)
near = fake_classes == 1
fake[near] = training[6] + 0.01 * fake[near]

parts = [scores(training[classes == k].astype(float), fake[fake_classes == k].astype(float)) for k in range(3)]
spreads = numpy.concatenate([part[0] for part in parts])
ratios = numpy.concatenate([part[1] / part[2].mean() for part in parts if len(part[2])])
whole = scores(training.astype(float), fake.astype(float))
save_file(
    {
        "training": training, "training_classes": classes, "fake": fake, "fake_classes": fake_classes,
        "by_class": numpy.array([spreads.mean(), spreads.std(), ratios.mean()]),
        "diversity_of_classes": numpy.array([numpy.mean(part[0]) for part in parts]),
        "nearness_of_classes": numpy.array([part[1].mean() / part[2].mean() for part in parts[:2]]),
        "without_classes": numpy.array(
            [numpy.mean(whole[0]), numpy.std(whole[0]), whole[1].mean() / whole[2].mean()]),
    },
    Path(__file__).parents[1] / "GANMetricsTests/Fixtures/diversity.safetensors")
