"""A small checkpoint as rosinality's stylegan2-pytorch writes it, with random weights, and what that program's own code makes of it.

    python Tests/Reference/rosinality.py stylegan2-pytorch

takes a checkout of rosinality/stylegan2-pytorch at commit bef283a: networks, images, logits and names are those of the published
code, not of a re-implementation. Only the widths are ours, so that the file is small: 8 channels, and 4 at 16 x 16.

Writes Tests/GANZooCLITests/Fixtures/rosinality.pt with all that training saves (`g`, `d`, `g_ema`, both optimizers, `args` as an
argparse.Namespace, `ada_aug_p`), and rosinality.safetensors with inputs and outputs. Needs torch, safetensors and numpy.
"""

import argparse
import sys
from pathlib import Path
from unittest import mock

import torch

import fixture_file
import published_code

FOLDER = Path(__file__).resolve().parents[2] / "Tests/GANZooCLITests/Fixtures"
COMMIT = "bef283a"
SIZE, LATENT, LAYERS = 16, 8, 2
WIDTHS = {" 16: 512,": " 16: 4,", ": 512,": ": 8,"}


def networks(checkout):
    """The published networks with narrow layers. Its operations for CUDA are not compiled: on a processor it computes without."""
    published_code.commit(checkout, COMMIT)
    with mock.patch("torch.utils.cpp_extension.load"):
        published_code.load(Path(checkout).resolve(), "op", stays=True)
    text = (Path(checkout) / "model.py").read_text()
    for published, ours in WIDTHS.items():
        text = text.replace(published, ours)
    program = {}
    exec(compile(text, "model.py", "exec"), program)
    return program["Generator"], program["Discriminator"]


def randomized(network):
    """Also what begins as zeros, so that nothing can be left out unseen."""
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if name.endswith(("bias", "noise.weight")):
                parameter.add_(torch.randn_like(parameter) * 0.3)
    return network.eval()


def options():
    """As its training is started, with what its defaults set."""
    return argparse.Namespace(
        path="data.lmdb", arch="stylegan2", iter=800000, batch=16, n_sample=64, size=SIZE, r1=10, path_regularize=2, mixing=0.9,
        ckpt=None, lr=0.002, channel_multiplier=2, wandb=False, augment=True, latent=LATENT, n_mlp=LAYERS, start_iter=0,
        distributed=False)  # fmt: skip


def optimizer():
    """The state of an optimizer that has made a step; of one weight, since nothing of it is read."""
    weight = torch.nn.Parameter(torch.ones(3))
    adam = torch.optim.Adam([weight], lr=0.002)
    weight.sum().backward()
    adam.step()
    return adam.state_dict()


def main(checkout):
    torch.manual_seed(23)
    generator_type, discriminator_type = networks(checkout)
    generator, average = (randomized(generator_type(SIZE, LATENT, LAYERS)) for _ in range(2))
    discriminator = randomized(discriminator_type(SIZE))
    content = {
        "g": generator.state_dict(), "d": discriminator.state_dict(), "g_ema": average.state_dict(), "g_optim": optimizer(),
        "d_optim": optimizer(), "args": options(), "ada_aug_p": 0.25,
    }  # fmt: skip
    torch.save(content, FOLDER / "rosinality.pt")
    z = torch.randn(4, LATENT)
    with torch.no_grad():
        images = {name: network([z], randomize_noise=False)[0] for name, network in [("G", generator), ("G_ema", average)]}
        judged = discriminator(images["G_ema"])
        mean = torch.randn(LATENT)
        truncated, _ = average([z], truncation=0.5, truncation_latent=mean, randomize_noise=False)
    tensors = {"z": z, "labels": torch.zeros(4, 0), "w": average.style(z).detach(), "logits": judged.flatten()}
    tensors |= images | {"latent_avg": mean, "truncated": truncated}
    fixture_file.write(tensors, FOLDER / "rosinality.safetensors", {"source": f"rosinality/stylegan2-pytorch {COMMIT}"})


if __name__ == "__main__":
    main(*sys.argv[1:])
