"""Makes data sets with attributes and with label vectors from Fashion-MNIST, and measures what generated images show of their labels.

    apt-get install dataset-fashion-mnist
    python3 labelled.py make vectors FOLDER         FOLDER/train.zip and FOLDER/test.zip, for `data.path` of
    python3 labelled.py make attributes FOLDER      labels/vectors and labels/attributes
    ganzoo generate images --run RUN --label-file FOLDER/asked.csv --per-class 4 --out IMAGES
    python3 labelled.py measure vectors IMAGES
    python3 labelled.py measure attributes IMAGES --trained-on FOLDER/train.zip

vectors     trousers and dresses; `angle` in radians, long-tailed: 20 times as many upright images as ones turned by 60 degrees; and
            `brightness`, the 95 % quantile of the foreground, uniform in 0.3 ... 1
attributes  sneakers; mirrored, dark, turned, striped and bordered, of 50, 25, 10, 4 and 1.5 % of the images, independent of each other

The angle is measured as the principal axis of the pixels, from their second moments. The brightness is measured as it was made. Attributes
are measured by a small convolutional network that is trained on the real images. Every measure is also taken of real test images:
no generator can be expected to do better. Needs NumPy and Pillow; `measure attributes` needs PyTorch.
"""

import argparse
import csv
import gzip
import io
import json
import math
import sys
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image

SOURCE = Path("/usr/share/datasets/fashion-mnist")
PARTS = {"train": "train", "test": "t10k"}
NAMES = {"vectors": ["angle", "brightness"], "attributes": ["mirrored", "dark", "turned", "striped", "bordered"]}
CLASSES = {"vectors": (1, 3), "attributes": (7,)}  # trousers and dresses; sneakers
SHARES = (0.5, 0.25, 0.1, 0.04, 0.015)
LARGEST_ANGLE = math.radians(60)
TAIL = 20  # upright images for each one that is turned the farthest
DARK = 0.4
SIZE = 16


# Making


def fashion(source: Path, part: str, classes: tuple[int, ...]) -> np.ndarray:
    """[N, 28, 28] in 0 ... 255."""
    images = np.frombuffer(gzip.decompress((source / f"{part}-images-idx3-ubyte.gz").read_bytes())[16:], np.uint8)
    labels = np.frombuffer(gzip.decompress((source / f"{part}-labels-idx1-ubyte.gz").read_bytes())[8:], np.uint8)
    return images.reshape(-1, 28, 28)[np.isin(labels, classes)]


def turned(image: np.ndarray, degrees: float) -> np.ndarray:
    """Turned counterclockwise and shrunk so that nothing is cut off: [SIZE, SIZE] in 0 ... 1."""
    canvas = Image.new("L", (40, 40))
    canvas.paste(Image.fromarray(image), (6, 6))
    small = canvas.rotate(degrees, Image.Resampling.BICUBIC).resize((SIZE, SIZE), Image.Resampling.LANCZOS)
    return np.asarray(small, np.float64) / 255


def vectors(images: np.ndarray, random: np.random.Generator) -> tuple[list[np.ndarray], list[list[float]]]:
    rate = math.log(TAIL)
    quantile = random.uniform(size=len(images))
    # The inverse distribution function of an exponential that is cut off at 1.
    farness = -np.log(1 - quantile * (1 - math.exp(-rate))) / rate
    angles = farness * LARGEST_ANGLE * random.choice([-1, 1], len(images))
    levels = random.uniform(0.3, 1, len(images))
    made = []
    for image, angle, level in zip(images, angles, levels):
        small = turned(image, math.degrees(angle))
        made.append(np.clip(small * level / brightness(small), 0, 1))
    return made, [[round(float(a), 4), round(float(b), 4)] for a, b in zip(angles, levels)]


def attributes(images: np.ndarray, random: np.random.Generator) -> tuple[list[np.ndarray], list[list[float]]]:
    labels = (random.uniform(size=(len(images), len(SHARES))) < SHARES).astype(int)
    return [with_attributes(image, *label) for image, label in zip(images, labels)], labels.tolist()


