"""Six steps of our trainer, replayed in PyTorch from the start and the draws that the trainer has.

Reference: our own PyTorch re-implementation of StyleGAN2 and its loop, since no published program takes our trainer's draws. The networks are
those that stylegan2.py checks, and the loop is the one that trajectory.py checks, both against published numbers.

    GANZOO_WRITE_TRAINER_DRAWS=/tmp/draws.safetensors swift test --filter TrainerOracleTests
    python Tests/Reference/trainer.py /tmp/draws.safetensors

writes Tests/OracleTests/PyTorch/trainer_16.safetensors: start, draws and PyTorch's end. The recipe is trainer_16.yaml beside
it; what it means stands here once more, in the words of the papers. Needs torch and safetensors.
"""

import sys

import torch
from safetensors.torch import load_file, save_file

from stylegan2 import ROOT
from trajectory import Discriminator, Generator, Networks, Schedule, Training, end, iterate, part

PATH = ROOT / "Tests/OracleTests/PyTorch/trainer_16.safetensors"
STEPS = 6
SIZES = Networks(
    resolution=16, channels=3, z_dim=16, w_dim=16, c_dim=4, channel_base=256, channel_max=16, mapping_layers=2,
    label_mapping_layers=1, group_size=4)  # fmt: skip
# The trainer draws path length's half batch by itself.
SCHEDULE = Schedule(
    batch=8, learning_rate=0.002, r1_gamma=1.0, r1_interval=3, path_interval=2, path_shrink=1, mixing=0,
    noise_mode="const", ema_kimg=0.02, ema_ramp=0.5)  # fmt: skip


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    torch.set_num_threads(1)
    tensors = load_file(sys.argv[1])
    networks = {"G.before.": Generator(SIZES), "D.before.": Discriminator(SIZES)}
    for prefix, network in networks.items():
        missing, unknown = network.load_state_dict(part(tensors, prefix), strict=False)
        # Filters are constants, of which the draws have none.
        if unknown or any(not name.endswith("resample_filter") for name in missing):
            sys.exit(f"{prefix} lacks {missing} and has {unknown}")
    training = Training(*networks.values(), SCHEDULE)
    for step in range(STEPS):
        iterate(training, step, part(tensors, f"it{step}."))
    tensors["pl_mean.after"] = training.path_mean
    save_file(tensors | end(training), PATH)


if __name__ == "__main__":
    main()
