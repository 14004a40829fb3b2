"""Small networks with random weights as the published programs write them, and what the programs' own code makes of them.

    python Tests/Reference/published.py PyTorch-StudioGAN BigGAN-PyTorch stylegan2-ada-pytorch

takes checkouts of POSTECH-CVLab/PyTorch-StudioGAN at commit 947b35e, ajbrock/BigGAN-PyTorch at 9845943 and
NVlabs/stylegan2-ada-pytorch at d72cc7d: networks, images, logits and files are those of the published code, not of a re-implementation.
Only the source that NVlabs' pickles hold is ours, and what StudioGAN's files hold beside the state.

Writes Tests/GANZooCLITests/Fixtures: for each program its files and `<name>.safetensors` with inputs and outputs.

    stylegan2-ada.pkl                      NVlabs: G, D and G_ema, persistent objects with their arguments and source
    stylegan2-converted.pkl                the same as converted from TensorFlow: labels are embedded and not mapped further, and
                                           deviations are those of the whole batch
    stylegan2/model=….pth                  StudioGAN's StyleGAN2: a file a network
    biggan-studio/model=….pth              StudioGAN's BigGAN
    biggan-author/G.pth, G_ema.pth, D.pth  BigGAN-PyTorch, in the container of its time

Needs torch, safetensors, numpy, scipy and PyYAML.
"""

import pickle
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

import biggan_names
import published_code
from biggan import BigGAN
from studiogan import StudioGAN

FOLDER = Path(__file__).resolve().parents[2] / "Tests/GANZooCLITests/Fixtures"
SOURCE = "import os\nos.system('touch /tmp/ganzoo-was-here')\n"
LABEL_LAYERS, CLASSES, GROUP = 3, 3, 2
NVLABS_COMMIT = "d72cc7d"


class NVlabs:
    """The program in a checkout, whose pickles hold a source of ours in place of its own."""

    def __init__(self, checkout):
        published_code.commit(checkout, NVLABS_COMMIT)
        modules = ["training.networks", "torch_utils.persistence", "dnnlib"]
        self.networks, persistence, library = published_code.load(
            Path(checkout).resolve(), *modules, missing=["requests", "PIL"], stays=True)
        self.dictionary = library.EasyDict
        for value in vars(self.networks).values():
            if persistence.is_persistent(value):
                value._orig_module_src = SOURCE


def randomized(network):
    """Also what begins as zeros, so that nothing can be left out unseen."""
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if name.endswith(("bias", "noise_strength")):
                parameter.add_(torch.randn_like(parameter) * 0.3)
        if hasattr(network, "mapping") and hasattr(network.mapping, "w_avg"):
            network.mapping.w_avg.normal_(0, 0.2)
    return network.eval()


def note(name, z, labels, **outputs):
    tensors = {"z": z, "labels": labels} | outputs
    save_file({key: value.contiguous() for key, value in tensors.items()}, FOLDER / f"{name}.safetensors")


def nvlabs(program, name, label_layers, group, batch):
    """- group: nothing for the whole batch."""
    easy, common = program.dictionary, dict(c_dim=CLASSES, img_resolution=16, img_channels=3)
    layers = dict(channel_base=64, channel_max=8, num_fp16_res=4, conv_clamp=256)
    of_generator = common | dict(
        z_dim=8, w_dim=12, mapping_kwargs=easy(num_layers=2), synthesis_kwargs=easy(layers))
    of_discriminator = common | layers | dict(
        block_kwargs=easy(), mapping_kwargs=easy(num_layers=label_layers),
        epilogue_kwargs=easy(mbstd_group_size=group))
    generator, average = (randomized(program.networks.Generator(**of_generator)) for _ in range(2))
    discriminator = randomized(program.networks.Discriminator(**of_discriminator))
    content = {
        "G": generator, "D": discriminator, "G_ema": average, "augment_pipe": None,
        "training_set_kwargs": easy(class_name="training.dataset.ImageFolderDataset"),
    }  # fmt: skip
    with open(FOLDER / f"{name}.pkl", "wb") as file:
        pickle.dump(content, file)
    z, labels = torch.randn(batch, 8), torch.nn.functional.one_hot(torch.arange(batch) % CLASSES, CLASSES).float()
    options = dict(noise_mode="const", force_fp32=True)
    with torch.no_grad():
        images = average(z, labels, **options)
        note(
            name, z, labels, G=generator(z, labels, **options), G_ema=images,
            truncated=average(z, labels, truncation_psi=0.5, **options),
            logits=discriminator(images, labels, force_fp32=True).flatten())  # fmt: skip


def studio_file(folder, name, network):
    (FOLDER / folder).mkdir(parents=True, exist_ok=True)
    content = {"state_dict": network.state_dict(), "optimizer": {"state": {}, "param_groups": []}, "step": 7}
    content |= {"run_name": "x", "seed": 1}
    torch.save(content, FOLDER / folder / f"model={name}-best-weights-step=7.pth")


