"""BigGAN and its training step in PyTorch, written from the paper (arXiv:1809.11096) and METHODS §5, for recipes/bench."""

import copy
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn

CLASSES = 10
TABLE = (4, 4, 4, 4)  # multiples of the base width at 4 × 4 and after each block, for 32 × 32 images


@dataclass
class BigGAN:
    """Sizes of both networks, and a step's batch."""

    width: int
    batch: int
    z_dim: int = 128
    shared_dim: int = 128
    resolution: int = 32
    channels: int = 3
    learning_rate: float = 2e-4
    decay: float = 0.9999

    @property
    def chunk(self):
        return self.z_dim // len(TABLE)


class Normalized:
    """One step of the power iteration in each pass in training; the largest singular value divides the weight."""

    def set_up(self):
        nn.init.normal_(self.weight, std=0.02)
        self.register_buffer("u0", torch.randn(1, self.weight.shape[0]))
        return self

    def normalized(self):
        rows = self.weight.flatten(1)
        with torch.no_grad():
            v = F.normalize(self.u0 @ rows, eps=1e-6)
            u = F.normalize(v @ rows.t(), eps=1e-6)
            if self.training:
                self.u0.copy_(u)
        return self.weight / (v @ rows.t() @ u.t()).squeeze()


class Conv(nn.Conv2d, Normalized):
    def __init__(self, inputs, outputs, kernel=3):
        super().__init__(inputs, outputs, kernel, padding=kernel // 2)
        self.set_up()

    def forward(self, x):
        return F.conv2d(x, self.normalized(), self.bias, padding=self.padding)


class Linear(nn.Linear, Normalized):
    def __init__(self, inputs, outputs, bias=True):
        super().__init__(inputs, outputs, bias=bias)
        self.set_up()

    def forward(self, x):
        return F.linear(x, self.normalized(), self.bias)


class Embedding(nn.Embedding, Normalized):
    def __init__(self, classes, size):
        super().__init__(classes, size)
        self.set_up()

    def forward(self, y):
        return F.embedding(y, self.normalized())


class ConditionalNorm(nn.Module):
    def __init__(self, channels, size):
        super().__init__()
        self.gain, self.bias = Linear(size, channels, bias=False), Linear(size, channels, bias=False)
        self.statistics = nn.BatchNorm2d(channels, affine=False)

    def forward(self, x, y):
        return self.statistics(x) * (1 + self.gain(y))[..., None, None] + self.bias(y)[..., None, None]


class GeneratorBlock(nn.Module):
    def __init__(self, inputs, outputs, size):
        super().__init__()
        self.bn1, self.bn2 = ConditionalNorm(inputs, size), ConditionalNorm(outputs, size)
        self.conv1, self.conv2 = Conv(inputs, outputs), Conv(outputs, outputs)
        self.conv_sc = Conv(inputs, outputs, 1)

    def forward(self, x, y):
        h = F.interpolate(F.relu(self.bn1(x, y)), scale_factor=2)
        h = self.conv2(F.relu(self.bn2(self.conv1(h), y)))
        return h + self.conv_sc(F.interpolate(x, scale_factor=2))


class Generator(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.sizes = sizes
        widths = [sizes.width * multiple for multiple in TABLE]
        self.shared = nn.Embedding(CLASSES, sizes.shared_dim)
        self.linear = Linear(sizes.chunk, widths[0] * 16)
        size = sizes.shared_dim + sizes.chunk
        self.blocks = nn.ModuleList(GeneratorBlock(a, b, size) for a, b in zip(widths, widths[1:]))
        self.norm, self.last = nn.BatchNorm2d(widths[-1]), Conv(widths[-1], sizes.channels)

    def forward(self, z, y):
        first, *rest = z.split(self.sizes.chunk, 1)
        shared = self.shared(y)
        x = self.linear(first).view(len(z), -1, 4, 4)
        for block, own in zip(self.blocks, rest):
            x = block(x, torch.cat([shared, own], 1))
        return torch.tanh(self.last(F.relu(self.norm(x))))


class DiscriminatorBlock(nn.Module):
    def __init__(self, inputs, outputs, halves, is_first):
        super().__init__()
        self.conv1, self.conv2 = Conv(inputs, outputs), Conv(outputs, outputs)
        self.conv_sc = Conv(inputs, outputs, 1) if halves or inputs != outputs else None
        self.halves, self.is_first = halves, is_first

    def pooled(self, x):
        return F.avg_pool2d(x, 2) if self.halves else x

    def forward(self, x):
        h = self.pooled(self.conv2(F.relu(self.conv1(x if self.is_first else F.relu(x)))))
        if self.conv_sc is None:
            return h + x
        return h + (self.conv_sc(self.pooled(x)) if self.is_first else self.pooled(self.conv_sc(x)))


class Discriminator(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        width = sizes.width * TABLE[0]
        self.blocks = nn.ModuleList(
            DiscriminatorBlock(width if index else sizes.channels, width, index < 2, index == 0) for index in range(4))
        self.linear, self.embed = Linear(width, 1), Embedding(CLASSES, width)

    def forward(self, x, y):
        for block in self.blocks:
            x = block(x)
        h = F.relu(x).sum([2, 3])
        return self.linear(h) + (self.embed(y) * h).sum(1, keepdim=True)


def drawn(sizes):
    return torch.randn(sizes.batch, sizes.z_dim), torch.randint(CLASSES, [sizes.batch])


def training(sizes):
    """Parts of a step and the share of the steps that have them: one update of each network, and the average."""
    torch.manual_seed(0)
    generator, discriminator = Generator(sizes), Discriminator(sizes)
    average = copy.deepcopy(generator).requires_grad_(False)
    options = dict(lr=sizes.learning_rate, betas=(0.0, 0.999), eps=1e-6)
    optimizers = [torch.optim.Adam(network.parameters(), **options) for network in (generator, discriminator)]
    shape = (sizes.batch, sizes.channels, sizes.resolution, sizes.resolution)
    real, (_, real_y) = torch.rand(shape) * 2 - 1, drawn(sizes)

    def updated(network, optimizer, loss):
        optimizer.zero_grad(set_to_none=True)
        loss().backward()
        optimizer.step()

    def discriminator_loss():
        z, y = drawn(sizes)
        with torch.no_grad():
            fake = generator(z, y)
        fakes, reals = discriminator(torch.cat([fake, real]), torch.cat([y, real_y])).split(sizes.batch)
        return F.relu(1 - reals).mean() + F.relu(1 + fakes).mean()

    def generator_loss():
        z, y = drawn(sizes)
        discriminator.requires_grad_(False)
        loss = -discriminator(generator(z, y), y).mean()
        discriminator.requires_grad_(True)
        return loss

    def step():
        updated(discriminator, optimizers[1], discriminator_loss)
        updated(generator, optimizers[0], generator_loss)
        with torch.no_grad():
            for own, other in zip(average.state_dict().values(), generator.state_dict().values()):
                if own.is_floating_point():
                    own.lerp_(other, 1 - sizes.decay)

    return [(1, step)]


def generating(sizes):
    torch.manual_seed(0)
    generator = Generator(sizes).eval()
    z, y = drawn(sizes)

    def call():
        with torch.no_grad():
            generator(z, y)

    return [(1, call)]


BIGGANS = {"biggan-32": BigGAN(width=32, batch=32), "biggan-64ch": BigGAN(width=64, batch=25)}
