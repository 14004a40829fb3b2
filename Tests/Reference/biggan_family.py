"""Numbers for the networks about BigGAN that no published weights check: BigGAN-deep, SNGAN, SAGAN and DCGAN, from PyTorch.

    python Tests/Reference/biggan_family.py

writes Tests/OracleTests/PyTorch/family_*.safetensors, one for each pair of a generator and a discriminator: state under the
checkpoints' names, a pass in training with the gradients of a projection of what comes out, the buffers that it leaves, and a pass in
use. Everything is computed in float64 from float32 weights; what float32 loses is printed. Needs torch and safetensors.
"""

import copy

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

from biggan_family_networks import PlainDiscriminator, PlainGenerator, ResidualDiscriminator, ResidualGenerator
from stylegan2 import ROOT

FOLDER = ROOT / "Tests/OracleTests/PyTorch"


def residual(**given):
    keys = {"pair": (ResidualGenerator, ResidualDiscriminator), "deep": False, "channels": 3, "resolution": 32, "samples": 3}
    keys |= {"labels": True, "attention": 0, "shared_dim": 0, "z_dim": 6, "halvings": 2, "bn_eps": 0.01, "last_eps": 0.01}
    keys |= {"generator_ch": 4, "generator_widths": [16] * 4}
    return keys | {"discriminator_ch": 4, "discriminator_widths": [8] * 4} | given


def plain(**given):
    keys = {"pair": (PlainGenerator, PlainDiscriminator), "channels": 3, "resolution": 16, "samples": 3, "z_dim": 6}
    keys |= {"attention": 0, "bn_eps": 0.01, "generator_ch": 4, "generator_widths": [8, 4], "generator_rule": "none"}
    return keys | {"discriminator_ch": 4, "discriminator_widths": [4, 8]} | given


# The smallest images at which widths of the deep networks change, so that their skips drop and add channels.
DEEP = {"deep": True, "channels": 1, "resolution": 64, "samples": 2, "shared_dim": 5, "attention": 16, "halvings": 4}
DEEP |= {"generator_ch": 2, "generator_widths": [32, 32, 16, 8, 4], "last_eps": 1e-5}
DEEP |= {"discriminator_ch": 4, "discriminator_widths": [4, 8, 16, 32, 64]}
CASES = {
    "biggan_deep_64": residual(generator_rule="author", discriminator_rule="author", **DEEP),
    "sngan_32": residual(generator_rule="none", discriminator_rule="studiogan"),
    "sagan_32": residual(generator_rule="studiogan", discriminator_rule="studiogan", attention=16),
    "dcgan_16": plain(discriminator_rule="author", shared_dim=5, labels=True),
    "dcgan_16_unlabelled": plain(discriminator_rule="none", shared_dim=0, labels=False),
}


def draw(network):
    """Weights of a size that keeps what passes through near 1, and nothing that a network begins with: no zero, no one."""
    with torch.no_grad():
        for name, value in [*network.named_parameters(), *network.named_buffers()]:
            last = name.rsplit(".", 1)[-1]
            noise = torch.randn(value.shape)
            if last == "gamma":
                value.copy_(torch.tensor(0.7))
            elif last == "stored_var":
                value.copy_(0.5 + torch.rand(value.shape))
            elif last == "gain":
                value.copy_(1 + 0.2 * noise)
            elif last in ("weight", "weight_orig"):
                value.copy_(noise * (value[0].numel() ** -0.5))
            elif last in ("bias", "stored_mean"):
                value.copy_(0.2 * noise)
            elif last in ("u0", "sv0", "weight_u", "weight_v"):
                value.copy_(F.normalize(noise, dim=-1))
            else:
                raise SystemExit(f"{name}: nothing says how it begins")
    return network


NAMES = {"weight_orig": "weight", "weight_u": "u0", "weight_v": "v0"}


