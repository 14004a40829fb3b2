"""Transitional-cGAN's mapping network and schedule: the published code at commit b879226 of mshahbazi72/transitional-cGAN.

The network is the published class. The training loop needs CUDA, so its statement that moves the schedule is taken from its source and
runs on its own, once a step.
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


def tensors(checkout):
    published_code.commit(checkout, COMMIT)
    [networks] = published_code.load(Path(checkout).resolve(), "training.networks", missing=["requests", "PIL"], stays=True)
    network = networks.MappingNetwork(z_dim=4, c_dim=CLASSES, w_dim=4, num_ws=1, num_layers=2).eval()
    network.transition.fill_(SHARE)
    with torch.no_grad():
        for layer in network.children():
            layer.bias.normal_(0, 0.1 / layer.bias_gain)
    z, labels = torch.randn(6, 4), torch.eye(CLASSES).repeat(2, 1)
    found = {f"mapping.{name}".replace("proj_embedd", "embed.joining"): value for name, value in network.named_parameters()}
    found |= {"z": z, "labels": labels, "w": network(z, labels)[:, 0], "shares": schedule(checkout)}
    return found | {"schedule": torch.tensor([START, END, BATCH], dtype=torch.int32)}
