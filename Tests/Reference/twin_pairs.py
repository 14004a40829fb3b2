"""Prints how large gradients of the Barlow Twins loss are over the numbers of W, by the number of pairs. Needs torch.

Our own code, by the paper's formula (METHODS §6.4): both views standardized over the pairs with biased variances.
"""
import torch

DIMENSIONS, OFF_DIAGONAL, DRAWS = 512, 0.05, 20


def standardized(rows):
    return (rows - rows.mean(0)) / (rows.var(0, unbiased=False) + 1e-5).sqrt()


def loss(first, second):
    correlation = standardized(first).T @ standardized(second) / len(first)
    diagonal = torch.diagonal(correlation)
    return (diagonal - 1).square().sum() + OFF_DIAGONAL * (correlation.square().sum() - diagonal.square().sum())


torch.manual_seed(0)
for pairs in [1, 2, 3, 4, 6, 8, 16, 64]:
    values, slopes = [], []
    for _ in range(DRAWS):
        shared = torch.randn(pairs, DIMENSIONS)
        twins = [(shared + torch.randn(pairs, DIMENSIONS)).requires_grad_() for _ in range(2)]
        value = loss(*twins)
        value.backward()
        values.append(value.item())
        slopes += [twin.grad.flatten().abs() for twin in twins]
    slopes = torch.cat(slopes)
    print(f"{pairs} pairs: loss {sum(values) / DRAWS:.5g}, gradient median {slopes.median():.2g}, largest {slopes.max():.3g}")
