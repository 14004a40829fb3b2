"""Prints the numbers of AdamTests: torch.optim.Adam over five steps of known gradients. Needs torch."""
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

first = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
second = torch.tensor([3.0], dtype=torch.float64, requires_grad=True)
third = torch.tensor([4.0], dtype=torch.float64, requires_grad=True)
optimizer = torch.optim.Adam([first, second, third], lr=0.1, betas=(0.5, 0.9), eps=1e-8)
one, two = torch.tensor([1.0], dtype=torch.float64), torch.tensor([2.0, -1.0], dtype=torch.float64)
for gradients in [(two, one, one), (two * 2, None, one), (None, one * 3, one), (two, one * 5, None)]:
    first.grad, second.grad, third.grad = gradients
    optimizer.step()
print("passed over", [[repr(float(value)) for value in tensor.detach()] for tensor in (first, second, third)])
