"""The networks of biggan_family.py in PyTorch: BigGAN-deep, SNGAN, SAGAN and DCGAN, with the checkpoints' names.

From METHODS §5 and the papers (Brock et al. 2019, Miyato et al. 2018, Miyato and Koyama 2018, Zhang et al. 2019, Radford et al. 2016).
"""

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils import spectral_norm

CLASSES, SPECTRAL_EPSILON = 3, 1e-6


# Layers


class AuthorNormalized(nn.Module):
    """Spectral normalization as BigGAN-PyTorch has it: a pass in use makes a step, too, and forgets it (METHODS §5.5)."""

    def __init__(self, layer):
        super().__init__()
        self.layer = layer
        self.register_buffer("u0", torch.randn(1, layer.weight.shape[0]))
        self.register_buffer("sv0", torch.ones(1))

    def forward(self, x):
        rows = self.layer.weight.flatten(1)
        with torch.no_grad():
            v = F.normalize(self.u0 @ rows, eps=SPECTRAL_EPSILON)
            u = F.normalize(v @ rows.t(), eps=SPECTRAL_EPSILON)
        sigma = (v @ rows.t() @ u.t()).reshape(())
        if self.training:
            self.u0.copy_(u)
            self.sv0.fill_(sigma.detach())
        return torch.func.functional_call(self.layer, {"weight": self.layer.weight / sigma}, (x,))


RULES = {
    "none": lambda layer: layer,
    "author": AuthorNormalized,
    "studiogan": lambda layer: spectral_norm(layer, eps=SPECTRAL_EPSILON),
}


class Layers:
    """Makes weighted layers under one rule of spectral normalization."""

    def __init__(self, rule):
        self.rule = RULES[rule]

    def conv(self, inputs, outputs, kernel=3, bias=True):
        return self.rule(nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2, bias=bias))

    def halving(self, inputs, outputs):
        return self.rule(nn.Conv2d(inputs, outputs, 4, stride=2, padding=1))

    def linear(self, inputs, outputs, bias=True):
        return self.rule(nn.Linear(inputs, outputs, bias=bias))

    def table(self, size):
        return self.rule(nn.Embedding(CLASSES, size))


class Normalization(nn.Module):
    """Batch normalization, and relu; its gain and bias are linear in a vector where there is one."""

    def __init__(self, channels, vector, epsilon, layers):
        super().__init__()
        self.register_buffer("stored_mean", torch.zeros(channels))
        self.register_buffer("stored_var", torch.ones(channels))
        self.epsilon, self.is_conditional = epsilon, vector > 0
        if vector:
            self.gain = layers.linear(vector, channels, bias=False)
            self.bias = layers.linear(vector, channels, bias=False)
        else:
            self.gain = nn.Parameter(torch.ones(channels))
            self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x, vector):
        x = F.batch_norm(x, self.stored_mean, self.stored_var, None, None, self.training, 0.1, self.epsilon)
        if self.is_conditional:
            gain, bias = 1 + self.gain(vector), self.bias(vector)
        else:
            gain, bias = self.gain[None], self.bias[None]
        return torch.relu(x * gain[:, :, None, None] + bias[:, :, None, None])


