"""Runs the Python of the notes that `ganzoo export` writes beside safetensors, with the published programs' own code.

    python Tests/Interoperation/published_programs.py GANZOO CHECKOUTS

CHECKOUTS is a folder with checkouts of ajbrock/BigGAN-PyTorch, POSTECH-CVLab/PyTorch-StudioGAN, NVlabs/stylegan2-ada-pytorch and
rosinality/stylegan2-pytorch, at the commits below. Two kinds of networks are exported, and each snippet must make one that takes the weights:

- imported checkpoints of Tests/GANZooCLITests/Fixtures: images and logits must be those that the published code made of the checkpoint;
- runs whose settings are constants in the programs: images must be those of the same run's ONNX, which are GANZoo's own.

Images must agree to 1e-4 of their largest value. A network that a program cannot compute must have no constructor in its note.
Needs torch, numpy, safetensors and onnxruntime; what the programs import besides may be absent.
"""

import contextlib
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import onnxruntime
import torch
from safetensors.torch import load_file

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests/Reference"))

import published_code  # noqa: E402

FIXTURES = ROOT / "Tests/GANZooCLITests/Fixtures"
UNUSED = ["pkg_resources", "requests", "torchvision", "seaborn", "matplotlib", "tqdm", "scipy", "sklearn", "pandas", "wandb", "PIL",
    "kornia", "h5py", "yaml"]  # fmt: skip
MOST = 1e-4


@dataclass
class Program:
    """A published program, and how its networks are called: labels are one-hot."""

    checkout: str
    commit: str
    names: str
    generate: callable
    judge: callable
    source: str = "."


def classes(labels):
    """Of one-hot labels. Networks without labels take any."""
    return labels.argmax(1) if labels.shape[1] else torch.zeros(len(labels), dtype=torch.int64)


def author_images(network, z, labels):
    return network(z, network.shared(classes(labels)))


AUTHOR = Program(
    "BigGAN-PyTorch", "9845943", "biggan_pytorch", author_images, lambda network, x, labels: network(x, classes(labels)))  # fmt: skip
STUDIO = Program(
    "PyTorch-StudioGAN", "947b35e", "studiogan", lambda network, z, labels: network(z, classes(labels)),
    lambda network, x, labels: network(x, classes(labels))["adv_output"], "src")  # fmt: skip
STUDIO_STYLES = Program(
    "PyTorch-StudioGAN", "947b35e", "studiogan", lambda network, z, labels: network(z, labels, noise_mode="const"),
    lambda network, x, labels: network(x, classes(labels))["adv_output"], "src")  # fmt: skip
NVLABS = Program(
    "stylegan2-ada-pytorch", "d72cc7d", "nvlabs", lambda network, z, labels: network(z, labels, noise_mode="const"),
    lambda network, x, labels: network(x, labels))  # fmt: skip
ROSINALITY = Program(
    "stylegan2-pytorch", "bef283a", "rosinality", lambda network, z, labels: network([z], randomize_noise=False)[0],
    lambda network, x, labels: network(x))  # fmt: skip

# StudioGAN's files do not say the size of groups of minibatch deviation.
GROUPS = ["discriminator.mbstd_group_size=2"]
# Names of fixtures, the program, and what no file of the checkpoint says.
CHECKPOINTS = [
    ("biggan-author", AUTHOR, []), ("biggan-studio", STUDIO, []), ("stylegan2-ada", NVLABS, []), ("stylegan2-converted", NVLABS, []),
    ("stylegan2-ada", STUDIO_STYLES, []), ("stylegan2", STUDIO_STYLES, GROUPS), ("stylegan2", NVLABS, GROUPS), ("rosinality", ROSINALITY, []),
]  # fmt: skip

