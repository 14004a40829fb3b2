"""StyleGAN2's training loop: the published code at commit d72cc7d of NVlabs/stylegan2-ada-pytorch, not a re-implementation.

Other scripts take `Published` from here. Networks and losses are the program's classes. Its loop needs CUDA and data, so the statements
that make the optimizers, run the phases and move the average are taken from its source and run on their own.
"""

import ast
import copy
import functools
from pathlib import Path
from unittest import mock

import torch

import published_code

COMMIT = "d72cc7d"
MODULES = ["training.networks", "training.loss", "torch_utils.misc", "dnnlib"]
PHASES = ["Gmain", "Greg", "Dmain", "Dreg"]  # the order in which the program makes them


class Published:
    """The program in a checkout."""

    def __init__(self, checkout):
        published_code.commit(checkout, COMMIT)
        folder = Path(checkout).resolve()
        self.networks, self.loss, self.misc, self.library = published_code.load(
            folder, *MODULES, missing=["requests", "PIL"], stays=True)
        source = ast.parse((folder / "training/training_loop.py").read_text("utf-8-sig"))
        self.optimizers = statement(source, ast.For, "name, module, opt_kwargs, reg_interval")
        self.phases = statement(source, ast.For, "phase, phase_gen_z, phase_gen_c")
        self.average = statement(source, ast.With, "'Gema'")

    def pair(self, sizes):
        """A generator and a discriminator in single precision; sizes are those of Benchmarks/pytorch_stylegan2.py."""
        easy = self.library.EasyDict
        common = dict(c_dim=sizes.c_dim, img_resolution=sizes.resolution, img_channels=sizes.channels)
        layers = dict(channel_base=sizes.channel_base, channel_max=sizes.channel_max, num_fp16_res=0, conv_clamp=None)
        generator = self.networks.Generator(
            z_dim=sizes.z_dim, w_dim=sizes.w_dim, mapping_kwargs=easy(num_layers=sizes.mapping_layers),
            synthesis_kwargs=easy(layers, architecture=sizes.generator_architecture, use_noise=sizes.noise), **common)  # fmt: skip
        discriminator = self.networks.Discriminator(
            architecture=sizes.discriminator_architecture, mapping_kwargs=easy(num_layers=sizes.label_mapping_layers),
            epilogue_kwargs=easy(mbstd_group_size=sizes.group_size), **layers, **common)  # fmt: skip
        return generator, discriminator


def statement(source, kind, words):
    """The compiled statement of a program of that kind whose head holds `words`."""
    [found] = [node for node in ast.walk(source) if isinstance(node, kind) and words in ast.unparse(node).split("\n")[0]]
    return compile(ast.Module([found], []), "training_loop.py", "exec")


class Training:
    """Iterations of two networks by the published statements.

    - schedule: that of Benchmarks/pytorch_training.py.
    """

    def __init__(self, program, generator, discriminator, schedule):
        self.program, self.generator, self.discriminator = program, generator.train(), discriminator.train()
        self.average = copy.deepcopy(generator).eval().requires_grad_(False)
        generator.requires_grad_(False), discriminator.requires_grad_(False)
        synthesis = generator.synthesis
        synthesis.forward = functools.partial(synthesis.forward, noise_mode=schedule.noise_mode)
        self.loss = program.loss.StyleGAN2Loss(
            "cpu", generator.mapping, synthesis, discriminator, style_mixing_prob=schedule.mixing, r1_gamma=schedule.r1_gamma,
            pl_batch_shrink=schedule.path_shrink, pl_decay=schedule.path_decay, pl_weight=schedule.path_weight)  # fmt: skip
        self.scope = self.settings(schedule)
        exec(program.optimizers, self.scope)
        for phase in self.scope["phases"]:
            phase.start_event = phase.end_event = None

    def settings(self, schedule):
        """What the statements read, under the program's names."""
        easy = self.program.library.EasyDict
        adam = easy(
            class_name="torch.optim.Adam", lr=schedule.learning_rate, betas=[schedule.beta1, schedule.beta2],
            eps=schedule.epsilon)  # fmt: skip
        return dict(
            torch=torch, misc=self.program.misc, dnnlib=self.program.library, loss=self.loss, phases=[], G=self.generator,
            D=self.discriminator, G_ema=self.average, G_opt_kwargs=adam, D_opt_kwargs=adam, G_reg_interval=schedule.path_interval,
            D_reg_interval=schedule.r1_interval, batch_size=schedule.batch, batch_gpu=schedule.batch, num_gpus=1, cur_nimg=0,
            batch_idx=0, ema_kimg=schedule.ema_kimg, ema_rampup=schedule.ema_ramp)  # fmt: skip

    @property
    def path_mean(self):
        return self.loss.pl_mean

    def iterate(self, given):
        """- given: real, real_c, and z and c of each phase; what the phases draw besides is the noise of path lengths."""
        z, c = ([[given.get(f"{phase}.{name}")] for phase in PHASES] for name in "zc")
        self.scope |= dict(phase_real_img=[given["real"]], phase_real_c=[given["real_c"]], all_gen_z=z, all_gen_c=c)
        with mock.patch.object(torch, "randn_like", lambda images: given["Greg.pl_noise"]):
            exec(self.program.phases, self.scope)
        with torch.no_grad():
            exec(self.program.average, self.scope)
        self.scope["cur_nimg"] += self.scope["batch_size"]
        self.scope["batch_idx"] += 1