def studio_stylegan2(program):
    """Without labels, which it then takes as numbers that count for nothing."""
    layers = dict(channel_base=64, channel_max=8)
    sizes = dict(c_dim=0, img_resolution=16, img_channels=3, MODEL=program.read(16, 1, backbone="stylegan2").MODEL)
    generator, average = (
        randomized(
            program.networks["stylegan2"].Generator(
                z_dim=8, w_dim=12, mapping_kwargs={"num_layers": 2}, synthesis_kwargs=layers | {"architecture": "resnet"},
                **sizes))
        for _ in range(2)
    )  # fmt: skip
    discriminator = randomized(
        program.networks["stylegan2"].Discriminator(
            architecture="resnet", d_cond_mtd="W/O", aux_cls_type="W/O", num_classes=1,
            epilogue_kwargs={"mbstd_group_size": GROUP}, **layers, **sizes))  # fmt: skip
    for name, network in [("G", generator), ("G_ema", average), ("D", discriminator)]:
        studio_file("stylegan2", name, network)
    z, none = torch.randn(4, 8), torch.zeros(4, 0)
    with torch.no_grad():
        images = {name: network(z, none, noise_mode="const") for name, network in [("G", generator), ("G_ema", average)]}
        judged = discriminator(images["G_ema"], torch.zeros(4, dtype=torch.int64))
    note("stylegan2", z, none, logits=judged["adv_output"], **images)


def settled(network):
    """Numbers that training gives, and nothing that a network begins with. One channel hardly varies, so that what is added to
    variances shows."""
    names = biggan_names.ours(network.state_dict())
    with torch.no_grad():
        for name, value in [*network.named_parameters(), *network.named_buffers()]:
            last = (names[name] or "").rsplit(".", 1)[-1]
            if last == "weight":
                value.normal_(0, 0.2)
            elif last == "gamma":
                value.fill_(0.7)
            elif last == "gain":
                value.normal_(1, 0.1)
            elif last in ("bias", "stored_mean"):
                value.normal_(0, 0.1)
            elif last == "stored_var":
                value.uniform_(0.5, 1.5)
                value[0] *= 0.01
    return network


def muted(generator, norm, images):
    """Few pixels saturate: saturated ones would look alike whatever came before."""
    generator.eval()
    with torch.no_grad():
        while images(generator).abs().mean() > 0.4:
            for parameter in norm(generator).parameters():
                parameter.mul_(0.5)
    return generator


def studio_biggan(program):
    z, labels = torch.randn(4, 12), torch.tensor([0, 1, 2, 3])
    model = dict(
        backbone="big_resnet", g_cond_mtd="cBN", d_cond_mtd="PD", apply_g_sn=True, apply_d_sn=True, apply_attn=True,
        attn_g_loc=[2], attn_d_loc=[1], z_dim=12, g_shared_dim=6, g_conv_dim=4, d_conv_dim=4)  # fmt: skip
    pairs = [[settled(network) for network in program.make(32, 4, **model)] for _ in range(2)]
    (generator, discriminator), (average, _) = pairs
    for network, x in [(generator, z), (average, z), (discriminator, torch.randn(4, 3, 32, 32))]:
        statistics = {name: value.clone() for name, value in network.state_dict().items() if "running" in name}
        with torch.no_grad():
            # The singular vectors, which evaluation mode takes as they are.
            for _ in range(3):
                network.train()(x, labels)
        network.load_state_dict(statistics, strict=False)
    for network in (generator, average):
        muted(network, lambda network: network.bn4, lambda network: network(z, labels))
    for name, network in [("G", generator), ("D", discriminator), ("G_ema", average)]:
        studio_file("biggan-studio", name, network)
    with torch.no_grad():
        images = {name: network(z, labels) for name, network in [("G", generator), ("G_ema", average)]}
        judged = discriminator.eval()(images["G_ema"], labels)
    note("biggan-studio", z, labels, logits=judged["adv_output"], **images)


def author_biggan(program):
    z, labels = torch.randn(4, 12), torch.tensor([0, 1, 2, 3])
    # At 32 x 32 the program would give the discriminator attention after each of its blocks.
    keys = dict(G_ch=2, D_ch=2, dim_z=12, shared_dim=6, hier=True, G_attn="16", D_attn="0", SN_eps=1e-6, no_optim=True)
    (generator, discriminator), (average, _) = [[settled(network) for network in program.make(32, 4, **keys)] for _ in range(2)]

    def images(network):
        return network(z, network.shared(labels))

    for network in (generator, average):
        muted(network, lambda network: network.output_layer[0], images)
    folder = FOLDER / "biggan-author"
    folder.mkdir(parents=True, exist_ok=True)
    for name, network in [("G", generator), ("D", discriminator), ("G_ema", average)]:
        torch.save(network.state_dict(), folder / f"{name}.pth", _use_new_zipfile_serialization=False)
    with torch.no_grad():
        made = {"G": images(generator), "G_ema": images(average)}
        note("biggan-author", z, labels, logits=discriminator.eval()(made["G_ema"], labels).flatten(), **made)


def main(studio, author, stylegan2):
    torch.manual_seed(11)
    FOLDER.mkdir(parents=True, exist_ok=True)
    studio, program = StudioGAN(studio), NVlabs(stylegan2)
    nvlabs(program, "stylegan2-ada", LABEL_LAYERS, GROUP, batch=4)
    studio_stylegan2(studio)
    studio_biggan(studio)
    author_biggan(BigGAN(author))
    nvlabs(program, "stylegan2-converted", label_layers=0, group=None, batch=6)


if __name__ == "__main__":
    main(*sys.argv[1:])
