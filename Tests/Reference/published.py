"""Small networks with random weights as the published programs write them, and what they make.

    python Tests/Reference/published.py

writes Tests/GANZooCLITests/Fixtures: for each program its files and `<name>.safetensors` with inputs and outputs.

    stylegan2-ada.pkl                      NVlabs: G, D and G_ema, persistent objects with their arguments and source
    stylegan2-converted.pkl                the same as converted from TensorFlow: labels are embedded and not mapped further, and
                                           deviations are those of the whole batch
    stylegan2/model=….pth                  StudioGAN's StyleGAN2: a file a network
    biggan-studio/model=….pth              StudioGAN's BigGAN
    biggan-author/G.pth, G_ema.pth, D.pth  BigGAN-PyTorch, in the container of its time

The StyleGAN2 networks are those of Benchmarks/pytorch_stylegan2.py, which Tests/Reference/stylegan2.py checks against the
oracles. Needs torch and safetensors.
"""

import copy
import pickle
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Benchmarks"))
import published_biggan as biggan  # noqa: E402
from checkpoints import EASY_DICT, RECONSTRUCT  # noqa: E402
from pytorch_stylegan2 import Discriminator, Generator, Networks  # noqa: E402

FOLDER = ROOT / "Tests/GANZooCLITests/Fixtures"
SOURCE = "import os\nos.system('touch /tmp/ganzoo-was-here')\n"
SIZES = dict(resolution=16, channels=3, z_dim=8, w_dim=12, channel_base=64, channel_max=8, mapping_layers=2)
LABEL_LAYERS, CLASSES, GROUP = 3, 3, 2


class Persistent:
    """A module that pickles as the published ones do: its class's name and source, and its members."""

    def __init__(self, module, name, arguments=()):
        self.module, self.name, self.arguments = module, name, EASY_DICT(arguments)

    def __reduce__(self):
        members = dict(self.module.__dict__)
        members["_modules"] = {
            name: Persistent(child, type(child).__name__) for name, child in self.module._modules.items()
        }
        members |= {"_init_args": (), "_init_kwargs": self.arguments}
        meta = EASY_DICT(type="class", version=6, module_src=SOURCE, class_name=self.name, state=members)
        return RECONSTRUCT, (meta,)


def randomized(network):
    """Also what begins as zeros, so that nothing can be left out unseen."""
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if name.endswith(("bias", "noise_strength")):
                parameter.add_(torch.randn_like(parameter) * 0.3)
        if hasattr(network, "mapping") and hasattr(network.mapping, "w_avg"):
            network.mapping.w_avg.normal_(0, 0.2)
    return network.eval()


def stylegan2(classes, layers=LABEL_LAYERS, group=GROUP, **others):
    sizes = Networks(**SIZES, c_dim=classes, label_mapping_layers=layers, group_size=group, **others)
    generator, average = randomized(Generator(sizes)), randomized(Generator(sizes))
    return generator, randomized(Discriminator(sizes)), average


def note(name, networks, z, labels, **extra):
    generator, discriminator, average = networks
    with torch.no_grad():
        options = {"noise_mode": "const"} if isinstance(generator, Generator) else {}
        images = {key: network(z, labels, **options) for key, network in [("G", generator), ("G_ema", average)]}
        logits = discriminator(images["G_ema"], labels).flatten()
    tensors = {"z": z, "labels": labels, "logits": logits} | images | extra
    save_file({key: value.contiguous() for key, value in tensors.items()}, FOLDER / f"{name}.safetensors")