BIGGAN = """\
generator: {{type: biggan, z_dim: {z_dim}, shared_dim: 6, {common}, {generator}}}
discriminator: {{type: biggan, {common}, {discriminator}}}
loss: hinge
"""
STYLES = """\
generator: {{type: stylegan2, z_dim: 8, w_dim: 12, mapping_layers: 2, channel_base: 100, channel_max: 8, {generator}}}
discriminator: {{type: stylegan2, channel_base: 100, channel_max: 8, {discriminator}}}
loss: logistic
"""
AUTHORS, STUDIOS = "variant: author, ch: 8", "variant: studiogan, ch: 8"
LABELS, EMBEDDING = "conditioner: class_embedding\n", "conditioner: embedding\n"
# A name, sides and channels of the images, the rest of the recipe, the program; and what the note says of the networks without a constructor.
RUNS = [
    ("gray", "32", "gray", LABELS + BIGGAN.format(z_dim=15, common=AUTHORS, generator="attention: [8, 32]", discriminator="attention: [16, 8]"), AUTHOR, {}),
    ("own classes", "32", "rgb", BIGGAN.format(
        z_dim=15, common=AUTHORS, generator="embedding: own, hierarchical: false, bn_epsilon: 0.01", discriminator="head: projection"), AUTHOR, {}),
    ("flat latents, other squares", "48", "rgb", LABELS + BIGGAN.format(
        z_dim=15, common=AUTHORS, generator="hierarchical: false", discriminator="attention: [8]"), AUTHOR, {}),
    ("no classes", "32", "rgb", BIGGAN.format(z_dim=15, common=AUTHORS, generator="attention: []", discriminator="attention: []"), AUTHOR,
        {"generator": "its blocks know no class", "average": "its blocks know no class", "discriminator": "it knows no class"}),
    ("gray, other squares", "48", "gray", LABELS + BIGGAN.format(
        z_dim=15, common=STUDIOS, generator="attention: [16, 64], bn_epsilon: 0.01", discriminator="attention: [16]"), STUDIO, {}),
    ("no classes", "64", "rgb", BIGGAN.format(z_dim=15, common=STUDIOS, generator="attention: [32]", discriminator="attention: []"), STUDIO, {}),
    ("oblong", "[32, 64]", "rgb", LABELS + BIGGAN.format(z_dim=16, common=STUDIOS, generator="attention: []", discriminator="attention: []"), STUDIO,
        {"generator": "the height 4 and the width 8", "average": "the height 4 and the width 8"}),
    ("classes", "16", "gray", EMBEDDING + STYLES.format(
        generator="architecture: resnet", discriminator="cmap_dim: 5, mapping_layers: 1, mbstd_channels: 2, architecture: skip"), NVLABS, {}),
    ("classes", "16", "gray", EMBEDDING + STYLES.format(
        generator="conv_clamp: 0.5", discriminator="cmap_dim: 5, mapping_layers: 1, mbstd_channels: 2"), STUDIO_STYLES, {}),
    ("classes that the discriminator does not know", "16", "rgb", EMBEDDING + STYLES.format(
        generator="noise_mode: none", discriminator="head: none"), NVLABS, {}),
    ("other squares", "24", "rgb", EMBEDDING + STYLES.format(generator="style_mixing: 0", discriminator="mbstd_group_size: 4"), NVLABS,
        dict.fromkeys(["generator", "average", "discriminator"], "the height 3 and the width 3")),
]  # fmt: skip
TITLES = {"The generator": "generator", "The generator's moving average": "average", "The discriminator": "discriminator"}


def ganzoo(program, *arguments):
    subprocess.run([program, *map(str, arguments)], check=True, stdout=subprocess.DEVNULL)


def sections(note):
    """The parts of a note, by network."""
    parts = re.split(r"^### (.*)$", note.partition("## Use in Python")[2], flags=re.MULTILINE)[1:]
    return {TITLES[title.partition(",")[0]]: text for title, text in zip(parts[::2], parts[1::2])}


@contextlib.contextmanager
def networks(program, checkouts, file):
    """The networks that the snippets of a note make, by role."""
    checkout = Path(checkouts).resolve() / program.checkout
    published_code.commit(checkout, program.commit)
    # The notes' code runs in the file's folder.
    for entry in (checkout / program.source).iterdir():
        (file.parent / entry.name).symlink_to(entry)
    found = {}
    with (
        contextlib.chdir(file.parent), mock.patch("torch.utils.cpp_extension.load"),
        published_code.importing(file.parent, missing=UNUSED),
    ):  # fmt: skip
        for role, text in sections(Path(f"{file}.md").read_text()).items():
            [code] = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
            names = {}
            exec(compile(code, f"note of the {role}", "exec"), names)
            found[role] = (names.get("network"), text)
        yield found


