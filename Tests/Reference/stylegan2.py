"""Checks the PyTorch networks of Benchmarks/pytorch_stylegan2.py against the oracles, exit status 1 on a difference.

Reference: the oracles, which the published code made. The networks that are checked are our own PyTorch re-implementation of StyleGAN2.

    python Tests/Reference/stylegan2.py [FOLDER]

The other way round too: what is left of an oracle is checked without our engine. Needs torch and safetensors.
"""

import pathlib
import sys

import torch
from safetensors import safe_open

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Benchmarks"))
from pytorch_stylegan2 import Discriminator, Generator, Networks  # noqa: E402

VALUES, SECOND_ORDER = 1e-4, 1e-3


class Oracle:
    def __init__(self, path):
        self.name, self.worst = path.stem, 0.0
        with safe_open(path, "pt") as file:
            self.metadata = file.metadata()
            self.tensors = {name: file.get_tensor(name) for name in file.keys()}

    def __getitem__(self, name):
        return self.tensors[name]

    def number(self, key):
        return float(self.metadata[key])

    def integer(self, key):
        return int(self.metadata[key])

    def state(self, prefix):
        return {name.removeprefix(prefix): value for name, value in self.tensors.items() if name.startswith(prefix)}

    def expect(self, found, name, tolerance=VALUES):
        expected = self[name]
        error = ((found - expected).norm() / expected.norm().clamp(min=1e-30)).item()
        if found.shape != expected.shape or not error < tolerance:
            raise SystemExit(f"{self.name}: {name}: relative error {error:.2g}, {found.shape} for {expected.shape}")
        self.worst = max(self.worst, error / tolerance)

    def expect_gradients(self, loss, network, prefix, tolerance=VALUES):
        """The file leaves out those that are zero."""
        names, parameters = zip(*network.named_parameters())
        for name, slope in zip(names, torch.autograd.grad(loss, parameters, retain_graph=True, allow_unused=True)):
            if prefix + name in self.tensors:
                self.expect(slope, prefix + name, tolerance)
            elif slope is not None and slope.abs().max() > 0:
                raise SystemExit(f"{self.name}: {prefix + name} is not zero")


def sizes(oracle, **others):
    keys = ["resolution", "channels", "channel_base", "channel_max"]
    return {key: oracle.integer(key) for key in keys} | others


def check_generator(oracle):
    given = sizes(oracle, **{key: oracle.integer(key) for key in ["z_dim", "w_dim", "c_dim", "mapping_layers"]})
    network = Generator(Networks(**given, generator_architecture=oracle.metadata["architecture"]))
    network.load_state_dict(oracle.state("G."), strict=True)
    z, c = oracle["z"], oracle["c"]
    with torch.no_grad():
        network.eval()
        ws = network.mapping(z, c)
        oracle.expect(ws, "ws")
        oracle.expect(network.mapping.truncated(ws, 0.7), "ws.psi0.7")
        oracle.expect(network.mapping.truncated(ws, 0.5, 4), "ws.psi0.5_cutoff4")
        for mode in ["const", "none"]:
            oracle.expect(network.synthesis(ws, mode), f"img.{mode}")
            network.train()
            oracle.expect(network.synthesis(ws, mode), f"img.{mode}")
            network.eval()
    check_generator_gradients(oracle, network.train(), z.clone().requires_grad_(True), c)


def check_generator_gradients(oracle, network, z, c):
    ws = network.mapping(z, c)
    oracle.expect(network.mapping.w_avg, "w_avg.after")
    images = network.synthesis(ws, "const")
    projection = (images * oracle["proj"]).sum()
    oracle.expect(torch.autograd.grad(projection, z, retain_graph=True)[0], "grad.z")
    oracle.expect_gradients(projection, network, "grad.")
    noise = oracle["pl.noise"] / (images.shape[2] * images.shape[3]) ** 0.5
    [slope] = torch.autograd.grad((images * noise).sum(), ws, create_graph=True)
    oracle.expect(slope, "pl.grad_ws")
    lengths = slope.square().sum(2).mean(1).sqrt()
    oracle.expect(lengths, "pl.lengths")
    mean = oracle["pl.mean_before"].lerp(lengths.mean(), oracle.number("pl_decay"))
    oracle.expect(mean, "pl.mean_after")
    loss = (lengths - mean).square().mean() * oracle.number("pl_weight")
    oracle.expect(loss, "pl.loss")
    oracle.expect_gradients(loss, network, "pl.grad.", SECOND_ORDER)


def check_discriminator(oracle):
    layers = oracle.integer("cmap_mapping_layers")
    given = sizes(oracle, z_dim=0, w_dim=0, c_dim=oracle.integer("c_dim"), label_mapping_layers=layers)
    architecture, group = oracle.metadata["architecture"], oracle.integer("mbstd_group_size")
    network = Discriminator(Networks(**given, discriminator_architecture=architecture, group_size=group))
    network.load_state_dict(oracle.state("D."), strict=True)
    images = oracle["img"].clone().requires_grad_(True)
    logits = network(images, oracle["c"])
    oracle.expect(logits, "logits")
    loss = torch.nn.functional.softplus(-logits).mean()
    oracle.expect(torch.autograd.grad(loss, images, retain_graph=True)[0], "grad.img")
    oracle.expect_gradients(loss, network, "grad.")
    [slope] = torch.autograd.grad(logits.sum(), images, create_graph=True)
    penalty = slope.square().sum([1, 2, 3])
    oracle.expect(penalty, "r1.penalty")
    oracle.expect_gradients(penalty.mean() * (oracle.number("r1_gamma") / 2), network, "r1.grad.", SECOND_ORDER)


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "Tests/OracleTests/Oracles"
    for kind, check in [("generator", check_generator), ("discriminator", check_discriminator)]:
        paths = sorted(folder.glob(f"stylegan2_{kind}_*.safetensors"))
        if not paths:
            raise SystemExit(f"{folder}: no oracle of a {kind}")
        for path in paths:
            oracle = Oracle(path)
            check(oracle)
            print(f"{oracle.name}: worst error {oracle.worst:.2g} of its tolerance")


if __name__ == "__main__":
    main()
