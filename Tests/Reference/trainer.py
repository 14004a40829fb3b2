"""Six steps of our trainer, replayed from the start and the draws that the trainer has by the published code at commit d72cc7d of
NVlabs/stylegan2-ada-pytorch, not a re-implementation (published_training.py).

    GANZOO_WRITE_TRAINER_DRAWS=/tmp/draws.safetensors swift test --filter TrainerOracleTests
    python Tests/Reference/trainer.py /tmp/draws.safetensors stylegan2-ada-pytorch

writes Tests/OracleTests/PyTorch/trainer_16.safetensors: start, draws and the published code's end. The recipe is trainer_16.yaml
beside it; what it means stands here once more, in the words of the papers. Needs torch, safetensors, numpy and scipy.
"""

import sys

import torch
from safetensors.torch import load_file, save_file

import published_training
from stylegan2 import ROOT
from trajectory import Networks, Schedule, end, part, published

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
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    torch.set_num_threads(1)
    tensors = load_file(sys.argv[1])
    # Filters are constants, of which the draws have none.
    training = published(published_training.Published(sys.argv[2]), SIZES, tensors, SCHEDULE)
    for step in range(STEPS):
        training.iterate(part(tensors, f"it{step}."))
    tensors["pl_mean.after"] = training.path_mean
    save_file(tensors | end(training), PATH)


if __name__ == "__main__":
    main()
