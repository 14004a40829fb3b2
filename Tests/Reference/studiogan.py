"""Numbers of StudioGAN's networks: the published code at commit 947b35e of POSTECH-CVLab/PyTorch-StudioGAN, not a re-implementation.

    git clone https://github.com/POSTECH-CVLab/PyTorch-StudioGAN && git -C PyTorch-StudioGAN checkout 947b35e
    python Tests/Reference/studiogan.py PyTorch-StudioGAN FOLDER [SEED]

writes FOLDER/studiogan_{biggan,sngan,sagan}_32.safetensors and FOLDER/studiogan_biggan_32/, files of the same kind as the oracles of
those names, for another seed. `GANZOO_ORACLES` names such a folder to the tests. Other scripts take `StudioGAN` from here.
Needs torch, safetensors, numpy, scipy and PyYAML.
"""

import sys
import tempfile
from pathlib import Path

import torch
import yaml
from safetensors.torch import save_file

import published_code

COMMIT = "947b35e"
UNUSED = ["pkg_resources", "requests", "torchvision", "seaborn", "matplotlib", "tqdm", "sklearn", "pandas", "wandb", "PIL", "kornia", "h5py"]
CLASSES, SAMPLES = 5, 6


class StudioGAN:
    """The program in a checkout."""

    def __init__(self, checkout):
        published_code.commit(checkout, COMMIT)
        self.source = Path(checkout).resolve() / "src"
        modules = ["config", "models.big_resnet", "models.resnet", "models.big_resnet_deep_legacy", "models.stylegan2"]
        self.config, *networks = published_code.load(self.source, *modules, missing=UNUSED)
        self.networks = {module.__name__.partition(".")[2]: module for module in networks}

    def read(self, resolution, classes, **model):
        """The program's own reading of a configuration."""
        content = {"DATA": {"name": "CIFAR10", "img_size": resolution, "num_classes": classes}, "MODEL": model}
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
            yaml.safe_dump(content, file)
            file.flush()
            return self.config.Configurations(file.name)

    def make(self, resolution, classes, **model):
        """A generator and a discriminator of the residual programs."""
        settings = self.read(resolution, classes, **model)
        model, network = settings.MODEL, self.networks[settings.MODEL.backbone]
        common = dict(
            img_size=resolution, num_classes=classes, apply_attn=model.apply_attn, mixed_precision=False,
            MODULES=settings.MODULES, MODEL=model)  # fmt: skip
        generator = network.Generator(
            z_dim=model.z_dim, g_shared_dim=model.g_shared_dim, g_conv_dim=model.g_conv_dim, attn_g_loc=model.attn_g_loc,
            g_cond_mtd=model.g_cond_mtd, g_init=model.g_init, g_depth=model.g_depth, **common)  # fmt: skip
        discriminator = network.Discriminator(
            d_conv_dim=model.d_conv_dim, apply_d_sn=model.apply_d_sn, attn_d_loc=model.attn_d_loc, d_cond_mtd=model.d_cond_mtd,
            aux_cls_type=model.aux_cls_type, d_embed_dim=model.d_embed_dim, normalize_d_embed=model.normalize_d_embed,
            d_init=model.d_init, d_depth=model.d_depth, **common)  # fmt: skip
        return generator, discriminator


COMMON = dict(g_cond_mtd="cBN", d_cond_mtd="PD", apply_d_sn=True, g_conv_dim=8, d_conv_dim=8)
ATTENTION = dict(apply_attn=True, attn_g_loc=[2], attn_d_loc=[1])
MODELS = {
    "studiogan_biggan_32": dict(backbone="big_resnet", apply_g_sn=True, z_dim=20, g_shared_dim=12, **ATTENTION, **COMMON),
    "studiogan_sngan_32": dict(backbone="resnet", apply_g_sn=False, z_dim=16, **COMMON),
    "studiogan_sagan_32": dict(backbone="resnet", apply_g_sn=True, z_dim=16, **ATTENTION, **COMMON),
}


