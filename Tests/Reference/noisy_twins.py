"""The path of labels in NoisyTwins by the released code, val-iisc/NoisyTwins at commit 3f686b3, not a re-implementation.

    GANZOO_WRITE_TWIN_DRAWS=/tmp/draws.safetensors swift test --filter TwinPathOracleTests
    python Tests/Reference/noisy_twins.py /tmp/draws.safetensors NoisyTwins

writes Tests/OracleTests/PyTorch/noisy_twins_path.safetensors. The draws are ours: weights, latents, labels, noise and pairs.

    losses, gradient.…, after.…   50 steps of torch's Adam on the mapping network, with the comparison of twins as the only loss;
                                  gradients are those of the first step
    16x64.…, 64x512.…             the comparison alone, of fewer pairs than dimensions

Needs torch, safetensors and numpy.
"""

import sys
from pathlib import Path
from unittest import mock

import numpy
import torch
from safetensors.torch import load_file, save_file

import published_code

COMMIT = "3f686b3"
ROOT = Path(__file__).resolve().parents[2]
PATH = ROOT / "Tests/OracleTests/PyTorch/noisy_twins_path.safetensors"
UNUSED = ["torchvision", "PIL", "matplotlib", "scipy", "sklearn", "seaborn", "pandas", "wandb", "h5py", "tqdm", "click",
          "requests", "kornia", "umap", "torchlars", "imageio"]  # fmt: skip
STEPS, SIGMA, BETA, WEIGHT, OFF_DIAGONAL = 50, 0.5, 0.9, 0.05, 0.05
COUNTS = [60, 40, 25, 15, 10]


def factors():
    """METHODS §6.2: one over the effective number, with a mean of 1."""
    inverse = (1 - BETA) / (1 - BETA ** numpy.array(COUNTS, float))
    return torch.tensor(inverse / inverse.mean()).reshape(-1, 1)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    torch.set_num_threads(1)
    published_code.commit(sys.argv[2], COMMIT)
    networks, barlow = published_code.load(
        Path(sys.argv[2]).resolve() / "src", "models.stylegan2", "utils.barlow", missing=UNUSED, stays=True)
    draws = load_file(sys.argv[1])
    save_file(path(networks, barlow, draws) | pairs(barlow, draws), PATH)


def path(networks, barlow, draws):
    mapping = networks.MappingNetwork(
        z_dim=4, c_dim=len(COUNTS), w_dim=8, num_ws=None, effective_num_samples_lambda=factors(), num_layers=2,
        lr_multiplier=0.1, w_avg_beta=None, add_emb_noise=True, emb_noise_std=SIGMA)  # fmt: skip
    names = {f"mapping.{name}": parameter for name, parameter in mapping.named_parameters()}
    with torch.no_grad():
        for name, parameter in names.items():
            parameter.copy_(draws[f"before.{name}"])
    twins = barlow.BarlowTwins(8, OFF_DIAGONAL, use_projector=False)
    optimizer = torch.optim.Adam(mapping.parameters(), lr=0.0025, betas=(0.0, 0.99), eps=1e-8)
    tensors, losses = {}, []
    for step in range(STEPS):
        noise = draws[f"{step}.noise"]
        with mock.patch.object(torch, "normal", lambda mean, std, size, noise=noise: mean + std * noise.reshape(size)):
            mapped = mapping(draws[f"{step}.z"], draws[f"{step}.labels"])
        loss = barlow.compute_contrastive(*mapped.chunk(2), twins, weighting=WEIGHT)
        optimizer.zero_grad()
        loss.backward()
        if step == 0:
            tensors |= {f"gradient.{name}": parameter.grad.clone() for name, parameter in names.items()}
        optimizer.step()
        losses.append(loss.detach())
    tensors |= {f"after.{name}": parameter.detach() for name, parameter in names.items()}
    return tensors | {"losses": torch.stack(losses)}


def pairs(barlow, draws):
    tensors = {}
    for size in ("16x64", "64x512"):
        views = [draws[f"{size}.w{number}"].requires_grad_() for number in range(2)]
        twins = barlow.BarlowTwins(views[0].shape[1], OFF_DIAGONAL, use_projector=False)
        loss = barlow.compute_contrastive(*views, twins, weighting=1)
        tensors[f"{size}.loss"] = loss.detach()
        for number, gradient in enumerate(torch.autograd.grad(loss, views)):
            tensors[f"{size}.gradient{number}.row"] = gradient[:1].contiguous()
            tensors[f"{size}.gradient{number}.square"] = gradient.square().mean()
    return tensors


if __name__ == "__main__":
    main()
