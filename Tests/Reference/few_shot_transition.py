"""Transitional-cGAN's mapping network, discriminator, losses and schedule: the published code at commit b879226 of
mshahbazi72/transitional-cGAN.

Networks and losses are the published classes. The training loop needs CUDA, so its statement that moves the schedule is taken from its
source and runs on its own, once a step.
"""

import ast
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import torch

import published_code

COMMIT, CLASSES, SHARE = "b879226", 3, 0.3
START, END, BATCH, STEPS = 1, 3, 300, 12  # thousands of images, images


def moves_the_schedule(checkout):
    """The compiled statement."""
    source = (Path(checkout) / "training/training_loop.py").read_text("utf-8-sig")
    [found] = [
        node for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.If) and ast.unparse(node.test) == "training_set_kwargs.use_labels"
    ]  # fmt: skip
    return compile(ast.Module([found], []), "training_loop.py", "exec")


def schedule(checkout):
    """Images after each step, and the share that labels then have."""
    statement, discriminator = moves_the_schedule(checkout), SimpleNamespace(transition=torch.zeros([]).double())
    mapping = SimpleNamespace(transition=torch.zeros([]).double())
    scope = {"torch": torch, "training_stats": mock.Mock(), "training_set_kwargs": SimpleNamespace(use_labels=True)}
    scope |= {"G": SimpleNamespace(mapping=mapping), "D": discriminator, "old_nimg": 0, "t_start_kimg": START, "t_end_kimg": END}
    shares = []
    for step in range(STEPS):
        scope["cur_nimg"] = (step + 1) * BATCH
        exec(statement, scope)
        shares.append(mapping.transition)
    return torch.stack(shares)


def begun(network):
    """In the middle of the transition, with biases that are not zero."""
    network.transition.fill_(SHARE)
    with torch.no_grad():
        for layer in network.modules():
            if getattr(layer, "bias", None) is not None:
                layer.bias.normal_(0, 0.1 / getattr(layer, "bias_gain", 1))
    return network


def mapping(networks):
    network = begun(networks.MappingNetwork(z_dim=4, c_dim=CLASSES, w_dim=4, num_ws=1, num_layers=2)).eval()
    z, labels = torch.randn(6, 4), torch.eye(CLASSES).repeat(2, 1)
    found = {f"mapping.{name}".replace("proj_embedd", "embed.joining"): value for name, value in network.named_parameters()}
    return found | {"z": z, "labels": labels, "w": network(z, labels)[:, 0]}


class Given(torch.nn.Module):
    """A network that gives what it is told to."""

    def __init__(self, values):
        super().__init__()
        self.values = values

    def forward(self, *_):
        return self.values


def losses(program, discriminator, given):
    """Losses of both networks, and gradients of the discriminator's in its weights."""
    published = program.StyleGAN2Loss("cpu", Given(None), Given(given["fake"]), discriminator, style_mixing_prob=0)
    found = {}
    for phase, name in [("Gmain", "Loss/G/loss"), ("Dmain", "Loss/D/loss")]:
        discriminator.zero_grad()
        with mock.patch.object(program.training_stats, "report") as report:
            published.accumulate_gradients(
                phase, given["real"], given["real_labels"], None, given["fake_labels"], sync=True, gain=1, num_gpus=1)
        [value] = [call.args[1] for call in report.call_args_list if call.args[0] == name]
        found[phase] = value.mean()
    return found | {f"slope.{name}": parameter.grad for name, parameter in discriminator.named_parameters()}


def judged(networks, program):
    """The discriminator, its logits without and with labels, and its losses."""
    layers = dict(c_dim=CLASSES, img_resolution=8, img_channels=3, channel_base=64, channel_max=4)
    network = begun(networks.Discriminator(mapping_kwargs=dict(num_layers=2), **layers))
    given = {name: torch.randn(4, 3, 8, 8) for name in ("real", "fake")}
    given |= {"real_labels": torch.eye(CLASSES)[[0, 1, 2, 1]], "fake_labels": torch.eye(CLASSES)[[2, 0, 0, 1]]}
    found = {f"weight.{name}": value for name, value in network.named_parameters()} | given
    found |= {"logits": network(given["fake"], given["fake_labels"])} | losses(program, network, given)
    return {name.replace("out_uc", "out").replace("out_c", "out_conditional"): value for name, value in found.items()}


def tensors(checkout):
    published_code.commit(checkout, COMMIT)
    networks, program = published_code.load(
        Path(checkout).resolve(), "training.networks", "training.loss", missing=["requests", "PIL"], stays=True)
    found = mapping(networks) | {f"judge.{name}": value for name, value in judged(networks, program).items()}
    return found | {"shares": schedule(checkout), "schedule": torch.tensor([START, END, BATCH], dtype=torch.int32)}