class Attention(nn.Module):
    def __init__(self, channels, layers):
        super().__init__()
        self.theta = layers.conv(channels, channels // 8, 1, bias=False)
        self.phi = layers.conv(channels, channels // 8, 1, bias=False)
        self.g = layers.conv(channels, channels // 2, 1, bias=False)
        self.o = layers.conv(channels // 2, channels, 1, bias=False)
        self.gamma = nn.Parameter(torch.zeros(()))

    def forward(self, x, vector=None):
        query = self.theta(x).flatten(2)
        key = F.max_pool2d(self.phi(x), 2).flatten(2)
        value = F.max_pool2d(self.g(x), 2).flatten(2)
        share = torch.softmax(torch.einsum("nci,ncj->nij", query, key), dim=2)
        seen = torch.einsum("nij,ncj->nci", share, value)
        return x + self.gamma * self.o(seen.unflatten(2, x.shape[2:]))


def doubled(x):
    return F.interpolate(x, scale_factor=2, mode="nearest")


def halved(x):
    return F.avg_pool2d(x, 2)


# Blocks of generators


class GeneratorBlock(nn.Module):
    def __init__(self, inputs, outputs, norm, layers):
        super().__init__()
        self.bn1, self.bn2 = norm(inputs), norm(outputs)
        self.conv1, self.conv2 = layers.conv(inputs, outputs), layers.conv(outputs, outputs)
        self.conv_sc = layers.conv(inputs, outputs, 1)

    def forward(self, x, vector):
        h = self.conv1(doubled(self.bn1(x, vector)))
        return self.conv2(self.bn2(h, vector)) + self.conv_sc(doubled(x))


class DeepGeneratorBlock(nn.Module):
    """Brock et al. 2019, appendix B: the skip leaves the last channels out."""

    def __init__(self, inputs, outputs, doubles, norm, layers):
        super().__init__()
        hidden = inputs // 4
        self.bn1, self.bn2, self.bn3, self.bn4 = norm(inputs), norm(hidden), norm(hidden), norm(hidden)
        self.conv1, self.conv4 = layers.conv(inputs, hidden, 1), layers.conv(hidden, outputs, 1)
        self.conv2, self.conv3 = layers.conv(hidden, hidden), layers.conv(hidden, hidden)
        self.outputs, self.resample = outputs, doubled if doubles else nn.Identity()

    def forward(self, x, vector):
        h = self.conv1(self.bn1(x, vector))
        h = self.conv2(self.resample(self.bn2(h, vector)))
        h = self.conv3(self.bn3(h, vector))
        h = self.conv4(self.bn4(h, vector))
        return h + self.resample(x[:, : self.outputs])


# Blocks of discriminators


class DiscriminatorBlock(nn.Module):
    def __init__(self, inputs, outputs, halves, is_first, layers):
        super().__init__()
        self.conv1, self.conv2 = layers.conv(inputs, outputs), layers.conv(outputs, outputs)
        self.conv_sc = layers.conv(inputs, outputs, 1) if halves or inputs != outputs else None
        self.pool, self.is_first = halved if halves else nn.Identity(), is_first

    def skip(self, x):
        if self.conv_sc is None:
            return x
        return self.conv_sc(self.pool(x)) if self.is_first else self.pool(self.conv_sc(x))

    def forward(self, x):
        h = self.conv1(x if self.is_first else torch.relu(x))
        return self.pool(self.conv2(torch.relu(h))) + self.skip(x)


class DeepDiscriminatorBlock(nn.Module):
    """Brock et al. 2019, appendix B: the skip adds the channels that are missing."""

    def __init__(self, inputs, outputs, halves, layers):
        super().__init__()
        hidden = outputs // 4
        self.conv1, self.conv4 = layers.conv(inputs, hidden, 1), layers.conv(hidden, outputs, 1)
        self.conv2, self.conv3 = layers.conv(hidden, hidden), layers.conv(hidden, hidden)
        self.conv_sc = layers.conv(inputs, outputs - inputs, 1) if outputs > inputs else None
        self.pool = halved if halves else nn.Identity()

    def forward(self, x):
        h = torch.relu(self.conv1(torch.relu(x)))
        h = torch.relu(self.conv3(torch.relu(self.conv2(h))))
        h = self.conv4(self.pool(h))
        x = self.pool(x)
        return h + (x if self.conv_sc is None else torch.cat([x, self.conv_sc(x)], dim=1))


# Networks


def staged(stages):
    """blocks.0.0, blocks.0.1, …"""
    return nn.ModuleList(nn.ModuleList(stage) for stage in stages)


class ResidualGenerator(nn.Module):
    """Of `case`: channels at 4 x 4 and after each stage, and what the blocks are conditioned on."""

    def __init__(self, case):
        super().__init__()
        layers, widths, is_deep = Layers(case["generator_rule"]), case["generator_widths"], case["deep"]
        shared, z = case["shared_dim"], case["z_dim"]
        self.is_deep = is_deep
        self.shared = nn.Embedding(CLASSES, shared) if shared else None
        vector = (shared or CLASSES) + (z if is_deep else 0)
        self.linear = layers.linear(vector if is_deep else z, 16 * widths[0])

        def norm(channels):
            return Normalization(channels, vector, case["bn_eps"], layers)

        stages = []
        for index, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
            if is_deep:
                pairs = [(inputs, False), (outputs, True)]
                stage = [DeepGeneratorBlock(inputs, to, doubles, norm, layers) for to, doubles in pairs]
            else:
                stage = [GeneratorBlock(inputs, outputs, norm, layers)]
            attends = 8 << index == case["attention"]
            stages.append(stage + ([Attention(outputs, layers)] if attends else []))
        self.blocks = staged(stages)
        last = Normalization(widths[-1], 0, case["last_eps"], layers)
        self.output_layer = nn.ModuleList([last, nn.ReLU(), layers.conv(widths[-1], case["channels"])])

    def forward(self, z, y):
        vector = F.one_hot(y, CLASSES).to(z.dtype) if self.shared is None else self.shared(y)
        if self.is_deep:
            z = vector = torch.cat([vector, z], dim=1)
        x = self.linear(z).reshape(len(z), -1, 4, 4)
        for stage in self.blocks:
            for part in stage:
                x = part(x, vector)
        return torch.tanh(self.output_layer[2](self.output_layer[0](x, None)))


class PlainGenerator(nn.Module):
    """DCGAN's, each resolution half as wide as the one below it."""

    def __init__(self, case):
        super().__init__()
        layers, widths, shared = Layers("none"), case["generator_widths"], case["shared_dim"]
        self.shared = nn.Embedding(CLASSES, shared) if shared else None
        self.linear = layers.linear(case["z_dim"], 16 * widths[0])
        self.count = len(widths)
        for index, (inputs, outputs) in enumerate(zip(widths, widths[1:] + [case["channels"]])):
            setattr(self, f"bn{index}", Normalization(inputs, shared, case["bn_eps"], layers))
            setattr(self, f"conv{index}", nn.ConvTranspose2d(inputs, outputs, 4, stride=2, padding=1))

    def forward(self, z, y):
        vector = None if self.shared is None else self.shared(y)
        x = self.linear(z).reshape(len(z), -1, 4, 4)
        for index in range(self.count):
            x = getattr(self, f"conv{index}")(getattr(self, f"bn{index}")(x, vector))
        return torch.tanh(x)


class Discriminator(nn.Module):
    """Features and their head: a linear map, and a projection onto the class's vector where labels count."""

    def __init__(self, case):
        super().__init__()
        self.layers, self.size = Layers(case["discriminator_rule"]), case["discriminator_widths"][-1]
        self.linear = self.layers.linear(self.size, 1)
        self.embed = self.layers.table(self.size) if case["labels"] else None

    def forward(self, images, y):
        features = self.features(images).sum((2, 3))
        logits = self.linear(features)[:, 0]
        return logits if self.embed is None else logits + (features * self.embed(y)).sum(1)


class ResidualDiscriminator(Discriminator):
    def __init__(self, case):
        super().__init__(case)
        layers, widths, self.input_conv = self.layers, case["discriminator_widths"], None
        if case["deep"]:
            self.input_conv = layers.conv(case["channels"], widths[0])
        else:
            widths = [case["channels"]] + widths
        stages, resolution = [], case["resolution"]
        for index, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
            halves = index < case["halvings"]
            resolution //= 2 if halves else 1
            if case["deep"]:
                stage = [DeepDiscriminatorBlock(inputs, outputs, halves, layers)]
                stage.append(DeepDiscriminatorBlock(outputs, outputs, False, layers))
            else:
                stage = [DiscriminatorBlock(inputs, outputs, halves, index == 0, layers)]
            attends = halves and resolution == case["attention"]
            stages.append(stage + ([Attention(outputs, layers)] if attends else []))
        self.blocks = staged(stages)

    def features(self, x):
        x = x if self.input_conv is None else self.input_conv(x)
        for stage in self.blocks:
            for part in stage:
                x = part(x)
        return torch.relu(x)


class PlainDiscriminator(Discriminator):
    """DCGAN's down to 4 x 4. What the positions give is added up."""

    def __init__(self, case):
        super().__init__(case)
        widths = [case["channels"]] + case["discriminator_widths"]
        self.count = len(widths) - 1
        for index, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
            setattr(self, f"conv{index}", self.layers.halving(inputs, outputs))

    def features(self, x):
        for index in range(self.count):
            x = F.leaky_relu(getattr(self, f"conv{index}")(x), 0.2)
        return x
