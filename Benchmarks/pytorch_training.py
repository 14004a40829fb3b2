"""StyleGAN2's training step in PyTorch, as the official code does it on one processor (METHODS §2), without augmentation."""

import copy
from contextlib import contextmanager
from dataclasses import dataclass

import torch
import torch.nn.functional as F


@dataclass
class Schedule:
    """What a run trains with; a lazy term of weight 0 is not there, and its interval still corrects the optimizer."""

    batch: int
    learning_rate: float = 0.0025
    beta1: float = 0.0
    beta2: float = 0.99
    epsilon: float = 1e-8
    r1_gamma: float = 0.01
    r1_interval: int = 16
    path_weight: float = 2.0
    path_interval: int = 4
    path_decay: float = 0.01
    path_shrink: int = 2
    mixing: float = 0.9
    noise_mode: str = "random"
    ema_kimg: float = 500.0
    ema_ramp: float | None = 0.05


class Training:
    """The networks with their optimizers and the generator's average. Its phases are called in the order of a step.

    As published, a lazy phase gives every parameter of its network a gradient: its loss has the images or logits times zero added, so
    that Adam also takes a step for parameters that the penalty does not depend on (§2.6).
    """

    def __init__(self, generator, discriminator, schedule):
        self.generator, self.discriminator = generator.train(), discriminator.train()
        self.average = copy.deepcopy(generator).eval().requires_grad_(False)
        self.schedule = schedule
        self.path_mean = torch.zeros([])
        self.seen = 0
        generator.requires_grad_(False)
        discriminator.requires_grad_(False)
        self.optimizers = {
            generator: self.adam(generator, schedule.path_interval),
            discriminator: self.adam(discriminator, schedule.r1_interval),
        }

    def adam(self, network, interval):
        """Corrected for a term that has a step of its own each `interval` steps (§2.6)."""
        share = interval / (interval + 1)
        betas = (self.schedule.beta1**share, self.schedule.beta2**share)
        rate = self.schedule.learning_rate * share
        return torch.optim.Adam(network.parameters(), lr=rate, betas=betas, eps=self.schedule.epsilon)

    @contextmanager
    def update(self, network):
        """Whoever is inside calls `backward`; then the network takes a step."""
        optimizer = self.optimizers[network]
        optimizer.zero_grad(set_to_none=True)
        network.requires_grad_(True)
        yield
        network.requires_grad_(False)
        for parameter in network.parameters():
            if parameter.grad is not None:
                torch.nan_to_num(parameter.grad, nan=0, posinf=1e5, neginf=-1e5, out=parameter.grad)
        optimizer.step()

    def styles(self, z, c):
        """Mixed in some batches from a layer on (§2.5)."""
        mapping = self.generator.mapping
        ws = mapping(z, c)
        if self.schedule.mixing > 0:
            cutoff = int(torch.randint(1, ws.shape[1], []))
            if torch.rand([]) < self.schedule.mixing:
                other = mapping(torch.randn_like(z), c, updates_average=False)
                ws = torch.cat([ws[:, :cutoff], other[:, cutoff:]], 1)
        return ws

    def images_of(self, ws):
        return self.generator.synthesis(ws, self.schedule.noise_mode)

    def generator_main(self, z, c):
        with self.update(self.generator):
            images = self.images_of(self.styles(z, c))
            F.softplus(-self.discriminator(images, c)).mean().backward()

    def path_length(self, z, c, noise):
        """Of the first rows; `noise` is drawn from N(0, 1) for their images (§2.4)."""
        rows = z.shape[0] // self.schedule.path_shrink
        with self.update(self.generator):
            ws = self.styles(z[:rows], c[:rows])
            images = self.images_of(ws)
            noise = noise / (images.shape[2] * images.shape[3]) ** 0.5
            [slope] = torch.autograd.grad((images * noise).sum(), ws, create_graph=True)
            lengths = slope.square().sum(2).mean(1).sqrt()
            mean = self.path_mean.lerp(lengths.mean(), self.schedule.path_decay)
            self.path_mean = mean.detach()
            penalty = (lengths - mean).square().mean() * self.schedule.path_weight
            (penalty * self.schedule.path_interval + 0 * images.sum()).backward()

    def discriminator_main(self, z, c, real, real_c):
        with self.update(self.discriminator):
            fake = self.images_of(self.styles(z, c))
            F.softplus(self.discriminator(fake, c)).mean().backward()
            F.softplus(-self.discriminator(real, real_c)).mean().backward()

    def r1(self, real, real_c):
        """§2.3."""
        with self.update(self.discriminator):
            real = real.detach().requires_grad_(True)
            logits = self.discriminator(real, real_c)
            [slope] = torch.autograd.grad(logits.sum(), real, create_graph=True)
            penalty = slope.square().sum([1, 2, 3]).mean() * (self.schedule.r1_gamma / 2)
            (penalty * self.schedule.r1_interval + 0 * logits.sum()).backward()

    def finish(self):
        """Moves the average of the generator, at the end of a step (§2.7)."""
        images = self.schedule.ema_kimg * 1000
        if self.schedule.ema_ramp is not None:
            images = min(images, self.seen * self.schedule.ema_ramp)
        decay = 0.5 ** (self.schedule.batch / max(images, 1e-8))
        for average, parameter in zip(self.average.parameters(), self.generator.parameters()):
            average.copy_(parameter.lerp(average, decay))
        for average, buffer in zip(self.average.buffers(), self.generator.buffers()):
            average.copy_(buffer)
        self.seen += self.schedule.batch
