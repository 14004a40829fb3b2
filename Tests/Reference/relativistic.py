"""The relativistic pairing loss and its gradients by PyTorch's automatic differentiation.

    python Tests/Reference/relativistic.py

writes Tests/OracleTests/PyTorch/relativistic.safetensors. The formulas are those of the paper, Jolicoeur-Martineau 2018
(arXiv:1807.00734, section 4.1), and of R3GAN (arXiv:2501.05441, section 2): -log sigmoid of the difference of paired logits.
Needs torch and safetensors.
"""
from pathlib import Path

import torch
from safetensors.torch import save_file

PATH = Path(__file__).resolve().parents[1] / "OracleTests/PyTorch/relativistic.safetensors"


def losses(real, fake):
    """-log sigmoid(C(x) - C(G(z))) for the discriminator, the opposite difference for the generator."""
    return {
        "d": -torch.nn.functional.logsigmoid(real - fake).mean(),
        "g": -torch.nn.functional.logsigmoid(fake - real).mean(),
    }


def main():
    torch.manual_seed(6)
    tensors = {}
    for name, shape in {"images": (7,), "patches": (3, 4)}.items():
        # Differences from 1e-3 to 60: softplus must not overflow.
        real = torch.randn(shape) * 3
        fake = torch.randn(shape) * 3
        real.view(-1)[0] += 60
        fake.view(-1)[1] += 60
        real.requires_grad_(), fake.requires_grad_()
        tensors |= {f"{name}.real": real.detach(), f"{name}.fake": fake.detach()}
        for phase, loss in losses(real, fake).items():
            gradients = torch.autograd.grad(loss, [real, fake])
            tensors[f"{name}.{phase}"] = loss.detach()
            tensors |= {f"{name}.{phase}.grad_{k}": g for k, g in zip(["real", "fake"], gradients)}
    save_file(tensors, PATH)


if __name__ == "__main__":
    main()
