"""AdAM's probing loop, run on small networks: the published code at commit 6428e99 of yunqing-me/AdAM, not a re-implementation.

Other scripts take `Probing` from here. The loop reads latents from a file, writes what it measured to files, and trains between two
measurements; here the optimizers do nothing, so that the weights stay.
"""

import contextlib
import os
import tempfile
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import torch

import published_code

COMMIT = "6428e99"
UNUSED = ["cv2", "einops", "tkinter", "lmdb", "lpips", "prettytable", "sklearn", "torchvision", "visdom", "wandb", "tensorflow"]
REAL_SHAPE = (3, 256, 256)  # fixed in the loop


class Probing:
    """The program in a checkout."""

    def __init__(self, checkout):
        published_code.commit(checkout, COMMIT)
        with mock.patch("torch.utils.cpp_extension.load"):
            self.program, self.networks = published_code.load(
                Path(checkout).resolve(), "AdAM_importance_probing", "gan_training.models.model_adam", missing=UNUSED)

    def measure(self, generator, discriminator, z):
        """Means over images of squared and of plain gradients of the generator's loss, by the generator's names.

        - generator: z [N, F] to images [N, C, H, W].
        - discriminator: images to logits [N, 1]; also takes images of `REAL_SHAPE`.
        - z: a latent an image.
        """
        generator = stand_in(generator, self.networks.Generator)
        discriminator = stand_in(discriminator, self.networks.Discriminator)
        optimizers, reals = [mock.Mock(), mock.Mock()], iter(lambda: torch.zeros(len(z), *REAL_SHAPE), None)
        with in_an_empty_folder(), without_a_device(), mock.patch.object(self.program, "accumulate"):
            os.mkdir("_noise")
            torch.save(z, "_noise/0000.pt")
            self.program.calculate_fisher(
                arguments(z), reals, generator, discriminator, *optimizers, generator, discriminator, "cpu")
            squares, slopes = [torch.load(f"filter_{kind}_g.pt", weights_only=False) for kind in ("fisher", "grad")]
        squares = {key: torch.as_tensor(value) for key, value in squares.items()}
        return [{key.removeprefix("network."): value for key, value in part.items()} for part in (squares, slopes)]


def arguments(z):
    """One step of training, one measurement, and one step more."""
    return SimpleNamespace(
        fisher_iter=-3, fisher_freq=1, num_batch_fisher=1, batch=len(z), latent=z.shape[1], mixing=0, augment=False,
        augment_p=0, ada_target=0.6, ada_length=1, d_reg_every=1000, g_reg_every=1000, r1=0, path_regularize=0,
        path_batch_shrink=1, checkpoint_dir=".")  # fmt: skip


def stand_in(network, published):
    """A network of ours that is called and measured as the published one is."""

    class Network(torch.nn.Module):
        estimate_fisher = published.estimate_fisher

        def __init__(self):
            super().__init__()
            self.network = network

        def forward(self, x, return_latents=False):
            if isinstance(x, list):
                latents = x[0][:, None].detach().requires_grad_(return_latents)
                return network(latents[:, 0]), latents
            return network(x), None

    return torch.nn.DataParallel(Network())


@contextlib.contextmanager
def in_an_empty_folder():
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)


@contextlib.contextmanager
def without_a_device():
    """Everything stays where it is, in double precision."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        with mock.patch.object(torch.Tensor, "cuda", lambda tensor: tensor):
            yield
    finally:
        torch.set_default_dtype(before)
