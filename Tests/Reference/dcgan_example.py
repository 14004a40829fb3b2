"""DCGAN: the published code of pytorch/examples (dcgan/main.py) at commit 77f55b9, not a re-implementation.

    python Tests/Reference/dcgan_example.py examples

writes Tests/OracleTests/PyTorch/family_dcgan_example_64.safetensors: state under our names, images and logits, and gradients of a
projection of them. The program trains as soon as it is imported, so its two classes are taken from its source.

The example has no biases; ours are zero here. Its first layer, a transposed convolution of a 1 x 1 map, is our linear layer. Its
discriminator normalizes batches and weighs the positions of the last map, ours does neither: its normalizations are in evaluation mode and
the identity, and its last weights are the same at all positions. Everything is computed in float64. Needs torch and safetensors.
"""

import ast
import sys
from pathlib import Path

import torch
from torch import nn

import fixture_file
import published_code
from stylegan2 import ROOT

COMMIT, PATH = "77f55b9", ROOT / "Tests/OracleTests/PyTorch/family_dcgan_example_64.safetensors"
SIZES = {"ngf": 1, "ndf": 1, "nz": 4, "nc": 1}
SAMPLES, SIDE, EPSILON = 2, 64, 1e-5
FACTS = {
    "resolution": SIDE, "channels": SIZES["nc"], "generator_ch": SIZES["ngf"], "discriminator_ch": SIZES["ndf"],
    "z_dim": SIZES["nz"], "shared_dim": 0, "attention": 0, "bn_eps": EPSILON,
}  # fmt: skip


def networks(checkout):
    """The program's two classes, made."""
    published_code.commit(checkout, COMMIT)
    source = ast.parse((Path(checkout) / "dcgan/main.py").read_text())
    classes = [node for node in source.body if isinstance(node, ast.ClassDef)]
    scope = {"nn": nn} | SIZES
    exec(compile(ast.Module(classes, []), "dcgan/main.py", "exec"), scope)
    return scope["Generator"](1), scope["Discriminator"](1)


def drawn(generator, discriminator):
    """Weights that keep what passes through near 1, rounded to float32."""
    with torch.no_grad():
        for network in [generator, discriminator]:
            for layer in network.main:
                if isinstance(layer, nn.BatchNorm2d):
                    layer.weight.normal_(1, 0.2), layer.bias.normal_(0, 0.2)
                    layer.running_mean.normal_(0, 0.2), layer.running_var.uniform_(0.5, 1.5)
                elif hasattr(layer, "weight"):
                    layer.weight.normal_(0, (layer.weight[0].numel() / 4) ** -0.5)
        for layer in discriminator.main:
            if isinstance(layer, nn.BatchNorm2d):
                layer.weight.fill_(1), layer.bias.fill_(0), layer.running_mean.fill_(0), layer.running_var.fill_(1 - EPSILON)
        last = discriminator.main[-2].weight
        last.copy_(0.1 * last[:, :, :1, :1].expand_as(last))
    return generator, discriminator


def of_generator(generator, prefix, values):
    """Under our names: normalization and transposed convolution for each resolution."""
    found = {}
    for name, value in values:
        layer, last = name.split(".")[1:]
        place = int(layer)
        if place == 0:
            found["linear.weight"] = value.flatten(1).t()
        elif last != "num_batches_tracked":
            own = {"weight": "gain", "running_mean": "stored_mean", "running_var": "stored_var"}.get(last, last)
            found[f"bn{place // 3}.{own}" if place % 3 == 1 else f"conv{place // 3 - 1}.weight"] = value
    return {prefix + name: value.detach().clone() for name, value in found.items()}


def of_discriminator(discriminator, prefix, values):
    convolutions = [i for i, layer in enumerate(discriminator.main) if isinstance(layer, nn.Conv2d)]
    found = {}
    for name, value in values:
        place = int(name.split(".")[1])
        if place == convolutions[-1]:
            found["linear.weight"] = value[:, :, 0, 0] if "before" in prefix else value.sum((2, 3))
        elif place in convolutions:
            found[f"conv{convolutions.index(place)}.weight"] = value
    return {prefix + name: value.detach().clone() for name, value in found.items()}


def zeros(state):
    """Our biases."""
    biases = {}
    for name, value in state.items():
        if name.endswith("weight"):
            transposed = name.startswith("G.") and "conv" in name
            biases[name.replace("weight", "bias")] = torch.zeros(value.shape[1 if transposed else 0])
    return state | biases


def slopes(output, network):
    names, parameters = zip(*network.named_parameters())
    return zip(names, torch.autograd.grad(output, parameters, allow_unused=True))


def tensors(generator, discriminator, kind):
    """- kind: the type that everything is computed in."""
    z, images, weights = torch.randn(SAMPLES, SIZES["nz"]), torch.randn(SAMPLES, SIZES["nc"], SIDE, SIDE), torch.randn(SAMPLES)
    found = {"z": z, "y": torch.zeros(SAMPLES, dtype=torch.int64), "images": images, "projection": weights}
    z, images, weights = z[:, :, None, None].to(kind), images.to(kind), weights.to(kind)
    state = of_generator(generator, "G.before.", generator.state_dict().items())
    state |= of_discriminator(discriminator, "D.before.", discriminator.state_dict().items())
    found |= zeros(state)
    generator, discriminator = generator.to(kind), discriminator.to(kind).eval()
    made = generator(z)
    found |= {"G.train": made.detach()} | of_generator(generator, "G.grad.", slopes((made * images).sum(), generator))
    found |= of_generator(generator, "G.after.", generator.named_buffers())
    with torch.no_grad():
        found["G.use"] = generator.eval()(z)
    logits = discriminator.main[:-1](images).flatten()
    found["D.train"] = logits.detach()
    return found | of_discriminator(discriminator, "D.grad.", slopes((logits * weights).sum(), discriminator))


def relative_error(rough, exact):
    return ((rough - exact).norm() / exact.norm().clamp(min=1e-30)).item()


def main(checkout):
    torch.set_num_threads(1)
    # The first seed at which no value is within float32's rounding of a kink.
    for seed in range(100):
        exact, rough = [
            (torch.manual_seed(seed), tensors(*drawn(*networks(checkout)), kind))[1] for kind in (torch.float64, torch.float32)
        ]
        lost = max(relative_error(rough[name].double(), value.double()) for name, value in exact.items())
        if lost < 1e-5:
            break
    print(f"seed {seed}: float32 loses {lost:.1e}")
    fixture_file.write({name: value if name == "y" else value.float() for name, value in exact.items()}, PATH, FACTS)


if __name__ == "__main__":
    main(*sys.argv[1:])
