"""Numbers for BigGAN whose normalizations embed the class, on two devices, from the published implementation.

    git clone https://github.com/ajbrock/BigGAN-PyTorch FOLDER
    git -C FOLDER checkout 98459431a5d618d644d54cd1e9fceb1e5045648d
    python Tests/Reference/biggan_tables.py FOLDER

writes Tests/OracleTests/PyTorch/biggan_tables_32.safetensors: state before, latents and classes, images of a pass in training, gradients
of the sum of their squares, the buffers that the pass leaves, and an image in use. The generator is made as scripts/launch_cifar_ema.sh makes it, but
small. PyTorch's DataParallel gives each device a replica and a part of the batch, and keeps the buffers of the first: here the second
replica is a copy of the network. Needs torch, torchvision and safetensors.
"""

import copy
import sys

import torch
from safetensors.torch import save_file

from stylegan2 import ROOT

PATH = ROOT / "Tests/OracleTests/PyTorch/biggan_tables_32.safetensors"


def draw(network):
    with torch.no_grad():
        for name, value in network.state_dict().items():
            last = name.rsplit(".", 1)[-1]
            noise = torch.randn(value.shape)
            # output_layer.0 has a gain and a bias of its own.
            if last == "stored_var":
                value.copy_(0.5 + torch.rand(value.shape))
            elif last == "gain":
                value.copy_(1 + 0.2 * noise)
            else:
                value.copy_(0.3 * noise)


def main(folder):
    sys.path.insert(0, folder)
    import BigGAN

    torch.manual_seed(0)
    first = BigGAN.Generator(
        G_ch=1, dim_z=6, resolution=32, n_classes=3, G_shared=False, hier=False, G_attn="0", SN_eps=1e-8, BN_eps=1e-5,
        G_init="N02", no_optim=True)
    draw(first)
    first.train()
    second = copy.deepcopy(first)
    z, classes = torch.randn(4, 6), torch.tensor([0, 2, 1, 1])
    state = {f"before.{name}": value.clone() for name, value in first.state_dict().items()}
    images = torch.cat([first(z[:2], classes[:2]), second(z[2:], classes[2:])])
    images.square().sum().backward()
    state |= {"z": z, "classes": classes.to(torch.int32), "images": images}
    own = dict(second.named_parameters())
    state |= {f"gradient.{name}": value.grad + own[name].grad for name, value in first.named_parameters()}
    state |= {f"after.{name}": value.clone() for name, value in first.named_buffers()}
    first.eval()
    with torch.no_grad():
        state["used"] = first(z[:1], classes[:1])
    save_file({name: value.detach().contiguous() for name, value in state.items()}, PATH)


if __name__ == "__main__":
    main(sys.argv[1])
