"""Numbers of R3GAN: the published networks, losses and schedules, not a re-implementation.

    python Tests/Reference/r3gan.py R3GAN

takes a checkout of brownvc/R3GAN at commit 19a7ddf and writes Tests/OracleTests/PyTorch/r3gan.safetensors:

    G.*, D.*        weights of small networks without labels; all of them, also those that start at zero, are drawn
    z, image, x     latents, the generator's images of them, and real images
    logits.*        of real and generated images
    r1, r2          squared lengths of the gradients at real and generated images
    penalty.grad.*  gradients in the discriminator's parameters of γ / 2 · mean (r1 + r2), without the loss
    first.*         deviation of each parameter of new networks with labels, as they are initialized
    schedule.*      the published schedules at `schedule.nimg` images

On the CPU the checkout runs its own reference operations. Needs torch, safetensors, numpy, scipy, psutil, click and Pillow.
"""

import pathlib
import sys

import torch
from safetensors.torch import save_file

PATH = pathlib.Path(__file__).resolve().parents[1] / "OracleTests/PyTorch/r3gan.safetensors"
GAMMA = 2.0
SMALL = {"widths": [8, 8, 4], "cardinality": [4, 4, 2], "blocks": [1, 2, 1]}
WIDE = {"widths": [64, 64, 32], "cardinality": [16, 16, 8], "blocks": [1, 2, 2]}
CLASSES, EMBEDDING = 10, 32
SCHEDULES = {"gamma": (2, 0.2, 2e7), "rate": (2e-4, 5e-5, 2e7), "beta2": (0.9, 0.99, 2e7), "average": (0, 500e3, 2e7)}


def networks(module, widths, cardinality, blocks, **labels):
    """The published generator and discriminator."""
    g = {"ConditionEmbeddingDimension": EMBEDDING} | labels if labels else {}
    d = {"ConditionEmbeddingDimension": widths[0]} | labels if labels else {}
    return (
        module.Generator(6, widths, cardinality, blocks, 2, **g),
        module.Discriminator(widths[::-1], cardinality[::-1], blocks[::-1], 2, **d),
    )


def drawn(network):
    """Gives all parameters values of one size, so that every layer counts."""
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            fan_in = max(parameter[0].numel(), 1) if parameter.ndim > 1 else 100
            parameter.normal_(0, 1.5 / fan_in**0.5)
    return network


def passes(module, trainer):
    generator, discriminator = map(drawn, networks(module, **SMALL))
    z, x = torch.randn(4, 6), torch.rand(4, 3, 16, 16) * 2 - 1
    image = generator(z).detach()
    real, fake = x.clone().requires_grad_(True), image.clone().requires_grad_(True)
    logits = {"real": discriminator(real), "fake": discriminator(fake)}
    penalty = trainer.AdversarialTraining.ZeroCenteredGradientPenalty
    r1, r2 = penalty(real, logits["real"]), penalty(fake, logits["fake"])
    names, parameters = zip(*discriminator.named_parameters())
    gradients = torch.autograd.grad(GAMMA / 2 * (r1 + r2).mean(), parameters, allow_unused=True)
    weights = {f"G.{k}": v for k, v in generator.named_parameters()} | {f"D.{k}": v for k, v in discriminator.named_parameters()}
    return (
        weights
        | {"z": z, "x": x, "image": image, "r1": r1, "r2": r2}
        | {f"logits.{name}": value for name, value in logits.items()}
        | {f"penalty.grad.D.{k}": g for k, g in zip(names, gradients) if g is not None}
    )


def first(module):
    """Deviations of parameters as initialized; networks are wide so that they are exact."""
    pair = networks(module, **WIDE, ConditionDimension=CLASSES)
    return {
        f"first.{network}.{name}": parameter.std(unbiased=False)
        for network, module in zip("GD", pair)
        for name, parameter in module.named_parameters()
    }


def schedules(decay):
    """In double precision."""
    images = torch.tensor([0, 256, 1_000_000, 10_000_000, 19_999_744, 20_000_000, 30_000_000], dtype=torch.float64)
    values = {
        f"schedule.{name}": torch.tensor(
            [decay(int(n), base_value=base, final_value=final, total_nimg=total) for n in images], dtype=torch.float64)
        for name, (base, final, total) in SCHEDULES.items()
    }  # fmt: skip
    return values | {"schedule.nimg": images}


def main(checkout):
    sys.path.insert(0, checkout)
    from R3GAN import Networks, Trainer
    from training.training_loop import cosine_decay_with_warmup

    torch.manual_seed(3)
    torch.set_num_threads(1)
    tensors = passes(Networks, Trainer) | first(Networks) | schedules(cosine_decay_with_warmup)
    metadata = {"classes": "0", "z_dim": "6", "gamma": str(GAMMA), "expansion": "2"}
    metadata |= {name: str(value) for name, value in SMALL.items()}
    metadata |= {"first.classes": str(CLASSES), "first.g_embedding": str(EMBEDDING)}
    metadata |= {"first.z_dim": "6", "first.d_embedding": str(WIDE["widths"][0]), "first.expansion": "2"}
    metadata |= {f"first.{name}": str(value) for name, value in WIDE.items()}
    save_file({name: value.detach().contiguous() for name, value in tensors.items()}, PATH, metadata)


if __name__ == "__main__":
    main(*sys.argv[1:])
