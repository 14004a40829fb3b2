"""Numbers for the methods of transfer to few images: the published code, not a re-implementation.

    python Tests/Reference/few_shot.py AdAM few-shot-gan-adaptation transitional-cGAN nnabla-examples

takes checkouts of yunqing-me/AdAM at commit 6428e99, utkarshojha/few-shot-gan-adaptation at 5617920, mshahbazi72/transitional-cGAN at
b879226 and sony/nnabla-examples at 8ec6287, and writes Tests/OracleTests/PyTorch/few_shot.safetensors:

    fisher.*, ewc.*      elastic weight consolidation: information of AdAM's probing loop, which is the paper's; Sony's loss
                         (few_shot_consolidation.py)
    modulation.*         AdAM's modulated kernels and their importance (few_shot_modulation.py)
    correspondence.*     the distance consistency of few-shot-gan-adaptation (few_shot_correspondence.py)
    transition.*         Transitional-cGAN's networks, losses and schedule (few_shot_transition.py)

Ours alone are the networks whose weights EWC measures, and the sum Σ F (θ - θ₀)² of EWC's paper, whose authors published no code.
Needs torch, safetensors, numpy, scipy and tqdm.
"""

import sys

import torch
from safetensors.torch import save_file

import few_shot_consolidation
import few_shot_correspondence
import few_shot_modulation
import few_shot_transition
from stylegan2 import ROOT

PATH = ROOT / "Tests/OracleTests/PyTorch/few_shot.safetensors"


def main(adam, adaptation, transitional, nnabla):
    torch.set_num_threads(1)
    parts = {
        "": lambda: few_shot_consolidation.tensors(adam, nnabla),
        "modulation.": lambda: few_shot_modulation.tensors(adam),
        "correspondence.": lambda: few_shot_correspondence.tensors(adaptation),
        "transition.": lambda: few_shot_transition.tensors(transitional),
    }
    tensors = {}
    for seed, (prefix, part) in enumerate(parts.items()):
        torch.manual_seed(seed)
        tensors |= {prefix + name: value.detach() for name, value in part().items()}
    # Shares of the schedule keep their precision.
    kept = {name: value if name.startswith("transition.s") or not value.is_floating_point() else value.float()
            for name, value in tensors.items()}  # fmt: skip
    save_file({name: value.contiguous() for name, value in kept.items()}, PATH)


if __name__ == "__main__":
    main(*sys.argv[1:])
