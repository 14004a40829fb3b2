"""Folders of runs that were never trained, for checks of pages. Only Python's own library."""

import json
import math
import pathlib
import random
import struct
import zlib

RECIPE = """recipe: 2
seed: 1
data: {type: shapes, resolution: 8, per_class: 10}
generator: {type: stylegan2, mapping_layers: 1, channel_base: 32, channel_max: 4, z_dim: 4, w_dim: 4}
discriminator: {type: stylegan2, mapping_layers: 1, channel_base: 32, channel_max: 4}
conditioner: embedding
loss: logistic
train: {kimg: %g, batch: 32}
"""


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, gray, text=None):
    """A gray PNG file; `gray` has its bytes row by row, and `text` what it says of itself."""
    rows = b"".join(b"\0" + gray[y * width:(y + 1) * width] for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = [chunk(b"IHDR", header)]
    if text is not None:
        parts.append(chunk(b"iTXt", b"GANZoo sheet" + b"\0" * 5 + json.dumps(text).encode()))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts + [chunk(b"IDAT", zlib.compress(rows, 1)), chunk(b"IEND", b"")])


def sheet(columns, rows, cell=64, seed=0):
    """A sheet of noise. `rows` has a name, a detail and the texts below each image."""
    left, top, pitch = 200, 40, cell + 4
    width, height = left + columns * pitch + 8, top + len(rows) * pitch + 8
    source = random.Random(seed)
    gray = bytearray(b"\xf0" * (width * height))
    for row in range(len(rows)):
        for column in range(columns):
            level = 16 + (row * columns + column) * 97 % 224
            for y in range(cell):
                start = (top + row * pitch + y) * width + left + column * pitch
                noise = source.randbytes(cell)
                gray[start:start + cell] = bytes((level + value // 16) % 256 for value in noise)
    index = {
        "format": 1, "width": width, "height": height, "cell_width": cell, "cell_height": cell,
        "columns": [left + column * pitch for column in range(columns)],
        "captions": [str(column) for column in range(columns)],
        "rows": [
            {"name": name, "detail": detail, "y": top + row * pitch, "notes": notes}
            for row, (name, detail, notes) in enumerate(rows)
        ],
    }
    return png(width, height, bytes(gray), index)


def write_run(folder, classes, steps=200, sheets=10, side=320, seed=0):
    """A run with a line of metrics for each step, with sheets of noise of side × side pixels, and all that a page shows."""
    folder = pathlib.Path(folder)
    for part in ("samples", "evaluation", "generated/directions"):
        (folder / part).mkdir(parents=True)
    counts = [max(1, round(1000 * 0.7 ** place)) for place in range(len(classes))]
    manifest = {
        "format": 1, "recipe": "/home/somebody/mine.yaml", "overrides": ["seed=1"], "seed": 1, "plugins": [],
        "processor": "a processor", "threads": 2,
        "data": {
            "channels": 1, "height": 8, "width": 8, "count": sum(counts), "label_kind": "classes",
            "label_size": len(classes), "label_rows": [], "class_names": classes, "class_counts": counts,
        },
    }
    (folder / "run.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "resolved.yaml").write_text(RECIPE % (steps * 32 / 1000))
    write_logs(folder, classes, steps, random.Random(seed))
    for number in range(sheets):
        step = (number + 1) * steps // sheets
        noise = random.Random(number).randbytes(side * side)
        (folder / f"samples/fakes-{step:06d}.png").write_bytes(png(side, side, noise))
    (folder / "samples/reals.png").write_bytes(png(side, side, random.Random(-1).randbytes(side * side)))
    (folder / f"evaluation/{steps:06d}-net.json").write_text(json.dumps(report(classes, counts, steps)), encoding="utf-8")
    nearest = [(name, str(count), [[]] + [[name, f"{place:05d}.png"] for place in range(8)])
               for name, count in zip(classes, counts)]
    (folder / "generated/nearest.png").write_bytes(sheet(9, nearest))
    walks = [(f"direction {number}", f"{name}, seed 0", []) for name in classes[:2] for number in range(5)]
    (folder / "generated/directions/walks.png").write_bytes(sheet(7, walks))
    return folder


def write_logs(folder, classes, steps, source):
    with open(folder / "metrics.jsonl", "w", encoding="utf-8") as log:
        for step in range(1, steps + 1):
            values = {"step": step, "kimg": step * 32 / 1000}
            for loss in ("generator", "discriminator"):
                values[f"loss.{loss}"] = math.exp(-step / steps) + source.gauss(0, 0.05)
            values["spread.between"] = 0.5
            for place, name in enumerate(classes):
                # The last class collapses at half the training.
                narrow = place == len(classes) - 1 and step > steps // 2
                values[f"spread.w.{name}"] = 0.001 if narrow else 0.6 + source.gauss(0, 0.02)
                values[f"spread.images.{name}"] = 1 + source.gauss(0, 0.02)
            log.write(json.dumps(values, ensure_ascii=False) + "\n")
    times = {"step": steps, "update": 0, "seconds": 7260, "images_per_second": 12.5, "peak_memory_mb": 160.5}
    (folder / "times.jsonl").write_text(json.dumps(times) + "\n")


def report(classes, counts, step):
    share = 0.3 / max(len(classes) - 1, 1)
    preparation = {"side": 32, "resizer": "clean_lanczos", "clips": True, "centers": [1], "scales": [1]}
    return {
        "format": 2, "scores": {"fd": 12.5, "fd_deviation": 0.5}, "caveats": [],
        "metrics": [{"type": "fd", "settings": {}, "scores": [{"name": "fd", "better": "lower"}]}],
        "class_scores": [{
            "name": "intra_fd", "title": "FD of each class", "better": "lower",
            "rows": [{"name": name, "training_images": count, "value": 10 + place, "fakes": 50}
                     for place, (name, count) in enumerate(zip(classes, counts))],
        }],
        "class_matrices": [{
            "name": "confusion", "title": "classes of generated images by what a classifier sees", "classes": classes,
            "values": [[0.7 if row == column else share for column in range(len(classes))] for row in range(len(classes))],
        }],
        "protocol": {
            "network": {"name": "net", "weights": "w", "dimensions": 128, "preparation": preparation},
            "reference": {"name": "/home/somebody/images", "count": 5},
            "samples": {"name": "mine", "count": 100, "step": step}, "quantizer": "q", "program": "p",
        },
    }