def nvlabs(name, label_layers, group, batch):
    """- group: nothing for the whole batch."""
    networks = stylegan2(CLASSES, label_layers, group or batch)
    common = dict(c_dim=CLASSES, img_resolution=16, img_channels=3)
    layers = dict(channel_base=64, channel_max=8, num_fp16_res=4, conv_clamp=256)
    of_generator = common | dict(
        z_dim=8, w_dim=12, mapping_kwargs=EASY_DICT(num_layers=2), synthesis_kwargs=EASY_DICT(layers))
    of_discriminator = common | layers | dict(
        block_kwargs=EASY_DICT(), mapping_kwargs=EASY_DICT(num_layers=label_layers),
        epilogue_kwargs=EASY_DICT(mbstd_group_size=group))
    generator, discriminator, average = networks
    content = {
        "G": Persistent(generator, "Generator", of_generator),
        "D": Persistent(discriminator, "Discriminator", of_discriminator),
        "G_ema": Persistent(average, "Generator", of_generator),
        "augment_pipe": None, "training_set_kwargs": EASY_DICT(class_name="training.dataset.ImageFolderDataset"),
    }  # fmt: skip
    with open(FOLDER / f"{name}.pkl", "wb") as file:
        pickle.dump(content, file)
    z, labels = torch.randn(batch, 8), torch.nn.functional.one_hot(torch.arange(batch) % CLASSES, CLASSES).float()
    with torch.no_grad():
        average = networks[2]
        styles = average.mapping.truncated(average.mapping(z, labels), 0.5)
        truncated = average.synthesis(styles, "const")
    note(name, networks, z, labels, truncated=truncated)


def studio_file(folder, name, state):
    (FOLDER / folder).mkdir(parents=True, exist_ok=True)
    content = {"state_dict": state, "optimizer": {"state": {}, "param_groups": []}, "step": 7, "run_name": "x", "seed": 1}
    torch.save(content, FOLDER / folder / f"model={name}-best-weights-step=7.pth")


def studio_stylegan2():
    networks = generator, discriminator, average = stylegan2(0, generator_architecture="resnet")
    studio_file("stylegan2", "G", generator.state_dict())
    studio_file("stylegan2", "G_ema", average.state_dict())
    state = {name.replace("b4.out", "linear1"): value for name, value in discriminator.state_dict().items()}
    studio_file("stylegan2", "D", state)
    note("stylegan2", networks, torch.randn(4, 8), torch.zeros(4, 0))


def settled(network):
    """One channel hardly varies, so that what is added to variances shows."""
    for parameter in network.parameters():
        if parameter.ndim >= 2:
            torch.nn.init.normal_(parameter, std=0.2)
    for name, buffer in network.named_buffers():
        if name.endswith("_var"):
            buffer[0] *= 0.01
    return network


def muted(network, z, labels):
    """Few pixels saturate: saturated ones would look alike whatever came before."""
    network.eval()
    last = network.last[0]
    norm = last[0] if isinstance(last, torch.nn.Sequential) else last
    with torch.no_grad():
        while network(z, labels).abs().mean() > 0.4:
            for parameter in norm.parameters():
                parameter.mul_(0.5)
    return network.train()


def biggan_networks(form, ch, width):
    z, labels = torch.randn(4, 12), torch.tensor([0, 1, 2, 3])

    def generator():
        return muted(settled(biggan.Generator(form, ch, chunk=3, shared=6, classes=4)), z, labels)

    networks = generator(), settled(biggan.Discriminator(form, width, classes=4)), generator()
    if form is biggan.Studio:
        for network in networks:
            statistics = {name: value.clone() for name, value in network.state_dict().items() if "running" in name}
            with torch.no_grad():
                for _ in range(3):
                    network(torch.randn(4, 3, 32, 32) if network is networks[1] else z, labels)
            network.load_state_dict(statistics, strict=False)
    return [network.eval() for network in networks], z, labels


def biggans():
    networks, z, labels = biggan_networks(biggan.Studio, ch=4, width=8)
    for name, network in zip(["G", "D", "G_ema"], networks):
        studio_file("biggan-studio", name, network.state_dict())
    note("biggan-studio", networks, z, labels)
    networks, z, labels = biggan_networks(biggan.Author, ch=2, width=8)
    folder = FOLDER / "biggan-author"
    folder.mkdir(parents=True, exist_ok=True)
    for name, network in zip(["G", "D", "G_ema"], networks):
        torch.save(network.state_dict(), folder / f"{name}.pth", _use_new_zipfile_serialization=False)
    note("biggan-author", networks, z, labels)


def main():
    torch.manual_seed(11)
    FOLDER.mkdir(parents=True, exist_ok=True)
    nvlabs("stylegan2-ada", LABEL_LAYERS, GROUP, batch=4)
    studio_stylegan2()
    biggans()
    nvlabs("stylegan2-converted", label_layers=0, group=None, batch=6)


if __name__ == "__main__":
    main()
