"""Prints how large gradients of the Barlow Twins loss are over the numbers of W, by the number of pairs.

    python Tests/Reference/twin_pairs.py NoisyTwins

Reference: the published code at commit 3f686b3 of val-iisc/NoisyTwins, which refuses a single pair. Needs torch and numpy.
"""
import sys
from pathlib import Path

import torch

import published_code

COMMIT, DIMENSIONS, OFF_DIAGONAL, DRAWS = "3f686b3", 512, 0.05, 20


def main(checkout):
    published_code.commit(checkout, COMMIT)
    [program] = published_code.load(Path(checkout).resolve() / "src", "utils.barlow", missing=["torchvision", "tqdm"])
    loss = program.BarlowTwins(DIMENSIONS, lambd=OFF_DIAGONAL, use_projector=False)
    torch.manual_seed(0)
    for pairs in [2, 3, 4, 6, 8, 16, 64]:
        values, slopes = [], []
        for _ in range(DRAWS):
            shared = torch.randn(pairs, DIMENSIONS)
            twins = [(shared + torch.randn(pairs, DIMENSIONS)).requires_grad_() for _ in range(2)]
            value = program.compute_contrastive(*twins, loss, weighting=1)
            value.backward()
            values.append(value.item())
            slopes += [twin.grad.flatten().abs() for twin in twins]
        slopes = torch.cat(slopes)
        print(f"{pairs} pairs: loss {sum(values) / DRAWS:.5g}, gradient median {slopes.median():.2g}, largest {slopes.max():.3g}")


if __name__ == "__main__":
    main(*sys.argv[1:])
