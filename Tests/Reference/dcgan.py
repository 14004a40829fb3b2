"""DCGAN (Radford et al. 2016, arXiv:1511.06434): our own PyTorch re-implementation of how layers follow each other.

No published program has it with labels: batch normalization by class and spectral normalization. Those layers are the published ones, of
BigGAN-PyTorch at commit 9845943. Without labels the published network is run by dcgan_example.py.
"""

import torch
import torch.nn.functional as F
from torch import nn


class Generator(nn.Module):
    """Each resolution is half as wide as the one below it."""

    def __init__(self, layers, case):
        super().__init__()
        widths, shared = case["generator_widths"], case["shared_dim"]
        self.shared = nn.Embedding(case["classes"], shared) if shared else None
        self.linear = nn.Linear(case["z_dim"], 16 * widths[0])
        self.count = len(widths)
        for index, (inputs, outputs) in enumerate(zip(widths, widths[1:] + [case["channels"]])):
            setattr(self, f"bn{index}", self.normalization(layers, inputs, shared, case["bn_eps"]))
            setattr(self, f"conv{index}", nn.ConvTranspose2d(inputs, outputs, 4, stride=2, padding=1))

    @staticmethod
    def normalization(layers, channels, shared, epsilon):
        if not shared:
            return layers.bn(channels, eps=epsilon)
        return layers.ccbn(channels, shared, lambda *sizes: nn.Linear(*sizes, bias=False), eps=epsilon)

    def forward(self, z, y):
        vector = None if self.shared is None else self.shared(y)
        x = self.linear(z).reshape(len(z), -1, 4, 4)
        for index in range(self.count):
            x = getattr(self, f"conv{index}")(torch.relu(getattr(self, f"bn{index}")(x, vector)))
        return torch.tanh(x)


class Discriminator(nn.Module):
    """Down to 4 x 4. What the positions give is added up; a projection onto the class's vector where labels count."""

    def __init__(self, layers, case):
        super().__init__()
        widths, spectral = [case["channels"]] + case["discriminator_widths"], dict(eps=case["spectral_epsilon"])
        self.count = len(widths) - 1
        convolution, linear = nn.Conv2d, nn.Linear
        if case["labels"]:
            convolution, linear = layers.SNConv2d, layers.SNLinear
            self.embed = layers.SNEmbedding(case["classes"], widths[-1], **spectral)
        else:
            self.embed, spectral = None, {}
        self.linear = linear(widths[-1], 1, **spectral)
        for index, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
            setattr(self, f"conv{index}", convolution(inputs, outputs, 4, stride=2, padding=1, **spectral))

    def forward(self, x, y):
        for index in range(self.count):
            x = F.leaky_relu(getattr(self, f"conv{index}")(x), 0.2)
        features = x.sum((2, 3))
        logits = self.linear(features)[:, 0]
        return logits if self.embed is None else logits + (features * self.embed(y)).sum(1)
