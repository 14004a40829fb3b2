"""Writes Tests/GANMetricsTests/Fixtures/resizers.safetensors: a photograph, resized in the ways that published metrics do.

    python -m venv venv && venv/bin/pip install numpy pillow safetensors tensorflow-cpu torch
    venv/bin/python Tests/Reference/resizers.py PHOTOGRAPH

Reference: Pillow, PyTorch and TensorFlow themselves; `legacy_bilinear` is TensorFlow 1's resize_bilinear.

The committed file was made of scikit-image's `astronaut.png`, a photograph by NASA in the public domain.
"""
import sys
from pathlib import Path

import numpy
import tensorflow
import torch
from PIL import Image
from safetensors.numpy import save_file

SIZES = [(12, 17), (31, 40)]  # height, width: both smaller and both larger than the source
FILTERS = {"clean_bilinear": Image.BILINEAR, "clean_bicubic": Image.BICUBIC, "clean_lanczos": Image.LANCZOS}


def pillow(image, height, width, kind):
    planes = [Image.fromarray(image[:, :, c].astype(numpy.float32), mode="F") for c in range(3)]
    return numpy.stack([numpy.asarray(plane.resize((width, height), FILTERS[kind])) for plane in planes])


def pillow_of_bytes(image, height, width):
    resized = Image.fromarray(image.astype(numpy.uint8)).resize((width, height), Image.BICUBIC)
    return numpy.ascontiguousarray(numpy.asarray(resized).astype(numpy.float32).transpose(2, 0, 1))


def torch_resized(image, height, width, kind):
    batch = torch.from_numpy(image.astype(numpy.float32)).permute(2, 0, 1)[None]
    return torch.nn.functional.interpolate(batch, (height, width), mode=kind, align_corners=False)[0].numpy()


def legacy(image, height, width):
    """TensorFlow 1's resize_bilinear as it is called without options: neither corners nor centres are aligned."""
    resized = tensorflow.compat.v1.image.resize_bilinear(image[None], (height, width))[0].numpy()
    return numpy.ascontiguousarray(resized.transpose(2, 0, 1))


photograph = Image.open(sys.argv[1]).convert("RGB").crop((150, 20, 310, 148)).resize((25, 20), Image.BOX)
source = numpy.asarray(photograph).astype(numpy.float64)
tensors = {"source": source.astype(numpy.float32).transpose(2, 0, 1)[None].copy()}
for height, width in SIZES:
    for kind in FILTERS:
        tensors[f"{kind}.{height}x{width}"] = pillow(source, height, width, kind)[None]
    tensors[f"pillow_bicubic.{height}x{width}"] = pillow_of_bytes(source, height, width)[None]
    for kind in ("bilinear", "bicubic"):
        tensors[f"{kind}.{height}x{width}"] = torch_resized(source, height, width, kind)[None]
    tensors[f"legacy_bilinear.{height}x{width}"] = legacy(source, height, width)[None]
save_file(tensors, Path(__file__).parents[1] / "GANMetricsTests/Fixtures/resizers.safetensors")
