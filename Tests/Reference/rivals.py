"""Numbers of two regularizers against missing modes: the published code, not a re-implementation.

    python Tests/Reference/rivals.py MSGAN class-balancing-gan

takes checkouts of HelenMao/MSGAN at commit e386c25 and val-iisc/class-balancing-gan at 6c254c5, and writes
Tests/OracleTests/PyTorch/rivals.safetensors:

    mode.*      the mode-seeking loss of DCGAN-Mode-Seeking's update of the generator, and its gradient in the generator's weight
    balance.*   the term of WeightRegularizer for batches of logits and its gradients, and its counts and weights after each update

Stand-ins: the generator is one matrix, the discriminator a constant, and the classifier gives its input as logits. Calls of CUDA do
nothing. Needs torch, numpy and safetensors.
"""

import pathlib
import sys
from unittest import mock

import torch
from safetensors.torch import save_file

PATH = pathlib.Path(__file__).resolve().parents[1] / "OracleTests/PyTorch/rivals.safetensors"
UPDATE_EVERY = 2


class Constant(torch.nn.Module):
    """Judges all images as undecided."""

    def forward(self, images, labels):
        return torch.full([images.shape[0], 1], 0.5) + 0 * images.sum()


def mode_seeking(checkout):
    sys.path.insert(0, f"{checkout}/DCGAN-Mode-Seeking")
    from model import CDCGAN

    z1, z2, weight = torch.randn(6, 5), torch.randn(6, 5), torch.randn(5, 48, requires_grad=True)
    gan = CDCGAN.__new__(CDCGAN)
    torch.nn.Module.__init__(gan)
    gan.gpu, gan.D, gan.label_one_hot = 0, Constant(), None
    gan.z_random, gan.z_random2 = z1, z2
    gan.fake_image1, gan.fake_image2 = (z1 @ weight).tanh(), (z2 @ weight).tanh()
    gan.gen_opt = mock.Mock()
    gan.update_G()
    return {
        "mode.z1": z1, "mode.z2": z2, "mode.a": gan.fake_image1, "mode.b": gan.fake_image2, "mode.weight": weight,
        "mode.loss": gan.loss_lz, "mode.grad": weight.grad,
    }  # fmt: skip


def class_balancing(checkout):
    sys.path.insert(0, checkout)
    from weight_regularizer import WeightRegularizer

    regularizer = WeightRegularizer(5, pretrained_model=torch.nn.Identity(), beta=0.9999, mode="inverse", convex_comb=True)
    tensors = {}
    for index in range(3 * UPDATE_EVERY):
        # Some classes hardly ever come.
        logits = (torch.randn(64, 5) * 2 + torch.tensor([3.0, 1, 0, -1, -4])).requires_grad_()
        loss = regularizer.loss(logits)
        loss.backward()
        tensors |= {f"balance.{index}.logits": logits, f"balance.{index}.loss": loss, f"balance.{index}.grad": logits.grad}
        if (index + 1) % UPDATE_EVERY == 0:
            regularizer.update()
            tensors[f"balance.{index}.numbers"] = torch.tensor(regularizer.count_class_samples)
            tensors[f"balance.{index}.weights"] = torch.tensor(regularizer.weights)
    return tensors


def main(msgan, balancing):
    torch.manual_seed(8)
    torch.set_num_threads(1)
    with mock.patch.object(torch.Tensor, "cuda", lambda self, *_: self):
        tensors = mode_seeking(msgan) | class_balancing(balancing)
    save_file({name: value.detach().float().contiguous() for name, value in tensors.items()}, PATH)


if __name__ == "__main__":
    main(*sys.argv[1:])
