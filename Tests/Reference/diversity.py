"""How images around training images differ: the published code of CDC at commit 5617920 of utkarshojha/few-shot-gan-adaptation.

    python Tests/Reference/diversity.py few-shot-gan-adaptation

writes Tests/GANMetricsTests/Fixtures/diversity.safetensors. The diversity and its deviation over training images are what the published
program prints of clusters of files; Euclidean distances of features stand in for its distances of images. It has no step that
gives images to clusters: that, the diversity of each class, and the nearness, which is our own measure, are computed with
SciPy. Needs torch, numpy, scipy, tqdm and safetensors.

Three classes of 6, 3 and 1 training images, 30 generated ones of each; of the second all are near one training image. The program takes 50
files of a cluster at random, so none has more.
"""
import io
import sys
from contextlib import redirect_stdout
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import numpy
import torch
from safetensors.numpy import save_file
from scipy.spatial.distance import cdist, pdist

import published_code
from probing import in_an_empty_folder, without_a_device

COMMIT, UNUSED = "5617920", ["lpips", "torchvision", "tqdm"]
COUNTS, FAKES, SIZE = [6, 3, 1], 30, 5
PATH = Path(__file__).resolve().parents[1] / "GANMetricsTests/Fixtures/diversity.safetensors"


def clusters(training, fake):
    """Rows of the fakes around each training image."""
    owner = cdist(fake, training).argmin(1)
    groups = [fake[owner == k] for k in range(len(training))]
    assert all(len(group) <= 50 for group in groups)
    return groups


def nearness(training, fake):
    """Of each fake, and of each training image, to the nearest other."""
    own = cdist(training, training)
    numpy.fill_diagonal(own, numpy.inf)
    return cdist(fake, training).min(1), own.min(1) if len(training) > 1 else numpy.empty(0)


class Published:
    """The program in a checkout, which reads a folder of files a cluster and takes ten of them."""

    def __init__(self, checkout):
        published_code.commit(checkout, COMMIT)
        [self.program] = published_code.load(Path(checkout).resolve(), "feat_cluster", missing=UNUSED)
        self.program.device = "cpu"

    def scores(self, groups):
        """Mean and deviation of the ten clusters."""
        rows, printed = {}, io.StringIO()
        distance = mock.Mock(side_effect=torch.dist)
        distance.to.return_value = distance
        stand_ins = dict(
            lpips=SimpleNamespace(LPIPS=lambda net: distance), Image=SimpleNamespace(open=rows.get),
            transforms=mock.Mock(Compose=lambda steps: torch.from_numpy))  # fmt: skip
        with in_an_empty_folder(), without_a_device(), mock.patch.multiple(self.program, **stand_ins):
            for k, group in enumerate(groups):
                folder = Path(f"cluster_centers/data/run/c{k}")
                folder.mkdir(parents=True)
                (folder / "center.png").touch()
                for i, row in enumerate(group):
                    (folder / f"{i}.png").touch()
                    rows[str(folder / f"{i}.png")] = row
            with redirect_stdout(printed):
                self.program.intra_cluster_dist(SimpleNamespace(dataset="data", baseline="run"))
        return [float(number) for number in printed.getvalue().split("Final avg. ")[1].split("/")]


def drawn():
    random = numpy.random.default_rng(11)
    training = random.normal(size=(sum(COUNTS), SIZE)).astype(numpy.float32)
    classes = numpy.repeat(numpy.arange(3), COUNTS).astype(numpy.int32)
    fake = random.normal(size=(3 * FAKES, SIZE)).astype(numpy.float32)
    fake_classes = numpy.repeat(numpy.arange(3), FAKES).astype(numpy.int32)
    near = fake_classes == 1
    fake[near] = training[6] + 0.01 * fake[near]
    return training, classes, fake, fake_classes


def main(checkout):
    published, (training, classes, fake, fake_classes) = Published(checkout), drawn()
    parts = [(training[classes == k].astype(float), fake[fake_classes == k].astype(float)) for k in range(3)]
    groups = [clusters(*part) for part in parts]
    distances = [nearness(*part) for part in parts]
    whole = training.astype(float), fake.astype(float)
    ratios = numpy.concatenate([fakes / own.mean() for fakes, own in distances if len(own)])
    fakes, own = nearness(*whole)
    tensors = {
        "training": training, "training_classes": classes, "fake": fake, "fake_classes": fake_classes,
        "by_class": numpy.array([*published.scores(sum(groups, [])), ratios.mean()]),
        "diversity_of_classes": numpy.array(
            [numpy.mean([pdist(rows).mean() for rows in group if len(rows) > 1]) for group in groups]),
        "nearness_of_classes": numpy.array([fakes.mean() / own.mean() for fakes, own in distances[:2]]),
        "without_classes": numpy.array([*published.scores(clusters(*whole)), fakes.mean() / own.mean()]),
    }  # fmt: skip
    save_file(tensors, PATH)


if __name__ == "__main__":
    main(*sys.argv[1:])
