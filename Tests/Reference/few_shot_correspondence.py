"""The distance consistency of cross-domain correspondence: the published code at commit 5617920 of utkarshojha/few-shot-gan-adaptation.

Its training loop runs for one step on stand-ins whose features are given, since published networks have 512 channels.
"""

from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import torch

import published_code
from probing import in_an_empty_folder, without_a_device

COMMIT = "5617920"
UNUSED = ["lmdb", "torchvision", "visdom", "wandb"]
SHAPES, LAYERS, WEIGHT = [(4, 5, 2, 2), (4, 3, 4, 4), (4, 2, 8, 8)], [1, 2, 2, 1], 1000


class Features(torch.nn.Module):
    """A generator whose features do not depend on its latents, nor its images on its features."""

    n_latent = len(SHAPES) + 1

    def __init__(self, values):
        super().__init__()
        self.values = torch.nn.ParameterList(values)
        self.gain = torch.nn.Parameter(torch.ones(1))

    def forward(self, styles, return_feats=False, return_latents=False):
        latents = styles[0][:, None].detach().requires_grad_(return_latents)
        images = self.gain * latents.sum((1, 2)).reshape(-1, 1, 1, 1).expand(-1, 3, 2, 2) ** 2
        return images, list(self.values) if return_feats else latents


class Judge(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.gain = torch.nn.Parameter(torch.ones(1))

    def forward(self, images, **_):
        return self.gain * images.sum((1, 2, 3))[:, None], None


def arguments():
    """One step; the published weight and number of images."""
    return SimpleNamespace(
        exp="", iter=1, start_iter=0, n_train=2, latent=3, n_sample=1, batch=2, subspace_freq=4, subspace_std=0.1, mixing=0,
        augment=False, augment_p=0, ada_target=0.6, ada_length=1, highp=1, d_reg_every=16, g_reg_every=4, r1=10,
        path_batch_shrink=2, path_regularize=2, feat_const_batch=len(LAYERS), kl_wt=WEIGHT, img_freq=1, save_freq=2,
        wandb=False)  # fmt: skip


def drawn(low, high, size=None):
    """The published draws of integers: layers are given."""
    return torch.tensor(LAYERS).numpy() if (low, high, size) == (1, len(SHAPES), len(LAYERS)) else torch.zeros(size or 1).long().numpy()


def tensors(checkout):
    published_code.commit(checkout, COMMIT)
    with mock.patch("torch.utils.cpp_extension.load"):
        [program] = published_code.load(Path(checkout).resolve(), "train", missing=UNUSED)
    losses, slopes = [], []
    with without_a_device(), in_an_empty_folder():
        source, own = [[torch.randn(shape) for shape in SHAPES] for _ in range(2)]
        generator, judge = Features(own), Judge()

        class Recorded(torch.nn.KLDivLoss):
            def forward(self, *inputs):
                losses.append(super().forward(*inputs))
                return losses[-1]

        def note():
            # Later updates have gradients of other terms.
            slopes.append([value.grad for value in generator.values])

        optimizer, others = SimpleNamespace(step=note), mock.Mock()
        # The average moves.
        frozen, average = [torch.nn.DataParallel(Features([value.clone() for value in source])) for _ in range(2)]
        reals = [torch.zeros(2, 3, 2, 2)] * 2
        with mock.patch.object(torch.nn, "KLDivLoss", Recorded), mock.patch("numpy.random.randint", drawn):
            program.train(
                arguments(), reals, generator, judge, judge, optimizer, others, others, average, "cpu", frozen, judge)
    found = {f"source.{i}": value for i, value in enumerate(source)} | {f"own.{i}": value for i, value in enumerate(own)}
    found |= {f"slope.{layer}": slopes[0][layer] / WEIGHT for layer in sorted(set(LAYERS))}
    return found | {"layers": torch.tensor(LAYERS, dtype=torch.int32), "loss": losses[0]}
