"""Splits the test images of Fashion-MNIST into two halves by a hash of their pixels: one to choose with, one to report.

    python3 halves.py FOLDER [SOURCE]

The split depends on no seed. FOLDER gets choose.yaml and report.yaml, which `ganzoo evaluate --reference` takes.
"""

import gzip
import hashlib
import struct
import sys
from pathlib import Path

CLASSES = ["T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"]
RECIPE = """recipe: 2
data: {{type: idx, path: {name}-images, label_path: {name}-labels, class_names: [{names}], resolution: {resolution}}}
"""


def halves(source: Path) -> dict[str, tuple[bytes, bytes]]:
    """The IDX files of images and labels of each half."""
    images = gzip.decompress((source / "t10k-images-idx3-ubyte.gz").read_bytes())
    labels = gzip.decompress((source / "t10k-labels-idx1-ubyte.gz").read_bytes())[8:]
    count, height, width = struct.unpack(">4x3I", images[:16])
    size = height * width
    rows = [images[16 + i * size : 16 + (i + 1) * size] for i in range(count)]
    result = {}
    for number, name in enumerate(("choose", "report")):
        kept = [i for i in range(count) if hashlib.sha256(rows[i]).digest()[0] % 2 == number]
        result[name] = (
            struct.pack(">4I", 0x803, len(kept), height, width) + b"".join(rows[i] for i in kept),
            struct.pack(">2I", 0x801, len(kept)) + bytes(labels[i] for i in kept),
        )
    return result


def write(folder: Path, source: Path, resolution: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, (images, labels) in halves(source).items():
        (folder / f"{name}-images").write_bytes(images)
        (folder / f"{name}-labels").write_bytes(labels)
        recipe = RECIPE.format(name=name, names=", ".join(CLASSES), resolution=resolution)
        (folder / f"{name}.yaml").write_text(recipe)


if __name__ == "__main__":
    default = "/usr/share/datasets/fashion-mnist"
    write(Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) > 2 else default), resolution=16)
