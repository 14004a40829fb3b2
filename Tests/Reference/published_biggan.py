"""BigGAN's networks for 32 x 32 images in PyTorch, from METHODS §5, with the parameter names of both published programs.

`Author` names as BigGAN-PyTorch: spectral normalization makes a step of its power iteration in use, too, and forgets it.
`Studio` names as StudioGAN: PyTorch's own spectral normalization. The layers between are the same.
"""

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils import spectral_norm


class Author:
    """Names and normalization of BigGAN-PyTorch."""

    epsilon = last_epsilon = 1e-5
    linear, head, embed = "linear", "linear", "embed"
    convolutions = {"skip": "conv_sc", "first": "conv1", "second": "conv2"}
    attention = {"theta": "theta", "phi": "phi", "g": "g", "o": "o", "gamma": "gamma"}
    gamma_shape = []

    class Normalized(nn.Module):
        def __init__(self, layer):
            super().__init__()
            self.weight, self.bias, self.layer = layer.weight, getattr(layer, "bias", None), [layer]
            self.register_buffer("u0", torch.randn(1, self.weight.shape[0]))
            self.register_buffer("sv0", torch.ones(1))

        def forward(self, x):
            rows = self.weight.flatten(1)
            v = F.normalize(self.u0 @ rows, eps=1e-6)
            u = F.normalize(v @ rows.t(), eps=1e-6)
            weight = self.weight / (v @ rows.t() @ u.t()).squeeze()
            [layer] = self.layer
            if isinstance(layer, nn.Embedding):
                return F.embedding(x, weight)
            if isinstance(layer, nn.Linear):
                return F.linear(x, weight, self.bias)
            return F.conv2d(x, weight, self.bias, padding=layer.padding)

    normalized = Normalized

    class Statistics(nn.Module):
        """Of each channel, named by BigGAN-PyTorch; a gain and a bias where they are no functions of the class."""

        def __init__(self, channels, affine):
            super().__init__()
            self.register_buffer("stored_mean", torch.randn(channels) * 0.1)
            self.register_buffer("stored_var", torch.rand(channels) + 0.5)
            if affine:
                self.gain = nn.Parameter(1 + 0.1 * torch.randn(channels))
                self.bias = nn.Parameter(0.1 * torch.randn(channels))

        def forward(self, x):
            gain, bias = getattr(self, "gain", None), getattr(self, "bias", None)
            return F.batch_norm(x, self.stored_mean, self.stored_var, gain, bias, eps=Author.epsilon)

    @staticmethod
    def conditional(channels, size):
        """`gain`, `bias` and the statistics themselves are one module's."""
        module = Author.Statistics(channels, affine=False)
        module.gain = Author.normalized(nn.Linear(size, channels, bias=False))
        module.bias = Author.normalized(nn.Linear(size, channels, bias=False))
        module.forward = lambda x: F.batch_norm(x, module.stored_mean, module.stored_var, eps=Author.epsilon)
        return module

    @staticmethod
    def last(generator, channels, images):
        parts = [Author.Statistics(channels, affine=True), nn.ReLU(), Author.normalized(nn.Conv2d(channels, images, 3, padding=1))]
        generator.output_layer = nn.Sequential(*parts)
        return [generator.output_layer]

    @staticmethod
    def stages(parts):
        return nn.ModuleList(nn.ModuleList(stage) for stage in parts)


class Studio:
    """Names and normalization of StudioGAN."""

    epsilon = 1e-4
    linear, head, embed = "linear0", "linear1", "embedding"
    convolutions = {"skip": "conv2d0", "first": "conv2d1", "second": "conv2d2"}
    attention = {"theta": "conv1x1_theta", "phi": "conv1x1_phi", "g": "conv1x1_g", "o": "conv1x1_attn", "gamma": "sigma"}
    gamma_shape = [1]

    @staticmethod
    def normalized(layer):
        return spectral_norm(layer, eps=1e-6)

    @staticmethod
    def drawn(statistics):
        statistics.running_mean.normal_(0, 0.1)
        statistics.running_var.uniform_(0.5, 1.5)
        return statistics

    @staticmethod
    def conditional(channels, size):
        module = nn.Module()
        module.bn = Studio.drawn(nn.BatchNorm2d(channels, eps=Studio.epsilon, affine=False))
        module.gain = Studio.normalized(nn.Linear(size, channels, bias=False))
        module.bias = Studio.normalized(nn.Linear(size, channels, bias=False))
        module.forward = module.bn.forward
        return module

    @staticmethod
    def last(generator, channels, images):
        generator.bn4 = Studio.drawn(nn.BatchNorm2d(channels, eps=Studio.epsilon))
        nn.init.normal_(generator.bn4.weight, 1, 0.1)
        nn.init.normal_(generator.bn4.bias, 0, 0.1)
        generator.conv2d5 = Studio.normalized(nn.Conv2d(channels, images, 3, padding=1))
        return [generator.bn4, nn.ReLU(), generator.conv2d5]

    @staticmethod
    def stages(parts):
        """Attention is a stage of its own."""
        return nn.ModuleList(nn.ModuleList([part]) for stage in parts for part in stage)


