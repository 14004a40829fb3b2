"""Numbers of two blocks of EfficientNet-Lite for Tests/GANMetricsTests/FeatureNetworkTests.swift, computed by PyPI's
efficientnet_lite_pytorch 0.1.0 (MBConvBlock) in float64. Weights and inputs are sines of their index.

    python -m venv venv && venv/bin/pip install torch efficientnet_lite_pytorch
    venv/bin/python Tests/Reference/efficientnet_block.py
"""
import torch
from efficientnet_lite_pytorch.model import MBConvBlock
from efficientnet_lite_pytorch.utils import BlockArgs, GlobalParams

HEIGHT, WIDTH, COUNT = 7, 6, 2
PARAMETERS = GlobalParams(batch_norm_momentum=0.99, batch_norm_epsilon=1e-3, relu_fn="relu6")


def sines(index, *shape):
    """0.3 sin(0.37 i + index)."""
    count = torch.Size(shape).numel()
    return (0.3 * torch.sin(0.37 * torch.arange(count, dtype=torch.float64) + index)).reshape(shape)


def block(inputs, outputs, kernel, stride, expansion):
    arguments = BlockArgs(
        num_repeat=1, kernel_size=kernel, stride=[stride], expand_ratio=expansion, input_filters=inputs,
        output_filters=outputs, se_ratio=None, id_skip=True)
    made = MBConvBlock(arguments, PARAMETERS, image_size=(HEIGHT, WIDTH)).double().eval()
    made._block_args = arguments._replace(stride=stride)
    names = sorted(name for name, value in made.state_dict().items() if value.dtype.is_floating_point)
    for index, name in enumerate(names):
        own = made.state_dict()[name]
        own.copy_(sines(index, *own.shape) + (1 if name.endswith(("running_var", "weight")) else 0))
    return made


for arguments in ((3, 3, 3, 1, 2), (3, 4, 5, 2, 1)):
    images = 10 * sines(40, COUNT, arguments[0], HEIGHT, WIDTH)
    with torch.no_grad():
        y = block(*arguments)(images)
    print(arguments, list(y.shape))
    for row in y[1, :2, :2].flatten(0, 1).tolist():
        print(", ".join(f"{value:.7f}" for value in row))
