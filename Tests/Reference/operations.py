"""Writes Tests/OracleTests/PyTorch/operations.safetensors: values and gradients of operations by PyTorch, in float64.

Reference: PyTorch itself.

OperationOracleTests.swift holds the same operations under the same names. Inputs follow a formula that both sides know;
of large results about 200 elements are kept. Needs torch and safetensors.
"""

import pathlib

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

TARGET = pathlib.Path(__file__).parent.parent / "OracleTests" / "PyTorch" / "operations.safetensors"


def formula(shape, index, low=-1.0, high=1.0):
    """Numbers in [low, high) that do not repeat soon: element i of input `index`."""
    count = torch.Size(shape).numel()
    steps = (torch.arange(count) * (7919 + 2 * index) + 31 * index) % 1013
    return (steps.double() / 1013 * (high - low) + low).reshape(shape)


def sample(x):
    flat = x.detach().reshape(-1)
    return flat[:: max(1, flat.numel() // 200) | 1].clone()


def resampled(x, up, filter, margins):
    """Zeros inserted, padded, filtered with [1, 3, 3, 1] / 8 both ways and up * up; METHODS §1.2 literally."""
    n, c, h, w = x.shape
    spread = torch.zeros(n, c, h * up, w * up, dtype=x.dtype)
    spread[:, :, ::up, ::up] = x
    kernel = torch.outer(filter, filter)[None, None].repeat(c, 1, 1, 1) * up * up
    return F.conv2d(F.pad(spread, margins), kernel, groups=c)


BINOMIAL = torch.tensor([1.0, 3, 3, 1], dtype=torch.float64) / 8
picks = torch.tensor([2, 0, 2, 1])

CASES = {
    "exp": ([[7]], (-2, 2), lambda x: x.exp()),
    "log": ([[7]], (0.1, 3), lambda x: x.log()),
    "sqrt": ([[7]], (0.1, 3), lambda x: x.sqrt()),
    "rsqrt": ([[7]], (0.1, 3), lambda x: x.rsqrt()),
    "reciprocal": ([[7]], (0.1, 3), lambda x: x.reciprocal()),
    "power": ([[7]], (0.1, 3), lambda x: x**2.5),
    "tanh": ([[7]], (-2, 2), lambda x: x.tanh()),
    "sigmoid": ([[7]], (-6, 6), lambda x: x.sigmoid()),
    "softplus": ([[7]], (-6, 6), lambda x: F.softplus(x)),
    "swish": ([[2, 7]], (-6, 6), lambda x: F.silu(x)),
    "sin": ([[7]], (-6, 6), lambda x: x.sin()),
    "cos": ([[7]], (-6, 6), lambda x: x.cos()),
    "abs": ([[7]], (-1, 1), lambda x: x.abs()),
    "leaky relu": ([[7]], (-1, 1), lambda x: F.leaky_relu(x, 0.2)),
    "clamp": ([[9]], (-1, 1), lambda x: x.clamp(-0.4, 0.6)),
    "floor": ([[9]], (-3, 3), lambda x: x.floor() + 0 * x),
    "rounded": ([[9]], (-3, 3), lambda x: x.round() + 0 * x),
    "sign": ([[9]], (-3, 3), lambda x: x.sign() + 0 * x),
    "subtract": ([[2, 1, 3], [4, 1]], (-1, 1), lambda a, b: a - b),
    "divide": ([[2, 1, 3], [4, 1]], (0.5, 2), lambda a, b: a / b),
    "maximum with ties": ([[5, 9]], (-1, 1), lambda x: torch.maximum(x, torch.where(x > 0, x, -x).detach()) * 1),
    "mean over 0 and 2": ([[3, 4, 5]], (-1, 1), lambda x: x.mean((0, 2))),
    "max with ties": ([[4, 9]], (-1, 1), lambda x: (x.detach().mul(2).round().div(2) + x - x.detach()).amax(1)),
    "softmax over 1": ([[3, 5, 2]], (-3, 3), lambda x: x.softmax(1)),
    "log-sum-exp": ([[3, 5]], (-3, 3), lambda x: x.logsumexp(1)),
    "standardized": ([[6, 3]], (-1, 1), lambda x: F.batch_norm(x, None, None, training=True, eps=1e-5)),
    "second moment": ([[3, 5]], (-1, 1), lambda x: x * (x.square().mean(1, keepdim=True) + 1e-8).rsqrt()),
    "matmul": ([[3, 5], [4, 5]], (-1, 1), lambda a, b: a @ b.T),
    "matmul batched": ([[2, 5, 3], [2, 5, 4]], (-1, 1), lambda a, b: a.transpose(1, 2) @ b),
    "matmul shared": ([[4, 3], [2, 3, 5]], (-1, 1), lambda a, b: a @ b),
    "permuted": ([[2, 3, 4]], (-1, 1), lambda x: x.permute(2, 0, 1)),
    "transposed": ([[2, 3, 4]], (-1, 1), lambda x: x.transpose(1, 2)),
    "sliced": ([[5, 7]], (-1, 1), lambda x: x[:, 1:6:2]),
    "flipped": ([[3, 2, 4]], (-1, 1), lambda x: x.flip(0, 2)),
    "repeated": ([[2, 3]], (-1, 1), lambda x: x.repeat(1, 3)),
    "concatenated": ([[2, 3], [2, 2]], (-1, 1), lambda a, b: torch.cat([a, b], 1)),
    "padded": ([[1, 2, 4, 5]], (-1, 1), lambda x: F.pad(x, (2, -1, -2, 3))),
    "reflected": ([[1, 2, 4, 5]], (-1, 1), lambda x: F.pad(x, (3, 1, 2, 0), mode="reflect")),
    "rows": ([[3, 4]], (-1, 1), lambda x: x[picks]),
    "one-hot": ([[1]], (-1, 1), lambda x: F.one_hot(picks, 3).double() + 0 * x),
    "diagonal": ([[4, 4]], (-1, 1), lambda x: x.diagonal()),
    "off diagonal": ([[4, 4]], (-1, 1), lambda x: x * (1 - torch.eye(4, dtype=x.dtype))),
    "convolution": ([[2, 4, 7, 6], [6, 2, 3, 3]], (-1, 1), lambda x, w: F.conv2d(x, w, stride=2, padding=2, dilation=2, groups=2)),
    "transposed convolution": ([[2, 3, 4, 3], [3, 2, 3, 3]], (-1, 1), lambda x, w: F.conv_transpose2d(x, w, stride=2)),
    "average pool": ([[1, 2, 5, 6]], (-1, 1), lambda x: F.avg_pool2d(x, 3, 2, 1, count_include_pad=False)),
    "average pool, padding counted": ([[1, 2, 5, 6]], (-1, 1), lambda x: F.avg_pool2d(x, 3, 2, 1)),
    "max pool": ([[1, 2, 5, 6]], (-1, 1), lambda x: F.max_pool2d(x, 3, 2, 1)),
    "nearest": ([[1, 2, 2, 3]], (-1, 1), lambda x: F.interpolate(x, scale_factor=2, mode="nearest")),
    "grid sample": ([[2, 2, 4, 5], [2, 3, 3, 2]], (-1.3, 1.3), lambda x, g: F.grid_sample(x, g, mode="bilinear", padding_mode="zeros", align_corners=False)),
    "activated": ([[2, 3, 4], [3]], (-2, 2), lambda x, b: (F.leaky_relu(x + b[:, None], 0.2) * 1.5).clamp(-1.1, 1.1)),
    "pointwise convolution up": ([[1, 3, 4, 5], [2, 3, 1, 1]], (-1, 1), lambda x, w: resampled(F.conv2d(x, w), 2, BINOMIAL, [2, 1, 2, 1])),
    "grouped convolution up": ([[1, 4, 3, 4], [6, 2, 3, 3]], (-1, 1), lambda x, w: F.conv2d(resampled(x, 2, BINOMIAL, [3, 2, 3, 2]), w.flip(2, 3), groups=2)),
    "large exp": ([[50021]], (-2, 2), lambda x: x.exp()),
    "large broadcast": ([[40, 33, 41], [33, 1]], (-1, 1), lambda a, b: a * b),
    "large select": ([[30011], [30011]], (-1, 1), lambda a, b: torch.where(a < b, a * 2, b * 3)),
    "large sum": ([[150003]], (-1, 1), lambda x: x.sum()),
    "large sum of columns": ([[5003, 7]], (-1, 1), lambda x: x.sum(0)),
    "large sum of rows": ([[301, 257]], (-1, 1), lambda x: x.sum(1)),
    "large max": ([[3, 70001]], (-1, 1), lambda x: (x + torch.arange(70001, dtype=x.dtype) * 1e-6).amax(1)),
    "large softmax": ([[301, 97]], (-3, 3), lambda x: x.softmax(1)),
    "large matmul": ([[301, 203], [203, 702]], (-1, 1), lambda a, b: a @ b),
    "large tall matmul": ([[203, 1111], [203, 90]], (-1, 1), lambda a, b: a.T @ b),
    "large permuted": ([[31, 17, 29, 3]], (-1, 1), lambda x: x.permute(3, 1, 0, 2)),
    "large rows scattered": ([[600, 130]], (-1, 1), lambda x: torch.zeros(40, 130, dtype=x.dtype).index_add(0, torch.arange(600) * 7 % 40, x)),
    "large activated": ([[8, 40, 300], [40]], (-2, 2), lambda x, b: F.relu(x + b[:, None]) * 1.5),
}

tensors = {}
for name, (shapes, (low, high), function) in CASES.items():
    inputs = [formula(shape, i, low, high).requires_grad_() for i, shape in enumerate(shapes)]
    y = function(*inputs)
    gradients = torch.autograd.grad((y * formula(y.shape, 9)).sum(), inputs)
    tensors[f"{name}.shape"] = torch.tensor(y.shape, dtype=torch.int64)
    tensors[f"{name}.y"] = sample(y)
    for i, gradient in enumerate(gradients):
        tensors[f"{name}.gradient{i}"] = sample(gradient)
save_file(tensors, TARGET)
print(f"{len(CASES)} operations, {TARGET.stat().st_size} bytes")