class Attention(nn.Module):
    def __init__(self, channels, form):
        super().__init__()
        names = self.names = form.attention
        for key, inputs, outputs in [
            ("theta", channels, channels // 8), ("phi", channels, channels // 8), ("g", channels, channels // 2),
            ("o", channels // 2, channels),
        ]:  # fmt: skip
            setattr(self, names[key], form.normalized(nn.Conv2d(inputs, outputs, 1, bias=False)))
        setattr(self, names["gamma"], nn.Parameter(torch.full(form.gamma_shape, 0.7)))

    def forward(self, x):
        part = {key: getattr(self, name) for key, name in self.names.items()}
        queries = part["theta"](x).flatten(2)
        keys, values = (F.max_pool2d(part[key](x), 2).flatten(2) for key in ("phi", "g"))
        weights = torch.softmax(queries.transpose(1, 2) @ keys, -1)
        seen = (values @ weights.transpose(1, 2)).unflatten(2, x.shape[2:])
        return x + part["gamma"] * part["o"](seen)


class Block(nn.Module):
    def __init__(self, inputs, outputs, form):
        super().__init__()
        self.names = form.convolutions
        for key, taken, kernel in [("skip", inputs, 1), ("first", inputs, 3), ("second", outputs, 3)]:
            layer = nn.Conv2d(taken, outputs, kernel, padding=kernel // 2)
            setattr(self, self.names[key], form.normalized(layer))

    def part(self, key, x):
        return getattr(self, self.names[key])(x)


class GeneratorBlock(Block):
    def __init__(self, inputs, outputs, size, form):
        super().__init__(inputs, outputs, form)
        self.bn1, self.bn2 = form.conditional(inputs, size), form.conditional(outputs, size)

    @staticmethod
    def conditioned(norm, x, y):
        return F.relu(norm.forward(x) * (1 + norm.gain(y))[..., None, None] + norm.bias(y)[..., None, None])

    def forward(self, x, y):
        h = self.part("first", F.interpolate(self.conditioned(self.bn1, x, y), scale_factor=2))
        h = self.part("second", self.conditioned(self.bn2, h, y))
        return h + self.part("skip", F.interpolate(x, scale_factor=2))


class Generator(nn.Module):
    """z [N, 4 chunks] and classes [N] to images [N, 3, 32, 32]."""

    def __init__(self, form, ch, chunk, shared, classes):
        super().__init__()
        self.chunk, self.form = chunk, form
        width = 4 * ch
        self.shared = nn.Embedding(classes, shared)
        setattr(self, form.linear, form.normalized(nn.Linear(chunk, width * 16)))
        blocks = [[GeneratorBlock(width, width, shared + chunk, form)] for _ in range(3)]
        blocks[1].append(Attention(width, form))
        self.blocks = form.stages(blocks)
        self.last = form.last(self, width, 3)

    def forward(self, z, y):
        first, *rest = z.split(self.chunk, 1)
        vectors = iter([torch.cat([self.shared(y), own], 1) for own in rest])
        x = getattr(self, self.form.linear)(first)
        x = x.view(len(z), -1, 4, 4)
        for stage in self.blocks:
            for part in stage:
                x = part(x) if isinstance(part, Attention) else part(x, next(vectors))
        for part in self.last:
            x = part(x)
        return torch.tanh(x)


class DiscriminatorBlock(Block):
    def __init__(self, inputs, outputs, halves, is_first, form):
        super().__init__(inputs, outputs, form)
        self.halves, self.is_first = halves, is_first
        self.has_skip = halves or inputs != outputs
        if not self.has_skip:
            delattr(self, self.names["skip"])

    def pooled(self, x):
        return F.avg_pool2d(x, 2) if self.halves else x

    def forward(self, x):
        h = self.part("first", x if self.is_first else F.relu(x))
        h = self.pooled(self.part("second", F.relu(h)))
        if not self.has_skip:
            return h + x
        return h + (self.part("skip", self.pooled(x)) if self.is_first else self.pooled(self.part("skip", x)))


class Discriminator(nn.Module):
    """Images [N, 3, 32, 32] and classes [N] to logits [N]."""

    def __init__(self, form, width, classes):
        super().__init__()
        self.form = form
        blocks = [[DiscriminatorBlock(width if index else 3, width, index < 2, index == 0, form)] for index in range(4)]
        blocks[0].append(Attention(width, form))
        self.blocks = form.stages(blocks)
        setattr(self, form.head, form.normalized(nn.Linear(width, 1)))
        setattr(self, form.embed, form.normalized(nn.Embedding(classes, width)))

    def forward(self, x, y):
        for stage in self.blocks:
            for part in stage:
                x = part(x)
        h = F.relu(x).sum([2, 3])
        return getattr(self, self.form.head)(h).flatten() + (getattr(self, self.form.embed)(y) * h).sum(1)