def named(prefix, values):
    """Under the checkpoints' names, and in their shapes."""
    result = {}
    for name, value in values:
        *path, last = [part for part in name.split(".") if part != "layer"]
        shape = (1, -1) if last in ("weight_u", "weight_v") else value.shape
        result[prefix + ".".join([*path, NAMES.get(last, last)])] = value.detach().clone().reshape(shape)
    return result


def passes(prefix, network, x, y, projection):
    """A pass in training, its gradients and what it leaves; a pass in use."""
    x = x.clone().requires_grad_()
    output = network.train()(x, y)
    names, parameters = zip(*network.named_parameters())
    slope, *slopes = torch.autograd.grad((output * projection).sum(), [x, *parameters])
    tensors = {f"{prefix}train": output.detach(), f"{prefix}grad_input": slope}
    tensors |= named(f"{prefix}grad.", zip(names, slopes)) | named(f"{prefix}after.", network.named_buffers())
    with torch.no_grad():
        return tensors | {f"{prefix}use": network.eval()(x, y)}


def case_tensors(case, networks, inputs, kind):
    """Everything that is compared, computed in the type `kind`."""
    z, y, images, to_logits = [value if value.dtype == torch.int64 else value.to(kind) for value in inputs.values()]
    generator, discriminator = (copy.deepcopy(network).to(kind) for network in networks)
    return passes("G.", generator, z, y, images) | passes("D.", discriminator, images, y, to_logits)


def losses(exact, rough):
    """What float32 loses of each kind of value, and where. Gradients that are zero are related to all of them together."""
    whole = {p: sum(v.square().sum() for n, v in exact.items() if n.startswith(f"{p}grad.")).sqrt() for p in ("G.", "D.")}
    worst = {}
    for key, value in exact.items():
        kind, length = key[:2] + ("gradients" if ".grad" in key else "values"), value.norm()
        if "grad." in key and length < 1e-9 * whole[key[:2]]:
            kind, length = key[:2] + "vanishing gradients", whole[key[:2]]
            if not key.endswith(".bias"):
                return {kind: (float("inf"), key)}
        error = ((rough[key] - value).norm() / length).item()
        worst[kind] = max(worst.get(kind, (0, "")), (error, key))
    return worst


def drawn(case, seed):
    torch.manual_seed(seed)
    networks = [draw(make(case)) for make in case["pair"]]
    samples, side = case["samples"], case["resolution"]
    inputs = {"z": torch.randn(samples, case["z_dim"]), "y": torch.tensor([2, 0, 1][:samples])}
    # The images are also what a generator's are projected onto.
    inputs |= {"images": 0.7 * torch.randn(samples, case["channels"], side, side), "projection": torch.randn(samples)}
    return networks, inputs


def main():
    for name, case in CASES.items():
        # The first seed at which no value is within float32's rounding of a kink, and every layer has a gradient.
        for seed in range(100):
            networks, inputs = drawn(case, seed)
            exact = case_tensors(case, networks, inputs, torch.float64)
            lost = losses(exact, case_tensors(case, networks, inputs, torch.float32))
            if max(error for error, _ in lost.values()) < 1e-5:
                break
        else:
            raise SystemExit(f"{name}: float32 is too rough: {lost}")
        for kind, (error, key) in sorted(lost.items()):
            print(f"{name}, seed {seed}: {kind}: {error:.1e} at {key}")
        tensors = {key: value.float() for key, value in exact.items()} | inputs
        for prefix, network in zip(("G.before.", "D.before."), networks):
            tensors |= named(prefix, [*network.named_parameters(), *network.named_buffers()])
        tensors = {key: value.contiguous() for key, value in tensors.items()}
        keys = ["resolution", "channels", "generator_ch", "discriminator_ch", "z_dim", "shared_dim", "attention", "bn_eps"]
        save_file(tensors, FOLDER / f"family_{name}.safetensors", {key: str(case[key]) for key in keys if key in case})


if __name__ == "__main__":
    main()
