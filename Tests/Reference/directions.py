"""Writes Tests/OracleTests/PyTorch/directions.safetensors: NumPy's singular vectors of the style maps of the generator in
Tests/OracleTests/Oracles/stylegan2_generator_skip_32.safetensors. DirectionsOracleTests compares StyleDirections with them.

    pip install numpy safetensors
    python3 directions.py

StyleDirections solves the eigenproblem of the transposed matrix times the matrix, so the decomposition here is another one: the
right singular vectors are the same up to their sign, and the squared singular values are the eigenvalues.
"""

from pathlib import Path

import numpy
from safetensors.numpy import load_file, save_file

TESTS = Path(__file__).resolve().parent.parent / "OracleTests"
# The convolutions in their order, each with the index of the vector of W that it reads (METHODS §1.8).
LAYERS = ["b4.conv1", "b8.conv0", "b8.conv1", "b16.conv0", "b16.conv1", "b32.conv0", "b32.conv1"]
CASES = {"all": range(len(LAYERS)), "early": [0, 1]}

weights = load_file(TESTS / "Oracles" / "stylegan2_generator_skip_32.safetensors")


def style_map(layer):
    """The weight as the network applies it: divided by the root of the number of inputs (METHODS §1.1)."""
    weight = weights[f"G.synthesis.{layer}.affine.weight"].astype(numpy.float64)
    return weight / numpy.sqrt(weight.shape[1])


found = {}
for name, layers in CASES.items():
    matrix = numpy.concatenate([style_map(LAYERS[layer]) for layer in layers])
    _, singular, vectors = numpy.linalg.svd(matrix, full_matrices=False)
    found[f"{name}.vectors"], found[f"{name}.values"] = vectors, singular**2
save_file(found, TESTS / "PyTorch" / "directions.safetensors")
