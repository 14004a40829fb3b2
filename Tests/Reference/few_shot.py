"""Numbers for the methods of transfer to few images, from PyTorch.

Reference: our own PyTorch re-implementation of METHODS §11; the published programs are not run.

    python Tests/Reference/few_shot.py

writes Tests/OracleTests/PyTorch/few_shot.safetensors: Fisher information and the penalty of elastic weight consolidation, the
distance consistency of cross-domain correspondence, Transitional-cGAN's schedule and mapping network, and AdAM's kernels, each as
METHODS §11 has it. Needs torch and safetensors.
"""

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

from stylegan2 import ROOT

PATH = ROOT / "Tests/OracleTests/PyTorch/few_shot.safetensors"


def fisher(tensors):
    """Of a small generator and discriminator, image by image."""
    sizes = {"mapping": (6, 4), "hidden": (16, 12), "output": (48, 16)}
    generator = {f"{n}.weight": torch.randn(s) / s[1] ** 0.5 for n, s in sizes.items()}
    generator |= {f"{n}.bias": torch.randn(s[0]) * 0.1 for n, s in sizes.items()}
    judge = {"hidden.weight": torch.randn(8, 48) / 4, "hidden.bias": torch.randn(8) * 0.1}
    judge |= {"output.weight": torch.randn(1, 8), "output.bias": torch.randn(1) * 0.1}
    leaves = {name: value.clone().requires_grad_() for name, value in generator.items()}
    z = torch.randn(5, 4)
    squares = {name: torch.zeros_like(value) for name, value in generator.items()}
    slopes = {name: torch.zeros_like(value) for name, value in generator.items()}

    def layer(weights, name, x):
        return F.linear(x, weights[f"{name}.weight"], weights[f"{name}.bias"])

    for row in z.split(1):
        style = torch.tanh(layer(leaves, "mapping", row)).repeat(1, 2)
        image = torch.tanh(layer(leaves, "output", torch.tanh(layer(leaves, "hidden", style))))
        logit = layer(judge, "output", torch.tanh(layer(judge, "hidden", image)))
        likelihood = torch.log(torch.sigmoid(logit)).sum()
        for name, slope in zip(leaves, torch.autograd.grad(likelihood, leaves.values())):
            squares[name] += slope**2 / len(z)
            slopes[name] += slope / len(z)
    moved = {name: value + 0.1 * torch.randn_like(value) for name, value in generator.items()}
    distances = {name: (moved[name] - generator[name]) ** 2 for name in generator}
    count = sum(value.numel() for value in generator.values())
    tensors["fisher.z"] = z
    tensors["ewc.paper"] = sum((squares[n] * distances[n]).sum() for n in generator)
    tensors["ewc.reimplemented"] = sum((slopes[n] * distances[n]).sum() for n in generator) / count
    parts = {"generator": generator, "discriminator": judge, "moved": moved, "squares": squares, "slopes": slopes}
    for part, values in parts.items():
        tensors |= {f"fisher.{part}.{name}": value.detach() for name, value in values.items()}
    return tensors


def correspondence(tensors):
    """Distance consistency with KLDivLoss's own reduction, which is the mean over elements."""
    shapes = [(4, 5, 2, 2), (4, 3, 4, 4), (4, 2, 8, 8)]
    source, own = ([torch.randn(shape) for shape in shapes] for _ in range(2))
    layers = [1, 2, 2, 1]

    def distribution(features):
        rows = []
        for i, layer in enumerate(layers):
            flat = features[layer].flatten(1)
            others = [F.cosine_similarity(flat[i], flat[j], dim=0) for j in range(4) if j != i]
            rows.append(torch.stack(others))
        return torch.softmax(torch.stack(rows), dim=1)

    loss = torch.nn.KLDivLoss()(torch.log(distribution(own)), distribution(source))
    tensors |= {f"correspondence.source.{i}": value for i, value in enumerate(source)}
    tensors |= {f"correspondence.own.{i}": value for i, value in enumerate(own)}
    return tensors | {"correspondence.layers": torch.tensor(layers, dtype=torch.int32), "correspondence.loss": loss}


def transition(tensors):
    """The schedule, and a mapping network whose label joins after the first layer."""
    kimg = torch.tensor([0.0, 1.0, 1.5, 2.25, 3.0, 4.0], dtype=torch.float64)
    start, end = 1.0, 3.0
    tensors["transition.kimg"] = kimg
    tensors["transition.share"] = torch.clip((kimg - start) / (end - start + 1e-7), 0, 1)
    weights = {f"fc{i}.weight": torch.randn(4, 4) * 100 for i in range(2)}
    weights |= {f"fc{i}.bias": torch.randn(4) * 10 for i in range(2)}
    weights |= {"embed.weight": torch.randn(4, 3), "embed.bias": torch.randn(4)}
    weights |= {"embed.joining.weight": torch.randn(4, 4) * 100, "embed.joining.bias": torch.randn(4) * 10}
    z, labels, share = torch.randn(6, 4), torch.eye(3).repeat(2, 1), 0.3

    def full(name, x, rate=0.01, activated=True):
        weight = weights[f"{name}.weight"]
        y = F.linear(x, weight * rate / weight.shape[1] ** 0.5, weights[f"{name}.bias"] * rate)
        return F.leaky_relu(y, 0.2) * 2**0.5 if activated else y

    def normalized(x):
        return x * (x.square().mean(1, keepdim=True) + 1e-8).rsqrt()

    x = full("fc0", normalized(z))
    x = x + share * full("embed.joining", normalized(full("embed", labels, 1, False)))
    tensors |= {f"transition.mapping.{name}": value for name, value in weights.items()}
    return tensors | {"transition.z": z, "transition.labels": labels, "transition.w": full("fc1", x)}


def modulation(tensors):
    """A kernel with two modulated filters and two that train, their importance image by image, and a quantile."""
    stored, anchor = torch.randn(4, 3, 3, 3), torch.randn(4, 3, 3, 3)
    rows, offsets = (torch.randn(4, requires_grad=True) for _ in range(2))
    columns, mask, images = torch.randn(27), torch.tensor([1.0, 0.0, 1.0, 0.0]), torch.randn(2, 3, 5, 5)
    change = (torch.outer(rows, columns) + offsets[:, None]).view_as(anchor)
    share = mask.view(4, 1, 1, 1)
    kernel = share * anchor * (1 + change) + (1 - share) * stored
    losses = F.softplus(-F.conv2d(images, kernel, padding=1).sum((1, 2, 3)))
    slopes = [torch.autograd.grad(loss, [rows, offsets], retain_graph=True) for loss in losses]
    information = 0.5 * sum(slope.square() for image in slopes for slope in image)
    parts = {"stored": stored, "anchor": anchor, "rows": rows, "columns": columns, "offsets": offsets, "mask": mask}
    parts |= {"images": images, "kernel": kernel, "information": information}
    parts["threshold"] = torch.quantile(torch.cat([information, columns]), 0.3)
    return tensors | {f"modulation.{name}": value.detach() for name, value in parts.items()}


def main():
    torch.manual_seed(0)
    tensors = modulation(transition(correspondence(fisher({}))))
    save_file({name: value.contiguous() for name, value in tensors.items()}, PATH)


if __name__ == "__main__":
    main()
