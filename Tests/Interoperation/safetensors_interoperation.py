"""Exchange of safetensors files with the Python package, both ways.

    python Tests/Interoperation/safetensors_interoperation.py write    # makes python_*.safetensors anew
    python Tests/Interoperation/safetensors_interoperation.py verify   # compares everything, exit status 1 on a difference

Needs numpy, torch and safetensors. The files lie in Tests/GANModuleTests/Fixtures. SafetensorsFixtureTests.swift reads
those of Python, knows their values by the formulas below, and writes python_torch.safetensors and swift.safetensors
again, byte for byte; this script reads swift.safetensors.
"""

import pathlib
import sys

import numpy
import torch
from safetensors import safe_open
from safetensors.numpy import save as save_numpy
from safetensors.torch import load_file, save as save_torch

FOLDER = pathlib.Path(__file__).parent.parent / "GANModuleTests" / "Fixtures"
SHAPES = {"full": (2, 3), "single": (), "empty": (0, 4)}

NUMPY_TYPES = {
    "U64": "u8", "I64": "i8", "F64": "f8", "F32": "f4", "U32": "u4", "I32": "i4", "F16": "f2",
    "U16": "u2", "I16": "i2", "I8": "i1", "U8": "u1", "BOOL": "?",
}  # fmt: skip
TORCH_TYPES = {
    "U64": torch.uint64, "I64": torch.int64, "F64": torch.float64, "F32": torch.float32, "U32": torch.uint32,
    "I32": torch.int32, "BF16": torch.bfloat16, "F16": torch.float16, "U16": torch.uint16, "I16": torch.int16,
    "F8_E4M3": torch.float8_e4m3fn, "F8_E5M2": torch.float8_e5m2, "I8": torch.int8, "U8": torch.uint8,
    "BOOL": torch.bool,
}  # fmt: skip

# What swift.safetensors holds besides the patterns.
SWIFT_METADATA = {"format": "pt", "quote\"backslash\\": "tab\tnewline\n", "\u00e9\U0001f600": "\u0001\u007f\u2028"}
SWIFT_NAMES = ["", "a\"b\\c/d", "line\nfeed\u0000", "\u00e9", "e\u0301", "\U0001f600", "G.b4.const"]


def pattern(kind: str, count: int) -> bytes:
    """Byte j of a tensor is 37 j + 11 modulo 256, for BOOL the last bit of it: NaNs with payloads are among them."""
    return bytes((37 * j + 11) % 256 & (1 if kind == "BOOL" else 255) for j in range(count))


def numpy_tensors() -> dict[str, numpy.ndarray]:
    tensors = {}
    for kind, code in NUMPY_TYPES.items():
        for name, shape in SHAPES.items():
            dtype = numpy.dtype(code).newbyteorder("<")
            data = pattern(kind, int(numpy.prod(shape)) * dtype.itemsize)
            tensors[f"{kind}.{name}"] = numpy.frombuffer(data, dtype).reshape(shape)
    tensors["ramp"] = numpy.arange(12, dtype=numpy.float32).reshape(3, 4) / 2 - 3
    return tensors


def torch_tensors() -> dict[str, torch.Tensor]:
    tensors = {}
    for kind, dtype in TORCH_TYPES.items():
        for name, shape in SHAPES.items():
            data = bytearray(pattern(kind, int(numpy.prod(shape)) * dtype.itemsize))
            flat = torch.frombuffer(data, dtype=dtype) if data else torch.empty(0, dtype=dtype)
            tensors[f"{kind}.{name}"] = flat.reshape(shape)
    tensors["ramp.BF16"] = (torch.arange(12) / 2 - 3).to(torch.bfloat16).reshape(3, 4)
    tensors["ramp.F16"] = (torch.arange(12) / 2 - 3).to(torch.float16).reshape(3, 4)
    return tensors


def swift_tensors() -> dict[str, torch.Tensor]:
    tensors = {name: tensor for name, tensor in torch_tensors().items() if not name.startswith("ramp")}
    for index, name in enumerate(SWIFT_NAMES):
        tensors[name] = torch.tensor([index + 0.5, float("inf"), -0.0])
    return tensors


def files() -> dict[str, bytes]:
    return {
        "python_numpy.safetensors": save_numpy(numpy_tensors(), {"by": "numpy"}),
        "python_torch.safetensors": save_torch(torch_tensors(), {"by": "torch"}),
    }


def bits(tensor: torch.Tensor) -> bytes:
    return tensor.contiguous().reshape(-1).view(torch.uint8).numpy().tobytes() if tensor.numel() else b""


def differences() -> list[str]:
    found = [f"{name}: Python writes other bytes now" for name, data in files().items()
             if (FOLDER / name).read_bytes() != data]  # fmt: skip
    path = FOLDER / "swift.safetensors"
    with safe_open(path, "pt") as file:
        if file.metadata() != SWIFT_METADATA:
            found.append(f"{path.name}: metadata {file.metadata()}, expected {SWIFT_METADATA}")
    expected, actual = swift_tensors(), load_file(path)
    if expected.keys() != actual.keys():
        found.append(f"{path.name}: names {sorted(actual)}, expected {sorted(expected)}")
    for name in expected.keys() & actual.keys():
        for what, one, other in [
            ("dtype", expected[name].dtype, actual[name].dtype),
            ("shape", expected[name].shape, actual[name].shape),
            ("bits", bits(expected[name]), bits(actual[name])),
        ]:
            if one != other:
                found.append(f"{path.name}: {name!r}: {what} {other}, expected {one}")
    return found


def main() -> int:
    if sys.argv[1:] == ["write"]:
        for name, data in files().items():
            (FOLDER / name).write_bytes(data)
            print(f"{FOLDER / name}: {len(data)} bytes")
        return 0
    if sys.argv[1:] != ["verify"]:
        print(__doc__)
        return 2
    found = differences()
    print("\n".join(found) if found else f"{len(swift_tensors())} tensors and 2 files of Python: all the same")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
