"""Elastic weight consolidation (Li et al. 2020, arXiv:2012.02780), whose authors published no code.

The information of the paper's form is what AdAM's published probing loop measures at commit 6428e99: the mean over images of squared
gradients. The reimplemented form is Sony's class in nnabla-examples at commit 8ec6287: plain gradients, and its loss. Its framework,
nnabla, could not be installed (pip finds no package for Python 3.11), so numpy and torch stand in for the few functions of it that
the class calls. The networks that are measured, and the sum of the paper's penalty, are our own.
"""

import types
from pathlib import Path
from unittest import mock

import numpy
import torch
from torch import nn

import published_code
from probing import Probing, without_a_device

SONY_COMMIT, IMAGES = "8ec6287", 5


class Generator(nn.Module):
    """The tests' small one: z [N, 4] to images [N, 3, 4, 4]."""

    def __init__(self):
        super().__init__()
        self.mapping, self.hidden, self.output = nn.Linear(4, 6), nn.Linear(12, 16), nn.Linear(16, 48)

    def forward(self, z):
        style = torch.tanh(self.mapping(z)).repeat(1, 2)
        return torch.tanh(self.output(torch.tanh(self.hidden(style)))).reshape(-1, 3, 4, 4)


class Discriminator(nn.Module):
    """Sees the corner of larger images."""

    def __init__(self):
        super().__init__()
        self.hidden, self.output = nn.Linear(48, 8), nn.Linear(8, 1)

    def forward(self, x):
        return self.output(torch.tanh(self.hidden(x[:, :, :4, :4].flatten(1))))


class Array(numpy.ndarray):
    """nnabla's variable: an array with a name, and in `d` and `g` the value and gradient that are read and written."""

    @classmethod
    def from_numpy_array(cls, values):
        return numpy.asarray(values).view(cls)


class Likelihood:
    """What nnabla makes of log(sigmoid(logit)): each pass is of the next image; `g` of each weight receives the gradient."""

    def __init__(self, logit, weights, arrays):
        self.logit, self.weights, self.arrays = logit, weights, arrays

    def forward(self, **_):
        self.value = torch.log(torch.sigmoid(self.logit()))

    def backward(self, **_):
        for array, slope in zip(self.arrays, torch.autograd.grad(self.value.sum(), self.weights)):
            array.g += slope.numpy()


def sonys(checkout, generator, discriminator, moved, z):
    """Information by name, and the loss of weights that moved, by the published class."""
    published_code.commit(checkout, SONY_COMMIT)
    folder = Path(checkout).resolve() / "image-generation/stylegan2-ewc"
    [program] = published_code.load(folder, "EWC.EWC_loss", missing=["nnabla"])
    anchors, arrays = dict(generator.named_parameters()), {}
    for name, weight in anchors.items():
        arrays[name] = Array.from_numpy_array(moved[name].numpy())
        arrays[name].d, arrays[name].g = weight.detach().numpy(), numpy.zeros(weight.shape)
    rows = iter(z.split(1))
    functions = types.SimpleNamespace(
        mean=numpy.mean, sigmoid=lambda logit: logit,
        log=lambda logit: Likelihood(logit, list(anchors.values()), list(arrays.values())))  # fmt: skip
    framework = types.SimpleNamespace(Variable=Array)
    with mock.patch.multiple(program, nn=framework, F=functions):
        published = program.ElasticWeightConsolidation
        with mock.patch.object(published, "_preprocessing"):
            consolidation = published(types.SimpleNamespace(need_grad=False), _iter_num=len(z))
        consolidation.coef_dict_for_FI = arrays
        loss = consolidation(lambda: discriminator(generator(next(rows))))
    found = consolidation.FisherInformation_val_dict
    return {name.partition("/")[2]: torch.tensor(value) for name, value in found.items()}, torch.tensor(float(loss))


def tensors(adam, nnabla):
    with without_a_device():
        generator, discriminator, z = Generator(), Discriminator(), torch.randn(IMAGES, 4)
        weights = {name: value.detach().clone() for name, value in generator.named_parameters()}
        moved = {name: value + 0.1 * torch.randn_like(value) for name, value in weights.items()}
        squares, _ = Probing(adam).measure(generator, discriminator, z)
        slopes, reimplemented = sonys(nnabla, generator, discriminator, moved, z)
        paper = sum((squares[name] * (moved[name] - weights[name]) ** 2).sum() for name in weights)
        found = {"fisher.z": z, "ewc.paper": paper, "ewc.reimplemented": reimplemented}
        parts = {"generator": weights, "discriminator": dict(discriminator.named_parameters()), "moved": moved}
        for part, values in (parts | {"squares": squares, "slopes": slopes}).items():
            found |= {f"fisher.{part}.{name}": value for name, value in values.items()}
        return found
