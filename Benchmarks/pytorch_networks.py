"""Training and generating with the networks of recipes/bench in PyTorch, for pytorch_reference.py."""

import torch

import pytorch_biggan
from pytorch_stylegan2 import Discriminator, Generator, Networks
from pytorch_training import Schedule, Training

CLASSES = 10
SMALL = dict(c_dim=CLASSES, mapping_layers=2, label_mapping_layers=2)
RGB = SMALL | dict(channels=3, z_dim=512, w_dim=512, channel_max=512)

# name -> networks, what they train with; a path weight of 0 is no path length
NETWORKS = {
    "stylegan2-small32": (
        Networks(
            resolution=32, channels=1, z_dim=128, w_dim=128, channel_base=4096, channel_max=128,
            discriminator_architecture="orig", group_size=32, **SMALL),
        Schedule(batch=32, mixing=0, path_weight=0)),
    "stylegan2-cifar32": (
        Networks(resolution=32, channel_base=32768, discriminator_architecture="orig", group_size=16, **RGB),
        Schedule(batch=16, mixing=0, path_weight=0)),
    "stylegan2-auto64": (
        Networks(resolution=64, channel_base=16384, discriminator_architecture="resnet", group_size=4, **RGB),
        Schedule(batch=8)),
}  # fmt: skip


def latents(sizes, batch):
    labels = torch.nn.functional.one_hot(torch.randint(CLASSES, [batch]), CLASSES).float()
    return torch.randn(batch, sizes.z_dim), labels


def training(sizes, schedule):
    """Parts of a step and the share of the steps that have them."""
    torch.manual_seed(0)
    trainer = Training(Generator(sizes), Discriminator(sizes), schedule)
    batch, shape = schedule.batch, (sizes.channels, sizes.resolution, sizes.resolution)
    real, (_, real_c) = torch.rand(batch, *shape) * 2 - 1, latents(sizes, batch)

    def main():
        trainer.generator_main(*latents(sizes, batch))
        trainer.discriminator_main(*latents(sizes, batch), real, real_c)
        with torch.no_grad():
            trainer.finish()

    def path_length():
        noise = torch.randn(batch // schedule.path_shrink, *shape)
        trainer.path_length(*latents(sizes, batch), noise)

    parts = [(1, main), (1 / schedule.r1_interval, lambda: trainer.r1(real, real_c))]
    return parts + ([(1 / schedule.path_interval, path_length)] if schedule.path_weight else [])


def generating(sizes, schedule):
    torch.manual_seed(0)
    generator = Generator(sizes).eval()
    z, c = latents(sizes, schedule.batch)

    def call():
        with torch.no_grad():
            generator(z, c, noise_mode="const")

    return [(1, call)]


def network_figures():
    """name -> (unit, images of a call, prepare() -> parts with their shares)"""
    table = {}
    for kind, prepare in [("train", training), ("generate", generating)]:
        for name, given in NETWORKS.items():
            table[f"{kind}.{name}"] = "img/s", given[1].batch, lambda prepare=prepare, given=given: prepare(*given)
    for kind, prepare in [("train", pytorch_biggan.training), ("generate", pytorch_biggan.generating)]:
        for name, sizes in pytorch_biggan.BIGGANS.items():
            table[f"{kind}.{name}"] = "img/s", sizes.batch, lambda prepare=prepare, sizes=sizes: prepare(sizes)
    return table