def difference(found, expected):
    return float((found.reshape(expected.shape) - expected).abs().max() / expected.abs().max())


def of_checkpoint(binary, checkouts, fixture, program, settings, place):
    """Images and logits of an imported checkpoint against the published code's."""
    files = sorted((FIXTURES / fixture).glob("*.pth")) or [path for path in FIXTURES.glob(f"{fixture}.*") if path.suffix != ".safetensors"]
    file = place / "notes" / "weights.safetensors"
    file.parent.mkdir()
    ganzoo(binary, "import", *files, "--out", place / "run", *(word for setting in settings for word in ("--set", setting)))
    ganzoo(binary, "export", "--run", place / "run", "--names", program.names, "--out", file)
    answers = load_file(FIXTURES / f"{fixture}.safetensors")
    z, labels = answers["z"], answers["labels"]
    if labels.ndim == 1:
        labels = torch.nn.functional.one_hot(labels.long()).float()
    with networks(program, checkouts, file) as made:
        network = {role: network for role, (network, _) in made.items()}
        return {
            "G": difference(program.generate(network["generator"], z, labels), answers["G"]),
            "G_ema": difference(program.generate(network["average"], z, labels), answers["G_ema"]),
            "logits": difference(program.judge(network["discriminator"], answers["G_ema"], labels), answers["logits"]),
        }


def of_run(binary, checkouts, run, place):
    """Images of a run against its ONNX, and the networks that must have no constructor."""
    _, sides, channels, recipe, program, impossible = run
    file = place / "notes" / "weights.safetensors"
    file.parent.mkdir()
    (place / "recipe.yaml").write_text(
        f"recipe: 2\nabout: {{summary: a small network}}\ndata: {{type: shapes, per_class: 4, long_tail: null, resolution: {sides}, channels: {channels}}}\n"
        + recipe + "train: {kimg: 0.016, batch: 8, average: {kimg: 0.01}}\n")  # fmt: skip
    ganzoo(binary, "train", place / "recipe.yaml", "--run", place / "run")
    ganzoo(binary, "export", "--run", place / "run", "--names", program.names, "--out", file)
    ganzoo(binary, "export", "--run", place / "run", "--format", "onnx", "--out", place / "own.onnx")
    with networks(program, checkouts, file) as made:
        for role, (network, text) in made.items():
            if (network is None) != (role in impossible) or impossible.get(role, "") not in text:
                raise SystemExit(f"the {role} has {'no' if network is None else 'a'} constructor, or another reason:\n{text}")
        if "average" in impossible:
            return {}
        session = onnxruntime.InferenceSession(place / "own.onnx")
        sizes = {port.name: port.shape[1] for port in session.get_inputs() if len(port.shape) == 2}
        z = torch.randn(4, sizes["z"])
        labels = torch.nn.functional.one_hot(torch.arange(4) % sizes.get("labels", 4), sizes.get("labels", 4)).float()
        inputs = {"z": z, "labels": labels, "psi": torch.tensor(1.0)}
        own = {port.name: inputs[port.name].numpy() for port in session.get_inputs()}
        images = torch.tensor(session.run(["images"], own)[0])
        given = labels if "labels" in sizes else torch.zeros(4, 0)
        found = {"G_ema": difference(program.generate(made["average"][0], z, given), images)}
        discriminator = made["discriminator"][0]
        if discriminator is not None:
            # GANZoo writes no logits.
            assert program.judge(discriminator, images, labels).numel() == len(images)
        return found


def main(binary, checkouts):
    binary, largest = Path(binary).resolve(), 0
    torch.manual_seed(0)
    cases = [(f"{fixture} as {program.names}", of_checkpoint, (fixture, program, settings)) for fixture, program, settings in CHECKPOINTS]
    cases += [(f"{run[0]}, {run[1]} as {run[4].names}", of_run, (run,)) for run in RUNS]
    for title, check, arguments in cases:
        with tempfile.TemporaryDirectory() as place, torch.no_grad():
            found = check(binary, checkouts, *arguments, Path(place).resolve())
        print(f"{title}: " + (", ".join(f"{name} {value:.2g}" for name, value in found.items()) or "no constructor"), flush=True)
        # A NaN is no agreement.
        if not all(value < MOST for value in found.values()):
            print("the images or logits differ")
            largest = 1
    return largest


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
