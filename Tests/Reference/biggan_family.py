"""Numbers for the networks about BigGAN: the published code of StudioGAN at 947b35e and of BigGAN-PyTorch at 9845943.

    python Tests/Reference/biggan_family.py PyTorch-StudioGAN BigGAN-PyTorch

writes Tests/OracleTests/PyTorch/family_*.safetensors, one for each pair of a generator and a discriminator: state under our names, a
pass in training with the gradients of a projection of what comes out, the buffers that it leaves, and a pass in use.

    biggan_deep_64      BigGAN-PyTorch's BigGANdeep.py
    studiogan_deep_64   StudioGAN's big_resnet_deep_legacy
    sngan_32, sagan_32  StudioGAN's resnet
    dcgan_16*           our own re-implementation of DCGAN with layers of BigGAN-PyTorch (dcgan.py)

Everything is computed in float64 from float32 weights; what float32 loses is printed. Needs torch, safetensors, numpy, scipy and PyYAML.
"""

import copy
import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

import biggan_names
import dcgan
from biggan import BigGAN
from studiogan import StudioGAN

FOLDER = Path(__file__).resolve().parents[2] / "Tests/OracleTests/PyTorch"
CLASSES, SPECTRAL_EPSILON = 3, 1e-6


class Pair:
    """A generator and a discriminator, how they are called, and what a test has to know of them."""

    def __init__(self, networks, facts, depth=1, samples=3, generate=lambda g, z, y: g(z, y), judge=lambda d, x, y: d(x, y)):
        self.networks, self.facts, self.samples = networks, facts, samples
        self.generate, self.judge, self.depth = generate, judge, depth


def facts(resolution, generator_ch, discriminator_ch, z_dim, bn_eps, shared_dim=0, attention=0):
    return locals() | {"channels": 3}


def author_deep(program):
    keys = facts(64, 2, 4, 6, 0.01, shared_dim=5, attention=16)
    networks = program.make(
        64, CLASSES, deep=True, G_ch=2, D_ch=4, dim_z=6, shared_dim=5, hier=True, G_attn="16", D_attn="16", BN_eps=0.01,
        SN_eps=SPECTRAL_EPSILON, no_optim=True)  # fmt: skip
    return Pair(
        networks, keys, 2, 2, lambda g, z, y: g(z, g.shared(y)), lambda d, x, y: d(x, y)[:, 0])


