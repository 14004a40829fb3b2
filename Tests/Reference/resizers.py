"""Writes Tests/GANMetricsTests/Fixtures/resizers.safetensors: a photograph, resized in the ways that published metrics do.

    python -m venv venv && venv/bin/pip install numpy pillow safetensors torch
    venv/bin/python Tests/Reference/resizers.py PHOTOGRAPH

Reference: Pillow and PyTorch themselves, and our own re-implementation of TensorFlow 1's resize_bilinear.

The committed file was made of scikit-image's `astronaut.png`, a photograph by NASA in the public domain. `legacy_bilinear` is
the definition of TensorFlow 1's resize_bilinear taken literally, pixel by pixel; the others are Pillow's and PyTorch's.
"""
import sys
from pathlib import Path

import numpy
import torch
from PIL import Image
from safetensors.numpy import save_file

SIZES = [(12, 17), (31, 40)]  # height, width: both smaller and both larger than the source
FILTERS = {"clean_bilinear": Image.BILINEAR, "clean_bicubic": Image.BICUBIC, "clean_lanczos": Image.LANCZOS}


def pillow(image, height, width, kind):
    planes = [Image.fromarray(image[:, :, c].astype(numpy.float32), mode="F") for c in range(3)]
    return numpy.stack([numpy.asarray(plane.resize((width, height), FILTERS[kind])) for plane in planes])


def torch_resized(image, height, width, kind):
    batch = torch.from_numpy(image.astype(numpy.float32)).permute(2, 0, 1)[None]
    return torch.nn.functional.interpolate(batch, (height, width), mode=kind, align_corners=False)[0].numpy()


def legacy(image, height, width):
    result = numpy.zeros((3, height, width), numpy.float64)
    rows, columns = image.shape[:2]
    for y in range(height):
        for x in range(width):
            top, left = y * rows / height, x * columns / width
            y0, x0 = int(top), int(left)
            y1, x1 = min(y0 + 1, rows - 1), min(x0 + 1, columns - 1)
            above = image[y0, x0] * (1 - (left - x0)) + image[y0, x1] * (left - x0)
            below = image[y1, x0] * (1 - (left - x0)) + image[y1, x1] * (left - x0)
            result[:, y, x] = above * (1 - (top - y0)) + below * (top - y0)
    return result.astype(numpy.float32)


photograph = Image.open(sys.argv[1]).convert("RGB").crop((150, 20, 310, 148)).resize((25, 20), Image.BOX)
source = numpy.asarray(photograph).astype(numpy.float64)
tensors = {"source": source.astype(numpy.float32).transpose(2, 0, 1)[None].copy()}
for height, width in SIZES:
    for kind in FILTERS:
        tensors[f"{kind}.{height}x{width}"] = pillow(source, height, width, kind)[None]
    for kind in ("bilinear", "bicubic"):
        tensors[f"{kind}.{height}x{width}"] = torch_resized(source, height, width, kind)[None]
    tensors[f"legacy_bilinear.{height}x{width}"] = legacy(source, height, width)[None]
save_file(tensors, Path(__file__).parents[1] / "GANMetricsTests/Fixtures/resizers.safetensors")