def with_attributes(image: np.ndarray, mirror: int, dark: int, turn: int, stripe: int, border: int) -> np.ndarray:
    small = turned(image[:, ::-1].copy() if mirror else image, 90 if turn else 0)
    small = small / max(brightness(small), 0.1)
    if stripe:
        small[1::3] *= 0.2
    if dark:
        small = small * DARK
    small = np.clip(small, 0, 1)
    if border:
        small[[0, -1]] = 1
        small[:, [0, -1]] = 1
    return small


def write(path: Path, kind: str, images: list[np.ndarray], labels: list[list[float]]) -> None:
    names = [f"{index:05}.png" for index in range(len(images))]
    with zipfile.ZipFile(path, "w") as archive:
        for name, image in zip(names, images):
            file = io.BytesIO()
            Image.fromarray(np.rint(image * 255).astype(np.uint8)).save(file, "PNG")
            archive.writestr(zipfile.ZipInfo(name), file.getvalue())
        content = {"class_names": NAMES[kind], "labels": list(zip(names, labels))}
        archive.writestr(zipfile.ZipInfo("dataset.json"), json.dumps(content))


def make(kind: str, folder: Path, source: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for part, name in PARTS.items():
        images = fashion(source, name, CLASSES[kind])
        made, labels = globals()[kind](images, np.random.default_rng(0))
        write(folder / f"{part}.zip", kind, made, labels)
        if part == "test":
            with open(folder / "asked.csv", "w", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows([NAMES[kind]] + asked(kind, labels))
        print(f"{folder / part}.zip: {len(made)} images")


def asked(kind: str, labels: list[list[float]]) -> list[list[float]]:
    """Labels to measure with: a grid of vectors, or the attributes of test images, each combination at most 40 times."""
    if kind == "vectors":
        angles = np.linspace(-LARGEST_ANGLE, LARGEST_ANGLE, 25)
        return [[round(float(a), 4), round(float(b), 4)] for a in angles for b in np.linspace(0.3, 1, 8)]
    singles = [[int(i == j) for i in range(len(SHARES))] for j in range(-1, len(SHARES))]
    return singles + sorted({tuple(label) for label in labels if sum(label) == 2})


# Measuring


def read(path: Path) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Images [N, H, W] in 0 ... 1 and labels [N, C] of a folder or zip file with dataset.json, and their names."""
    if path.is_dir():
        content = json.loads((path / "dataset.json").read_text())
        files = [(path / name).read_bytes() for name, _ in content["labels"]]
    else:
        with zipfile.ZipFile(path) as archive:
            content = json.loads(archive.read("dataset.json"))
            files = [archive.read(name) for name, _ in content["labels"]]
    images = np.stack([np.asarray(Image.open(io.BytesIO(file)).convert("L"), np.float64) / 255 for file in files])
    return images, np.array([label for _, label in content["labels"]], np.float64), content["class_names"]


def brightness(image: np.ndarray) -> float:
    """The 95 % quantile of the pixels above a quarter of the largest one."""
    return float(np.quantile(image[image >= image.max() / 4], 0.95)) if image.max() > 0 else 0.0


def principal_axis(image: np.ndarray) -> float:
    """Angle of the longest axis against the vertical, counterclockwise, in radians, between -pi/2 and pi/2."""
    y, x = np.mgrid[: image.shape[0], : image.shape[1]]
    mass = np.where(image >= image.max() / 4, image, 0)
    mass = mass / max(mass.sum(), 1e-9)
    x, y = x - (mass * x).sum(), (mass * y).sum() - y  # y upward
    xx, yy, xy = ((mass * a).sum() for a in (x * x, y * y, x * y))
    return -0.5 * math.atan2(2 * xy, yy - xx)


def measure_vectors(path: Path) -> dict:
    images, labels, _ = read(path)
    found = np.array([[principal_axis(image), brightness(image)] for image in images])
    # Axes have no direction.
    found[:, 0] = labels[:, 0] + (found[:, 0] - labels[:, 0] + math.pi / 2) % math.pi - math.pi / 2
    result: dict = {"images": len(images)}
    for column, (name, unit) in enumerate([("angle", 180 / math.pi), ("brightness", 1)]):
        errors = (found[:, column] - labels[:, column]) * unit
        result[name] = {
            "correlation": round(float(np.corrcoef(found[:, column], labels[:, column])[0, 1]), 4),
            "mean_absolute_error": round(float(np.abs(errors).mean()), 4),
            "bias": round(float(errors.mean()), 4),
        }
    degrees = np.degrees(np.abs(labels[:, 0]))
    far = [("0-20", 0, 20), ("20-40", 20, 40), ("40-60", 40, 61)]
    angles = np.degrees(np.abs(found[:, 0] - labels[:, 0]))
    result["angle"]["error_by_angle"] = {
        name: round(float(angles[(degrees >= low) & (degrees < high)].mean()), 2) for name, low, high in far}
    return result


def measure_attributes(path: Path, trained_on: Path, test: Path | None) -> dict:
    names, network = classifier(trained_on)
    result: dict = {"generated": agreement(network, path, names)}
    if test:
        result["real test images"] = agreement(network, test, names)
    return result


def classifier(path: Path):
    import torch
    from torch import nn

    torch.manual_seed(0)
    images, labels, names = read(path)
    network = nn.Sequential(
        nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.Conv2d(32, 32, 3, stride=2, padding=1), nn.ReLU(),
        nn.Conv2d(32, 64, 3, stride=2, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(64 * (SIZE // 4) ** 2, len(names)))
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)
    x = torch.tensor(images[:, None], dtype=torch.float32)
    y = torch.tensor(labels, dtype=torch.float32)
    for _ in range(12):
        for rows in torch.randperm(len(x)).split(64):
            loss = nn.functional.binary_cross_entropy_with_logits(network(x[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

    def predict(images: np.ndarray) -> np.ndarray:
        with torch.no_grad():
            return (network(torch.tensor(images[:, None], dtype=torch.float32)) > 0).numpy()

    return names, predict


def agreement(network, path: Path, names: list[str]) -> dict:
    """For each attribute: of images asked to have it, the share that has it; and of the others, the share that has it."""
    images, labels, _ = read(path)
    found, wanted = network(images), labels > 0
    result: dict = {"images": len(images)}
    for column, name in enumerate(names):
        own, others = found[wanted[:, column], column], found[~wanted[:, column], column]
        result[name] = {
            "asked": len(own), "shown": round(float(own.mean()), 4) if len(own) else None,
            "shown_unasked": round(float(others.mean()), 4) if len(others) else None}
    result["all_attributes_right"] = round(float((found == wanted).all(1).mean()), 4)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("make")
    making.add_argument("kind", choices=NAMES)
    making.add_argument("folder", type=Path)
    making.add_argument("--source", type=Path, default=SOURCE)
    measuring = commands.add_parser("measure")
    measuring.add_argument("kind", choices=NAMES)
    measuring.add_argument("images", type=Path)
    measuring.add_argument("--trained-on", type=Path, help="real images with attributes")
    measuring.add_argument("--test", type=Path, help="real images to measure, too")
    options = parser.parse_args()
    if options.command == "make":
        if not options.source.is_dir():
            sys.exit(f"{options.source} does not exist: apt-get install dataset-fashion-mnist")
        make(options.kind, options.folder, options.source)
        return
    if options.kind == "vectors":
        result = {"generated": measure_vectors(options.images)}
        if options.test:
            result["real test images"] = measure_vectors(options.test)
    else:
        if not options.trained_on:
            sys.exit("measure attributes needs --trained-on: FOLDER/train.zip")
        result = measure_attributes(options.images, options.trained_on, options.test)
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