def metadata(model):
    values = {"classes": CLASSES, "z_dim": model["z_dim"], "ch": model["g_conv_dim"], "head": model["d_cond_mtd"]}
    values |= {"attention": 16 if model.get("apply_attn") else 0, "source": f"PyTorch-StudioGAN {COMMIT}"}
    if model["backbone"] == "big_resnet":
        values["shared_dim"] = model["g_shared_dim"]
    else:
        values["generator_spectral_norm"] = model["apply_g_sn"]
    return {key: str(value) for key, value in values.items()}


def unlike_new(network):
    """Nothing stays as a network begins, so that nothing can be left out unseen."""
    with torch.no_grad():
        for name, value in [*network.named_parameters(), *network.named_buffers()]:
            if name.endswith("sigma"):
                value.fill_(0.6)
            elif name.endswith("running_var"):
                value.uniform_(0.5, 1.5)
            elif name.endswith(("running_mean", "bias")):
                value.normal_(0, 0.1)
            elif name.endswith("bn4.weight"):
                value.normal_(1, 0.1)
    return network


def answers(networks, z, x, y):
    """In evaluation mode."""
    generator, discriminator = (network.eval() for network in networks)
    with torch.no_grad():
        judged = discriminator(x, y)
        return {"image": generator(z, y), "logits": judged["adv_output"], "h": judged["h"]}


def oracle(networks, z, x, y):
    tensors = {"z": z, "x": x, "y": y, "proj": torch.randn(SAMPLES), "proj.image": torch.randn_like(x)}
    for prefix, network in zip("GD", networks):
        tensors |= {f"{prefix}.{name}": value.clone() for name, value in network.state_dict().items()}
    tensors |= {f"eval.{name}": value for name, value in answers(networks, z, x, y).items()}
    generator, discriminator = (network.train() for network in networks)
    judged = x.clone().requires_grad_()
    image, logits = generator(z, y), discriminator(judged, y)["adv_output"]
    tensors |= {"train.image": image.detach(), "train.logits": logits.detach()}
    losses = [("G", generator, (image * tensors["proj.image"]).sum()), ("D", discriminator, (logits * tensors["proj"]).sum())]
    for prefix, network, loss in losses:
        names, parameters = zip(*network.named_parameters())
        slopes = torch.autograd.grad(loss, parameters, retain_graph=True)
        tensors |= {f"{prefix}.grad.{name}": slope for name, slope in zip(names, slopes)}
    [tensors["grad.x"]] = torch.autograd.grad(losses[1][2], [judged])
    return {name: value.contiguous() for name, value in tensors.items()}


def save_checkpoint(folder, name, network):
    """As StudioGAN's training writes it."""
    content = {"state_dict": network.state_dict(), "optimizer": {"state": {}, "param_groups": []}, "step": 1000}
    content |= {"run_name": "run", "seed": 1, "best_step": 1000, "best_fid": 0.0, "epoch": 0, "topk": SAMPLES}
    torch.save(content, folder / f"model={name}-best-weights-step=1000.pth")


def save_checkpoints(folder, networks, average, z, x, y):
    folder.mkdir(exist_ok=True)
    for name, network in [("G", networks[0]), ("D", networks[1]), ("G_ema", average)]:
        save_checkpoint(folder, name, network)
    found = answers((average, networks[1]), z, x, y)
    tensors = {"z": z, "x": x, "y": y, "image": found["image"], "logits": found["logits"]}
    save_file(tensors, folder / "answers.safetensors", {"mode": "eval"})


def main(checkout, folder, seed=1):
    program, folder = StudioGAN(checkout), Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for index, (name, model) in enumerate(MODELS.items()):
        torch.manual_seed(100 * int(seed) + index)
        networks = [unlike_new(network) for network in program.make(32, CLASSES, **model)]
        z, x, y = torch.randn(SAMPLES, model["z_dim"]), torch.randn(SAMPLES, 3, 32, 32), torch.randint(CLASSES, (SAMPLES,))
        if name == "studiogan_biggan_32":
            average = unlike_new(program.make(32, CLASSES, **model)[0])
            save_checkpoints(folder / name, networks, average, z, x, y)
        save_file(oracle(networks, z, x, y), folder / f"{name}.safetensors", metadata(model))


if __name__ == "__main__":
    main(*sys.argv[1:])
