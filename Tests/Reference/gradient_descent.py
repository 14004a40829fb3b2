"""Numbers of torch.optim.SGD for Tests/PluginTests/GradientDescentTests.swift.

Two parameters, four steps. In the third step the second parameter has no gradient. PyTorch 2.13.
"""
import torch

GRADIENTS = [([0.5, -1.0], [2.0]), ([-0.25, 0.75], [-1.0]), ([1.0, 1.0], None), ([0.1, -0.2], [0.3])]


def run(momentum, nesterov):
    a = torch.tensor([1.0, -2.0], dtype=torch.float64, requires_grad=True)
    b = torch.tensor([0.5], dtype=torch.float64, requires_grad=True)
    sgd = torch.optim.SGD([a, b], lr=0.1, momentum=momentum, nesterov=nesterov)
    for first, second in GRADIENTS:
        a.grad = torch.tensor(first, dtype=torch.float64)
        b.grad = None if second is None else torch.tensor(second, dtype=torch.float64)
        sgd.step()
    return [*a.tolist(), *b.tolist()]


for momentum, nesterov in [(0, False), (0.9, False), (0.9, True)]:
    print(momentum, nesterov, run(momentum, nesterov))
