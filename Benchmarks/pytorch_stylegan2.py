"""StyleGAN2 and its training in PyTorch, written from the papers' formulas (METHODS §1-2), for comparisons.

It does what the official code does on a processor: plain operators for bias and activation, a depthwise convolution for
each FIR filter, the modulated convolution scaled before and after in training and grouped by sample in evaluation.
Parameters are named as in published checkpoints. `Tests/Reference/stylegan2.py` checks it against the oracles.

Shapes: z [N, z_dim], labels c [N, c_dim], styles ws [N, layers, w_dim], images [N, channels, H, W] in [-1, 1].
"""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn

TAPS = (1.0, 3.0, 3.0, 1.0)


@dataclass
class Networks:
    """The networks' sizes."""

    resolution: int
    channels: int
    z_dim: int
    w_dim: int
    c_dim: int
    channel_base: int
    channel_max: int
    mapping_layers: int = 2
    label_mapping_layers: int = 8
    generator_architecture: str = "skip"
    discriminator_architecture: str = "resnet"
    group_size: int = 4
    noise: bool = True

    def width(self, resolution):
        return min(self.channel_base // resolution, self.channel_max)

    def resolutions(self):
        return [2**level for level in range(2, self.resolution.bit_length())]


# Operators (§1.1-1.3)


def bias_activation(x, bias, activation="linear", gain=1.0):
    x = x + bias.reshape(1, -1, *[1] * (x.ndim - 2))
    if activation == "linear":
        return x * gain if gain != 1 else x
    return F.leaky_relu(x, 0.2) * (gain * math.sqrt(2))


def fir_filter():
    taps = torch.tensor(TAPS)
    return torch.outer(taps, taps) / taps.sum() ** 2


def upfirdn(x, taps, up=1, down=1, padding=(0, 0), gain=1.0):
    """Zeros inserted, padded or cropped by (before, after), filtered, every down-th kept."""
    batch, channels, height, width = x.shape
    if up > 1:
        x = x.reshape(batch, channels, height, 1, width, 1)
        x = F.pad(x, [0, up - 1, 0, 0, 0, up - 1]).reshape(batch, channels, height * up, width * up)
    x = F.pad(x, [padding[0], padding[1], padding[0], padding[1]])
    taps = (taps * gain).flip([0, 1])[None, None].repeat(channels, 1, 1, 1)
    return F.conv2d(x, taps, groups=channels)[:, :, ::down, ::down]


def upsampled(x, taps):
    width = taps.shape[0]
    return upfirdn(x, taps, up=2, padding=((width + 1) // 2, (width - 2) // 2), gain=4)


def downsampled(x, taps):
    width = taps.shape[0]
    return upfirdn(x, taps, down=2, padding=((width - 1) // 2, (width - 2) // 2))


def resampled_convolution(x, weight, taps, up=1, down=1, groups=1):
    """The convolution that keeps the size but for a factor of 2 up or down: a true one when upsampling (§1.3)."""
    kernel, width = weight.shape[2], taps.shape[0]
    before = after = kernel // 2
    if up > 1:
        before, after = before + (width + up - 1) // 2, after + (width - up) // 2
    if down > 1:
        before, after = before + (width - down + 1) // 2, after + (width - down) // 2
    if kernel == 1 and down > 1:
        return F.conv2d(upfirdn(x, taps, down=down, padding=(before, after)), weight, groups=groups)
    if kernel == 1 and up > 1:
        return upfirdn(F.conv2d(x, weight, groups=groups), taps, up=up, padding=(before, after), gain=up**2)
    if down > 1:
        return F.conv2d(upfirdn(x, taps, padding=(before, after)), weight, stride=down, groups=groups)
    if up > 1:
        before, after = before - (kernel - 1), after - (kernel - up)
        inside = max(min(-before, -after), 0)
        outputs, inputs = weight.shape[0] // groups, weight.shape[1]
        weight = weight.reshape(groups, outputs, inputs, kernel, kernel).transpose(1, 2)
        weight = weight.reshape(groups * inputs, outputs, kernel, kernel)
        x = F.conv_transpose2d(x, weight, stride=up, padding=inside, groups=groups)
        return upfirdn(x, taps, padding=(before + inside, after + inside), gain=up**2)
    return F.conv2d(x, weight, padding=kernel // 2, groups=groups)


def modulated_convolution(x, weight, styles, taps, up=1, noise=None, demodulate=True, fused=False):
    """Weights [out, in, k, k] scaled by styles [N, in], brought back to unit norm (§1.5)."""
    batch = x.shape[0]
    modulated = weight[None] * styles[:, None, :, None, None] if demodulate or fused else None
    norm = (modulated.square().sum([2, 3, 4]) + 1e-8).rsqrt() if demodulate else None  # [N, out]
    if fused:
        if demodulate:
            modulated = modulated * norm[:, :, None, None, None]
        x = x.reshape(1, -1, *x.shape[2:])
        x = resampled_convolution(x, modulated.reshape(-1, *weight.shape[1:]), taps, up=up, groups=batch)
        x = x.reshape(batch, -1, *x.shape[2:])
        return x if noise is None else x + noise
    x = resampled_convolution(x * styles[:, :, None, None], weight, taps, up=up)
    if demodulate and noise is not None:
        return torch.addcmul(noise, x, norm[:, :, None, None])
    if demodulate:
        return x * norm[:, :, None, None]
    return x if noise is None else x + noise


def unit_moment(x):
    return x * (x.square().mean(1, keepdim=True) + 1e-8).rsqrt()


# Layers


class FullyConnected(nn.Module):
    def __init__(self, inputs, outputs, activation="linear", rate=1.0, bias=0.0):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs) / rate)
        self.bias = nn.Parameter(torch.full([outputs], float(bias)))
        self.activation, self.rate, self.gain = activation, rate, rate / math.sqrt(inputs)

    def forward(self, x):
        weight, bias = self.weight * self.gain, self.bias
        if self.rate != 1:
            bias = bias * self.rate
        if self.activation == "linear":
            return torch.addmm(bias[None], x, weight.t())
        return bias_activation(x.matmul(weight.t()), bias, self.activation)


class Convolution(nn.Module):
    def __init__(self, inputs, outputs, kernel, activation="lrelu", up=1, down=1, bias=True, gain=1.0):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs, kernel, kernel))
        self.bias = nn.Parameter(torch.zeros(outputs)) if bias else None
        self.register_buffer("resample_filter", fir_filter())
        self.activation, self.up, self.down, self.gain = activation, up, down, gain
        self.weight_gain = 1 / math.sqrt(inputs * kernel**2)

    def forward(self, x):
        x = resampled_convolution(x, self.weight * self.weight_gain, self.resample_filter, self.up, self.down)
        if self.bias is None:
            return x * self.gain
        return bias_activation(x, self.bias, self.activation, self.gain)


class Mapping(nn.Module):
    """From z and labels to styles; of labels alone where z_dim is 0 (§1.4)."""

    def __init__(self, z_dim, c_dim, w_dim, count, layers):
        super().__init__()
        self.z_dim, self.c_dim, self.count, self.layers = z_dim, c_dim, count, layers
        if c_dim:
            self.embed = FullyConnected(c_dim, w_dim)
        widths = [z_dim + (w_dim if c_dim else 0)] + [w_dim] * layers
        for index, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
            setattr(self, f"fc{index}", FullyConnected(inputs, outputs, "lrelu", rate=0.01))
        if count:
            self.register_buffer("w_avg", torch.zeros(w_dim))

    def forward(self, z, c, updates_average=True):
        parts = [unit_moment(z)] if self.z_dim else []
        if self.c_dim:
            parts.append(unit_moment(self.embed(c)))
        x = torch.cat(parts, 1)
        for index in range(self.layers):
            x = getattr(self, f"fc{index}")(x)
        if not self.count:
            return x
        if self.training and updates_average:
            self.w_avg.copy_(x.detach().mean(0).lerp(self.w_avg, 0.995))
        return x[:, None].repeat(1, self.count, 1)

    def truncated(self, ws, psi, cutoff=None):
        cutoff = ws.shape[1] if cutoff is None else cutoff
        return torch.cat([self.w_avg.lerp(ws[:, :cutoff], psi), ws[:, cutoff:]], 1)


class SynthesisLayer(nn.Module):
    def __init__(self, inputs, outputs, w_dim, resolution, up, noise, gain=1.0):
        super().__init__()
        self.affine = FullyConnected(w_dim, inputs, bias=1)
        self.weight = nn.Parameter(torch.randn(outputs, inputs, 3, 3))
        self.bias = nn.Parameter(torch.zeros(outputs))
        if noise:
            self.register_buffer("noise_const", torch.randn(resolution, resolution))
            self.noise_strength = nn.Parameter(torch.zeros([]))
        self.register_buffer("resample_filter", fir_filter())
        self.up, self.resolution, self.has_noise, self.gain = up, resolution, noise, gain

    def forward(self, x, w, noise_mode, fused):
        noise = None
        if self.has_noise and noise_mode == "random":
            noise = torch.randn(x.shape[0], 1, self.resolution, self.resolution) * self.noise_strength
        elif self.has_noise and noise_mode == "const":
            noise = self.noise_const * self.noise_strength
        styles = self.affine(w)
        x = modulated_convolution(x, self.weight, styles, self.resample_filter, self.up, noise, fused=fused)
        return bias_activation(x, self.bias, "lrelu", self.gain)


class ImageLayer(nn.Module):
    def __init__(self, inputs, channels, w_dim):
        super().__init__()
        self.affine = FullyConnected(w_dim, inputs, bias=1)
        self.weight = nn.Parameter(torch.randn(channels, inputs, 1, 1))
        self.bias = nn.Parameter(torch.zeros(channels))
        self.gain = 1 / math.sqrt(inputs)

    def forward(self, x, w, fused, taps):
        styles = self.affine(w) * self.gain
        x = modulated_convolution(x, self.weight, styles, taps, demodulate=False, fused=fused)
        return bias_activation(x, self.bias)


# Networks (§1.8, 1.9)


class SynthesisBlock(nn.Module):
    def __init__(self, inputs, outputs, resolution, is_last, sizes):
        super().__init__()
        self.architecture = sizes.generator_architecture
        self.is_first = inputs == 0
        self.register_buffer("resample_filter", fir_filter())
        gain = math.sqrt(0.5) if self.architecture == "resnet" and not self.is_first else 1.0
        if self.is_first:
            self.const = nn.Parameter(torch.randn(outputs, resolution, resolution))
        else:
            self.conv0 = SynthesisLayer(inputs, outputs, sizes.w_dim, resolution, 2, sizes.noise)
        self.conv1 = SynthesisLayer(outputs, outputs, sizes.w_dim, resolution, 1, sizes.noise, gain)
        self.convolutions = 1 if self.is_first else 2
        self.has_image = is_last or self.architecture == "skip"
        if self.has_image:
            self.torgb = ImageLayer(outputs, sizes.channels, sizes.w_dim)
        if self.architecture == "resnet" and not self.is_first:
            self.skip = Convolution(inputs, outputs, 1, "linear", up=2, bias=False, gain=gain)

    def forward(self, x, image, ws, noise_mode):
        styles = iter(ws.unbind(1))
        fused = not self.training
        if self.is_first:
            x = self.const[None].repeat(ws.shape[0], 1, 1, 1)
            x = self.conv1(x, next(styles), noise_mode, fused)
        else:
            beside = self.skip(x) if self.architecture == "resnet" else None
            x = self.conv0(x, next(styles), noise_mode, fused)
            x = self.conv1(x, next(styles), noise_mode, fused)
            x = x if beside is None else beside + x
        if image is not None:
            image = upsampled(image, self.resample_filter)
        if self.has_image:
            own = self.torgb(x, next(styles), fused, self.resample_filter)
            image = own if image is None else image + own
        return x, image


class Synthesis(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.count, inputs, self.blocks = 1, 0, []
        for resolution in sizes.resolutions():
            outputs, is_last = sizes.width(resolution), resolution == sizes.resolution
            block = SynthesisBlock(inputs, outputs, resolution, is_last, sizes)
            setattr(self, f"b{resolution}", block)
            self.blocks.append(f"b{resolution}")
            self.count += block.convolutions
            inputs = outputs

    def forward(self, ws, noise_mode="random"):
        x = image = None
        first = 0
        for block in map(self.get_submodule, self.blocks):
            count = block.convolutions + block.has_image
            x, image = block(x, image, ws[:, first : first + count], noise_mode)
            first += block.convolutions
        return image


class Generator(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.synthesis = Synthesis(sizes)
        self.mapping = Mapping(sizes.z_dim, sizes.c_dim, sizes.w_dim, self.synthesis.count, sizes.mapping_layers)

    def forward(self, z, c, noise_mode="random"):
        return self.synthesis(self.mapping(z, c), noise_mode)


class DiscriminatorBlock(nn.Module):
    def __init__(self, inputs, outputs, is_first, sizes):
        super().__init__()
        self.architecture = sizes.discriminator_architecture
        gain = math.sqrt(0.5) if self.architecture == "resnet" else 1.0
        self.register_buffer("resample_filter", fir_filter())
        self.has_image = is_first or self.architecture == "skip"
        if self.has_image:
            self.fromrgb = Convolution(sizes.channels, inputs, 1)
        self.conv0 = Convolution(inputs, inputs, 3)
        self.conv1 = Convolution(inputs, outputs, 3, down=2, gain=gain)
        if self.architecture == "resnet":
            self.skip = Convolution(inputs, outputs, 1, "linear", down=2, bias=False, gain=gain)

    def forward(self, x, image):
        if self.has_image:
            own = self.fromrgb(image)
            x = own if x is None else x + own
        image = downsampled(image, self.resample_filter) if self.architecture == "skip" else image
        beside = self.skip(x) if self.architecture == "resnet" else None
        x = self.conv1(self.conv0(x))
        return x if beside is None else beside + x, image


def with_batch_deviation(x, group):
    """One more channel: the deviation within groups of samples that lie N / group apart (§1.9)."""
    batch, channels, height, width = x.shape
    group = min(group, batch)
    y = x.reshape(group, -1, channels, height, width)
    deviation = ((y - y.mean(0)).square().mean(0) + 1e-8).sqrt().mean([1, 2, 3])  # [N / group]
    return torch.cat([x, deviation.reshape(-1, 1, 1, 1).repeat(group, 1, height, width)], 1)


class Epilogue(nn.Module):
    def __init__(self, width, outputs, sizes):
        super().__init__()
        self.group = sizes.group_size
        self.has_image = sizes.discriminator_architecture == "skip"
        if self.has_image:
            self.fromrgb = Convolution(sizes.channels, width, 1)
        self.conv = Convolution(width + 1, width, 3)
        self.fc = FullyConnected(width * 16, width, "lrelu")
        self.out = FullyConnected(width, outputs)

    def forward(self, x, image):
        if self.has_image:
            x = x + self.fromrgb(image)
        return self.out(self.fc(self.conv(with_batch_deviation(x, self.group)).flatten(1)))


class Discriminator(nn.Module):
    """Logits [N, 1], projected on the labels' embedding where there are labels."""

    def __init__(self, sizes):
        super().__init__()
        self.blocks = []
        for resolution in reversed(sizes.resolutions()[1:]):
            widths = sizes.width(resolution), sizes.width(resolution // 2)
            setattr(self, f"b{resolution}", DiscriminatorBlock(*widths, resolution == sizes.resolution, sizes))
            self.blocks.append(f"b{resolution}")
        width = sizes.width(4)
        self.b4 = Epilogue(width, width if sizes.c_dim else 1, sizes)
        if sizes.c_dim:
            self.mapping = Mapping(0, sizes.c_dim, width, None, sizes.label_mapping_layers)

    def forward(self, image, c):
        x = None
        for block in map(self.get_submodule, self.blocks):
            x, image = block(x, image)
        x = self.b4(x, image)
        if not hasattr(self, "mapping"):
            return x
        labels = self.mapping(None, c)
        return (x * labels).sum(1, keepdim=True) / math.sqrt(labels.shape[1])
