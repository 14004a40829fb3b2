"""Draws docs/fd-fmnist.png: how FD-fmnist grows as real images are damaged.

    python -m venv venv && venv/bin/pip install numpy pillow matplotlib
    venv/bin/python Tests/Reference/fd_fmnist.py .build/release/ganzoo [IMAGES]

Reference: none outside; our own measure is run on damaged images.

Half of the first images of Fashion-MNIST's training set is the reference; the other half is measured as it is, with noise,
blurred, with classes left out, and with labels swapped. Fails unless the undamaged half is near zero and every damage tells.
"""
import gzip
import json
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import matplotlib
import numpy
from PIL import Image, ImageFilter

matplotlib.use("Agg")
from matplotlib import pyplot

DATA = Path("/usr/share/datasets/fashion-mnist")
COUNT = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
random = numpy.random.default_rng(0)


def read(name, header):
    for path in (DATA / f"{name}.gz", DATA / name):
        if path.exists():
            data = gzip.open(path).read() if path.suffix == ".gz" else path.read_bytes()
            return numpy.frombuffer(data, numpy.uint8, offset=header)


images = read("train-images-idx3-ubyte", 16).reshape(-1, 28, 28)
labels = read("train-labels-idx1-ubyte", 8)
reference, own = (slice(0, COUNT, 2), slice(1, COUNT, 2))


def noise(level):
    noisy = images[own] + random.normal(0, level, images[own].shape)
    return numpy.clip(noisy.round(), 0, 255).astype(numpy.uint8), labels[own]


def blur(radius):
    blurred = [Image.fromarray(i).filter(ImageFilter.GaussianBlur(radius)) for i in images[own]]
    return numpy.stack([numpy.asarray(i) for i in blurred]), labels[own]


def dropped(classes):
    """As many images of the other classes, from the rest of the training set."""
    rest = numpy.arange(1, len(labels), 2)
    kept = rest[labels[rest] >= classes][: COUNT // 2]
    return images[kept], labels[kept]


def swapped(percent):
    changed = labels[own].copy()
    chosen = random.random(len(changed)) < percent / 100
    changed[chosen] = (changed[chosen] + random.integers(1, 10, chosen.sum())) % 10
    return images[own], changed


DAMAGES = {
    "noise, σ in grey levels": (noise, [0, 8, 16, 32, 64]),
    "blur, σ in pixels": (blur, [0, 0.5, 1, 1.5, 2]),
    "classes left out": (dropped, [0, 1, 2, 4, 6]),
    "labels swapped, %": (swapped, [0, 10, 25, 50, 100]),
}


def write(folder, name, pixels, classes):
    (folder / f"{name}-idx3-ubyte").write_bytes(struct.pack(">IIII", 0x803, len(pixels), 28, 28) + pixels.tobytes())
    (folder / f"{name}-idx1-ubyte").write_bytes(struct.pack(">II", 0x801, len(classes)) + classes.tobytes())
    recipe = folder / f"{name}.yaml"
    recipe.write_text(
        f"recipe: 2\ndata: {{type: idx, path: {folder}/{name}-idx3-ubyte, label_path: {folder}/{name}-idx1-ubyte}}\n")
    return str(recipe)


def measure(ganzoo, folder, against, damage, level):
    recipe = write(folder, "damaged", *damage(level))
    report = str(folder / "report.json")
    wanted = ["fid", "intra_fid"] if damage is swapped else ["fid"]
    command = [ganzoo, "evaluate", "--images", recipe, "--reference", against, "--out", report, "--metrics", *wanted]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    scores = json.loads(Path(report).read_text())["scores"]
    return scores["fd_fmnist"], scores.get("intra_fd_fmnist")


def main(ganzoo):
    figure, axes = pyplot.subplots(1, 4, figsize=(14, 3.2), constrained_layout=True)
    fine = True
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        against = write(folder, "reference", images[reference], labels[reference])
        for axis, (title, (damage, levels)) in zip(axes, DAMAGES.items()):
            found = [measure(ganzoo, folder, against, damage, level) for level in levels]
            values = [row[0 if row[1] is None else 1] for row in found]
            print(title, dict(zip(levels, (round(v, 4) for v in values))), flush=True)
            # Labels are no part of the images: only the distance class by class sees them.
            fine &= all(a < b for a, b in zip(values, values[1:])) and values[-1] > 5 * values[0]
            axis.plot(levels, values, marker="o")
            axis.set(xlabel=title, ylabel="FD-fmnist" if damage is not swapped else "mean FD-fmnist of classes")
            axis.set_ylim(bottom=0)
    figure.savefig(Path(__file__).parents[2] / "docs/fd-fmnist.png", dpi=80)
    return 0 if fine else 1


sys.exit(main(sys.argv[1]))