def of_studio(program, keys, depth=1, samples=3, **model):
    """The program's epsilon in batch normalization is 1e-4, whatever the configuration."""
    if keys["attention"]:
        # Numbers of blocks, from 1.
        place = {"attn_g_loc": [keys["attention"].bit_length() - 3]}
        model |= place | {"apply_attn": True, "attn_d_loc": [(keys["resolution"] // keys["attention"]).bit_length() - 1]}
    networks = program.make(
        keys["resolution"], CLASSES, g_cond_mtd="cBN", d_cond_mtd="PD", apply_d_sn=True, z_dim=keys["z_dim"],
        g_conv_dim=keys["generator_ch"], d_conv_dim=keys["discriminator_ch"], **model)  # fmt: skip
    return Pair(networks, keys, depth, samples, judge=lambda d, x, y: d(x, y)["adv_output"])


def plain(program, labels):
    case = {"resolution": 16, "channels": 3, "z_dim": 6, "shared_dim": 5 if labels else 0, "bn_eps": 0.01}
    case |= {"generator_ch": 4, "discriminator_ch": 4, "attention": 0}
    widths = {"generator_widths": [8, 4], "discriminator_widths": [4, 8], "classes": CLASSES, "labels": labels}
    widths |= {"spectral_epsilon": SPECTRAL_EPSILON}
    layers = program.plain.layers
    return Pair([network(layers, case | widths) for network in (dcgan.Generator, dcgan.Discriminator)], case)


def cases(studio, author):
    """How each pair is made. The deep ones are of the smallest images at which their skips drop and add channels."""
    resnet, deep = dict(backbone="resnet"), dict(backbone="big_resnet_deep_legacy", g_depth=2, d_depth=2)
    return {
        "biggan_deep_64": lambda: author_deep(author),
        "studiogan_deep_64": lambda: of_studio(
            studio, facts(64, 2, 4, 6, 1e-4, shared_dim=5, attention=16), 2, 2, g_shared_dim=5, apply_g_sn=True, **deep),
        "sngan_32": lambda: of_studio(studio, facts(32, 4, 4, 6, 1e-4), apply_g_sn=False, **resnet),
        "sagan_32": lambda: of_studio(studio, facts(32, 4, 4, 6, 1e-4, attention=16), apply_g_sn=True, **resnet),
        "dcgan_16": lambda: plain(author, labels=True),
        "dcgan_16_unlabelled": lambda: plain(author, labels=False),
    }


def named(network, depth, prefix, values):
    """Under our names and in our shapes."""
    names = biggan_names.ours(network.state_dict(), depth)
    found = {names[name]: value.detach().clone() for name, value in values if names[name]}
    return {prefix + name: biggan_names.in_our_shape(name, value) for name, value in found.items()}


def draw(network, depth):
    """Weights of a size that keeps what passes through near 1, and nothing that a network begins with: no zero, no one."""
    names = biggan_names.ours(network.state_dict(), depth)
    with torch.no_grad():
        for name, value in [*network.named_parameters(), *network.named_buffers()]:
            last, noise = (names[name] or "counter").rsplit(".", 1)[-1], torch.randn(value.shape)
            if last == "gamma":
                value.fill_(0.7)
            elif last == "stored_var":
                value.copy_(0.5 + torch.rand(value.shape))
            elif last == "gain":
                value.copy_(1 + 0.2 * noise)
            elif last == "weight":
                value.copy_(noise * (value[0].numel() ** -0.5))
            elif last in ("bias", "stored_mean"):
                value.copy_(0.2 * noise)
            elif last in ("u0", "v0", "sv0"):
                value.copy_(F.normalize(noise, dim=-1))
            elif last != "counter":
                raise SystemExit(f"{name}: nothing says how it begins")


def passes(prefix, network, pair, run, x, y, projection):
    """A pass in training, its gradients and what it leaves; a pass in use."""
    x = x.clone().requires_grad_()
    output = run(network.train(), x, y)
    names, parameters = zip(*network.named_parameters())
    slope, *slopes = torch.autograd.grad((output * projection).sum(), [x, *parameters])
    tensors = {f"{prefix}train": output.detach(), f"{prefix}grad_input": slope}
    tensors |= named(network, pair.depth, f"{prefix}grad.", zip(names, slopes))
    tensors |= named(network, pair.depth, f"{prefix}after.", network.named_buffers())
    with torch.no_grad():
        return tensors | {f"{prefix}use": run(network.eval(), x, y)}


def in_type(network, kind):
    """A copy. StudioGAN's resnet makes labels of float32 whatever its weights are."""
    result = copy.deepcopy(network).to(kind)
    for module in result.modules():
        if isinstance(module, torch.nn.Linear):
            module.register_forward_pre_hook(lambda _, inputs: (inputs[0].to(kind),))
    return result


def pair_tensors(pair, inputs, kind):
    """Everything that is compared, computed in the type `kind`."""
    z, y, images, to_logits = [value if value.dtype == torch.int64 else value.to(kind) for value in inputs.values()]
    generator, discriminator = (in_type(network, kind) for network in pair.networks)
    return passes("G.", generator, pair, pair.generate, z, y, images) | passes(
        "D.", discriminator, pair, pair.judge, images, y, to_logits)


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


def drawn(make, seed):
    torch.manual_seed(seed)
    pair = make()
    for network in pair.networks:
        draw(network, pair.depth)
    samples, side = pair.samples, pair.facts["resolution"]
    inputs = {"z": torch.randn(samples, pair.facts["z_dim"]), "y": torch.tensor([2, 0, 1][:samples])}
    # The images are also what a generator's are projected onto.
    inputs |= {"images": 0.7 * torch.randn(samples, 3, side, side), "projection": torch.randn(samples)}
    return pair, inputs


def write(name, make):
    # The first seed at which no value is within float32's rounding of a kink, and every layer has a gradient.
    for seed in range(100):
        pair, inputs = drawn(make, seed)
        exact = pair_tensors(pair, inputs, torch.float64)
        lost = losses(exact, pair_tensors(pair, inputs, torch.float32))
        if max(error for error, _ in lost.values()) < 1e-5:
            break
    else:
        raise SystemExit(f"{name}: float32 is too rough: {lost}")
    for kind, (error, key) in sorted(lost.items()):
        print(f"{name}, seed {seed}: {kind}: {error:.1e} at {key}")
    tensors = {key: value.float() for key, value in exact.items()} | inputs
    for prefix, network in zip(("G.before.", "D.before."), pair.networks):
        tensors |= named(network, pair.depth, prefix, network.state_dict().items())
    tensors = {key: value.contiguous() for key, value in tensors.items()}
    save_file(tensors, FOLDER / f"family_{name}.safetensors", {key: str(value) for key, value in pair.facts.items()})


def main(studio, author):
    for name, make in cases(StudioGAN(studio), BigGAN(author)).items():
        write(name, make)


if __name__ == "__main__":
    main(*sys.argv[1:])
