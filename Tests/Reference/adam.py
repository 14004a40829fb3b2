"""Prints the numbers of AdamTests: torch.optim.Adam itself over five steps of known gradients. Needs torch."""
import torch

torch.set_printoptions(precision=9)
settings = dict(lr=0.0025 * 16 / 17, betas=(0.0 ** (16 / 17), 0.99 ** (16 / 17)), eps=1e-8)
for name, options in [("lazy", settings), ("plain", dict(lr=0.01, betas=(0.9, 0.999), eps=1e-3))]:
    weight = torch.tensor([0.5, -1.0, 2.0, 0.0], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.Adam([weight], **options)
    for step in range(1, 6):
        weight.grad = torch.tensor([step * 0.1, -0.3 / step, (-1.0) ** step, 0.0], dtype=torch.float64)
        optimizer.step()
    print(name, [repr(float(value)) for value in weight.detach()])

one, two = torch.tensor([1.0], dtype=torch.float64), torch.tensor([2.0, -1.0], dtype=torch.float64)
steps = [(two, one, one), (two * 2, None, one), (None, one * 3, one), (two, one * 5, None)]


def trio(steps):
    """Three parameters after these gradients of theirs."""
    starts = [[1.0, 2.0], [3.0], [4.0]]
    parameters = [torch.tensor(start, dtype=torch.float64, requires_grad=True) for start in starts]
    optimizer = torch.optim.Adam(parameters, lr=0.1, betas=(0.5, 0.9), eps=1e-8)
    for gradients in steps:
        for parameter, gradient in zip(parameters, gradients):
            parameter.grad = gradient
        optimizer.step()
    return [[repr(float(value)) for value in parameter.detach()] for parameter in parameters]


print("passed over", trio(steps))
# The first two are a network's: zeros where a step has no gradient. The third is not.
zeros = [two * 0, one * 0]
print("zeros", trio([[zero if own is None else own for own, zero in zip(step, zeros)] + [step[2]] for step in steps]))
