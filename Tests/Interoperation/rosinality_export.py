"""Runs the Python of the note that `ganzoo export --names rosinality` writes, with the published program's own code.

    python Tests/Interoperation/rosinality_export.py GANZOO CHECKOUT ORACLES

CHECKOUT is rosinality/stylegan2-pytorch at commit bef283a, ORACLES a folder with rosinality_16.pt and rosinality_16.safetensors, which
Tests/Reference/rosinality.py describes. Images of the exported generator must be those of the checkpoint to 1e-4 of the largest value.
Needs torch, numpy and safetensors.
"""

import contextlib
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from unittest import mock

import torch
from safetensors.torch import load_file

MOST = 1e-4


def networks(ganzoo, checkout, oracles, place):
    """The networks that the snippets of the note make, in its order: generator, average, discriminator."""
    subprocess.run([ganzoo, "import", f"{oracles}/rosinality_16.pt", "--out", f"{place}/run"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([ganzoo, "export", "--run", f"{place}/run", "--names", "rosinality", "--out", f"{place}/out.safetensors"],
        check=True, stdout=subprocess.DEVNULL)  # fmt: skip
    for name in ["model.py", "op"]:
        (place / name).symlink_to(Path(checkout).resolve() / name)
    sys.path.insert(0, str(place))
    note = (place / "out.safetensors.md").read_text()
    with contextlib.chdir(place), mock.patch("torch.utils.cpp_extension.load"):
        for code in re.findall(r"```python\n(.*?)```", note, re.DOTALL):
            names = {}
            exec(compile(code, "note", "exec"), names)
            yield names["network"]


def main(ganzoo, checkout, oracles):
    answers = load_file(f"{oracles}/rosinality_16.safetensors")
    with tempfile.TemporaryDirectory() as place, torch.no_grad():
        generator, average, discriminator = networks(Path(ganzoo).resolve(), checkout, Path(oracles).resolve(), Path(place))
        found = {
            "g.img.const": generator([answers["z"]], randomize_noise=False)[0],
            "g_ema.img.const": average([answers["z"]], randomize_noise=False)[0],
            "logits": discriminator(answers["x"]),
        }  # fmt: skip
    largest = 0
    for name, value in found.items():
        expected = answers[name].reshape(value.shape)
        own = float((value - expected).abs().max() / expected.abs().max())
        print(f"{name}: largest relative difference {own:.2g}")
        largest = max(largest, own)
    return 0 if largest < MOST else 1


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
