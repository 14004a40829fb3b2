"""Numbers of BigGAN's networks: the published code at commit 9845943 of ajbrock/BigGAN-PyTorch, not a re-implementation.

    git clone https://github.com/ajbrock/BigGAN-PyTorch && git -C BigGAN-PyTorch checkout 9845943
    python Tests/Reference/biggan.py BigGAN-PyTorch FOLDER [SEED [float64]]

writes FOLDER/biggan_32.safetensors and biggan_64_attention.safetensors, files of the same kind as the oracles of those names, for
another seed. `GANZOO_ORACLES` names such a folder to the tests. With `float64` the same weights and inputs are computed in double
precision, which shows what single precision loses. Other scripts take `BigGAN` from here. Needs torch, safetensors, numpy.
"""

import contextlib
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

import published_code

COMMIT = "9845943"
UNUSED = ["torchvision", "tqdm", "PIL", "h5py"]
CLASSES, SAMPLES = 6, 6


class BigGAN:
    """The program in a checkout."""

    def __init__(self, checkout):
        published_code.commit(checkout, COMMIT)
        modules = ["BigGAN", "BigGANdeep", "losses", "utils"]
        self.plain, self.deep, self.losses, self.utils = published_code.load(
            Path(checkout).resolve(), *modules, missing=UNUSED)

    def make(self, resolution, classes, deep=False, **settings):
        """A generator and a discriminator; settings are those of the program."""
        program = self.deep if deep else self.plain
        with contextlib.redirect_stdout(sys.stderr):
            return [
                network(resolution=resolution, n_classes=classes, **settings)
                for network in (program.Generator, program.Discriminator)
            ]


def settings(ch, attention):
    """Of both networks. The program turns `0` into no attention."""
    values = dict(G_ch=ch, D_ch=ch, dim_z=20, shared_dim=12, hier=True, G_attn=attention, D_attn=attention)
    return values | dict(BN_eps=1e-5, SN_eps=1e-12, G_init="N02", D_init="N02", no_optim=True)


CASES = {"biggan_32": (32, 4, "0"), "biggan_64_attention": (64, 8, "16")}


def unlike_new(network):
    """Nothing that training moves stays as a network begins, but for statistics: the oracles' begin so."""
    with torch.no_grad():
        for name, value in network.named_parameters():
            if value.ndim >= 2:
                value.normal_(0, 0.2)
            elif name.endswith("gamma"):
                value.fill_(0.7)
            elif name.endswith("gain"):
                value.normal_(1, 0.1)
            else:
                value.normal_(0, 0.1)
    return network


def state(prefix, network):
    return {f"{prefix}{name}": value.detach().clone() for name, value in network.state_dict().items()}


def slopes(prefix, network):
    return {f"{prefix}{name}": value.grad.detach().clone() for name, value in network.named_parameters()}


def steps(program, generator, discriminator, inputs):
    """The two updates' passes in training, in the published order, and the generator in use."""
    z, y, real, real_y = inputs
    program_gan = program.plain.G_D(generator, discriminator)
    with torch.no_grad():
        images = generator(z, generator.shared(y))
    fake, judged = torch.split(discriminator(torch.cat([images, real]), torch.cat([y, real_y])), [len(z), len(real)])
    real_loss, fake_loss = program.losses.loss_hinge_dis(fake, judged)
    loss = real_loss + fake_loss
    loss.backward()
    tensors = {"fake.train": images, "logits.fake": fake, "logits.real": judged, "d.loss": loss}
    tensors |= slopes("d.grad.", discriminator)
    logits, images = program_gan(z, y, train_G=True, return_G_z=True)
    loss = program.losses.loss_hinge_gen(logits)
    loss.backward()
    tensors |= {"fake2.train": images, "g.loss": loss} | slopes("g.grad.", generator)
    program.utils.ortho(generator, 1e-4, blacklist=list(generator.shared.parameters()))
    tensors |= slopes("g.grad_ortho.", generator) | state("G.after.", generator) | state("D.after.", discriminator)
    kept = {name: value for name, value in tensors.items() if ".after." not in name or is_buffer(name)}
    with torch.no_grad():
        return kept | {"fake.eval": generator.eval()(z, generator.shared(y))}


def is_buffer(name):
    return name.rsplit(".", 1)[-1] in ("u0", "sv0", "stored_mean", "stored_var")


def main(checkout, folder, seed=1, kind="float32"):
    program, folder = BigGAN(checkout), Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for index, (name, (resolution, ch, attention)) in enumerate(CASES.items()):
        torch.manual_seed(100 * int(seed) + index)
        keys = settings(ch, attention)
        networks = [unlike_new(network) for network in program.make(resolution, CLASSES, **keys)]
        z, y, real_y = torch.randn(SAMPLES, keys["dim_z"]), *torch.randint(CLASSES, (2, SAMPLES))
        real = 2 * torch.rand(SAMPLES, 3, resolution, resolution) - 1
        tensors = {"z": z, "y": y, "real": real, "real_y": real_y}
        tensors |= state("G.before.", networks[0]) | state("D.before.", networks[1])
        kind_of = getattr(torch, kind)
        tensors |= steps(program, *[network.to(kind_of) for network in networks], (z.to(kind_of), y, real.to(kind_of), real_y))
        values = {"resolution": resolution, "n_classes": CLASSES, "attention": attention, "ch": ch, "dim_z": keys["dim_z"]}
        values |= {"shared_dim": keys["shared_dim"], "bn_eps": keys["BN_eps"], "sn_eps": keys["SN_eps"]}
        values |= {"source": f"BigGAN-PyTorch {COMMIT}"}
        tensors = {key: (value.float() if value.is_floating_point() else value).contiguous() for key, value in tensors.items()}
        save_file(tensors, folder / f"{name}.safetensors", {key: str(value) for key, value in values.items()})


if __name__ == "__main__":
    main(*sys.argv[1:])
