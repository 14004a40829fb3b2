"""Numbers of torch.optim.Adam for Tests/PluginTests/AdamOptimizerTests.swift: rates change before each step. PyTorch 2.13."""
import torch

value = torch.tensor([1.0], dtype=torch.float64, requires_grad=True)
adam = torch.optim.Adam([value])
for gradient, rate, betas in [(2.0, 0.1, (0.0, 0.5)), (1.0, 0.05, (0.0, 0.25)), (-3.0, 0.2, (0.5, 0.125))]:
    adam.param_groups[0].update(lr=rate, betas=betas)
    value.grad = torch.tensor([gradient], dtype=torch.float64)
    adam.step()
    print(value.item())
